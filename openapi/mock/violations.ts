/** What Prism found. */
export interface Violation {
  path?: string[]
  /** The keyword of the schema, or a status. */
  code?: string | number
  message: string
}

/** Longer values meet the limits of clients and proxies, which often are 8 KB for all headers. */
const maxHeaderLength = 4096

/** Says in the header `sl-violations`, as Prism's own server does, what the contract forbids in the request. */
export function violationsHeader(violations: Violation[]): Record<string, string> {
  if (violations.length === 0) return {}
  const described = violations.map(({ path = [], code, message }) => ({ location: ['request', ...path], code, message }))
  return { 'sl-violations': ascii(JSON.stringify(described)).slice(0, maxHeaderLength) }
}

/** The members that lead to what is wrong with a body, with the one that is missing; none for what is not about the body. */
export function bodySteps({ path: [place, ...steps] = [], code, message }: Violation): string[] {
  if (place !== 'body') return []
  const missing = code === 'required' ? /'([^']+)'$/.exec(message)?.[1] : undefined
  return missing === undefined ? steps : [...steps, missing]
}

/** A header cannot carry the Cyrillic of a field's name; JSON can escape it. */
function ascii(json: string): string {
  return json.replace(/[^\x20-\x7e]/g, (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`)
}
