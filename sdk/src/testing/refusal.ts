/** What a request breaks of the contract, and how it is refused. */
export interface Refusal {
  status: number
  /** From the request on, such as `['body', 'token']`. */
  location: readonly string[]
  /** Goes on where the location ends: `must have client_id`. */
  message: string
  /** What the example of that status is called. When none is, the first one is meant. */
  example: RegExp | undefined
}

/** Makes a refusal. */
export function refusal(status: number, location: readonly string[], message: string, example?: RegExp): Refusal {
  return { status, location, message, example }
}

/** Says it in a line: `body.token must have client_id`. */
export function describeRefusal({ location, message }: Refusal): string {
  return `${location.join('.')} ${message}`
}

/** Says it in the header that Prism uses for it. */
export function violationsHeader({ location, message }: Refusal): Record<string, string> {
  return { 'sl-violations': JSON.stringify([{ location: ['request', ...location], message }]) }
}
