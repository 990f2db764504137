import { parse } from 'node:querystring'

type Query = Record<string, string | string[]>

/**
 * Reads a query. A bracket after a name says that it has several values, as many clients write it; the validator would take
 * it for a part of an object.
 */
export function parseQuery(query: string): Query {
  const values = Object.create(null) as Query
  for (const [written, value = ''] of Object.entries(parse(query))) {
    const name = written.split('[', 1)[0]!
    const isSingle = name === written && !(name in values)
    values[name] = isSingle ? value : [values[name] ?? [], value].flat()
  }
  return values
}
