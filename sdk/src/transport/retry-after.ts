/**
 * How long the answer asks to wait, in milliseconds; `undefined` when it does not say so in a form of RFC 9110, section
 * 10.2.3. A date counts from the answer's own `Date`, because the caller's clock may be wrong.
 */
export function retryAfterMs(headers: Headers): number | undefined {
  const value = headers.get('Retry-After') ?? ''
  if (/^\d+$/.test(value)) return Number(value) * 1_000
  // Date.parse takes nearly everything with a digit in it for a date, "-1" too.
  if (!/^[A-Z][a-z]+, .* GMT$/.test(value)) return undefined
  const until = Date.parse(value) - Date.parse(headers.get('Date') ?? new Date().toUTCString())
  return Number.isNaN(until) ? undefined : Math.max(0, until)
}
