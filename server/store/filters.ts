import { sql, type RawBuilder, type SqlBool } from 'kysely'

type Filter = RawBuilder<SqlBool>

/** All rows. */
export const everything: Filter = sql`1 = 1`

/** Rows whose column has the value; all rows without one. */
export function equals(column: string, value: string | boolean | undefined): Filter {
  if (value === undefined) return everything
  return sql`${sql.ref(column)} = ${typeof value === 'boolean' ? Number(value) : value}`
}

/** Rows whose column has the value or a greater one; all rows without one. */
export function from(column: string, value: string | undefined): Filter {
  return value === undefined ? everything : sql`${sql.ref(column)} >= ${value}`
}

/** Rows whose column has a lesser value; all rows without one. */
export function before(column: string, value: string | undefined): Filter {
  return value === undefined ? everything : sql`${sql.ref(column)} < ${value}`
}

/** Rows whose column has one of the values; all rows without any. */
export function oneOf(column: string, values: readonly string[] | undefined): Filter {
  if (values === undefined) return everything
  return sql`${sql.ref(column)} in (${sql.join(values)})`
}

/** Rows whose column has the text in it, in upper or lower case; all rows without one. */
export function contains(column: string, text: string | undefined): Filter {
  return text === undefined ? everything : like(column, `%${literal(text)}%`)
}

/** Rows whose column begins with the text, in upper or lower case. */
export function startsWith(column: string, text: string): Filter {
  return like(column, `${literal(text)}%`)
}

/** Rows whose column, a scope string, has one of the names; all rows without any. */
export function hasAnyName(column: string, names: readonly string[] | undefined): Filter {
  if (names === undefined) return everything
  const spaced = sql`' ' || ${sql.ref(column)} || ' '`
  // What is removed was there, in these very letters.
  return anyOf(names.map((name) => sql`replace(${spaced}, ${` ${name} `}, '') <> ${spaced}`))
}

/** Rows that meet one of the conditions; none without any. */
export function anyOf(conditions: readonly Filter[]): Filter {
  return conditions.length === 0 ? sql`1 = 0` : sql`(${sql.join(conditions, sql` or `)})`
}

function like(column: string, pattern: string): Filter {
  return sql`lower(${sql.ref(column)}) like ${pattern.toLowerCase()} escape '\\'`
}

/** Text that means only itself in a pattern. */
const literal = (text: string) => text.replaceAll(/[\\%_]/g, String.raw`\$&`)
