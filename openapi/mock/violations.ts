/** What Prism found. */
export interface Violations {
  input: Violation[]
  output: Violation[]
}

interface Violation {
  path?: string[]
  message: string
}

/** Longer values meet the limits of clients and proxies, which often are 8 KB for all headers. */
const maxHeaderLength = 4096

/** Says in the header `sl-violations`, as Prism's own server does, what the contract forbids in the request or the answer. */
export function violationsHeader({ input, output }: Violations): Record<string, string> {
  const violations = [...input.map(describe('request')), ...output.map(describe('response'))]
  if (violations.length === 0) return {}
  return { 'sl-violations': ascii(JSON.stringify(violations)).slice(0, maxHeaderLength) }
}

function describe(part: 'request' | 'response') {
  return ({ path = [], message }: Violation) => ({ location: [part, ...path], message })
}

/** A header cannot carry the Cyrillic of a field's name; JSON can escape it. */
function ascii(json: string): string {
  return json.replace(/[^\x20-\x7e]/g, (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`)
}
