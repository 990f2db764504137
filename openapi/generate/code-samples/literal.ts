/** The panel of the page is not wider. */
const width = 80

/** Whether a text is one line that can be read without scrolling. */
export const fits = (source: string, indent = ''): boolean => indent.length + source.length <= width && !source.includes('\n')

/** A value of JSON, or `undefined`, as TypeScript that is written by hand: on one line where that is short. */
export function literal(value: unknown, indent = ''): string {
  if (typeof value === 'string') return text(value)
  if (typeof value !== 'object' || value === null) return String(value)
  const inner = `${indent}  `
  const isArray = Array.isArray(value)
  const members = Object.entries(value).map(([key, member]) => (isArray ? '' : `${name(key)}: `) + literal(member, inner))
  const [open, close] = isArray ? ['[', ']'] : ['{', '}']
  if (members.length === 0) return open + close
  const line = isArray ? `[${members.join(', ')}]` : `{ ${members.join(', ')} }`
  return fits(line, indent) ? line : [open, ...members.map((member) => `${inner}${member},`), indent + close].join('\n')
}

const name = (key: string): string => (/^[A-Za-z_$][\w$]*$/.test(key) ? key : text(key))

/** JSON's escapes are those of TypeScript too. */
const text = (value: string): string => `'${JSON.stringify(value).slice(1, -1).replaceAll('\\"', '"').replaceAll("'", "\\'")}'`
