/** What callers can make this process remember must have an end. */
const maxRemembered = 10_000

/** Keeps a value under a key, in place of the oldest one when there are too many. */
export function remember<Value>(values: Map<string, Value>, key: string, value: Value): void {
  values.delete(key)
  values.set(key, value)
  const [oldest] = values.keys()
  if (values.size > maxRemembered && oldest !== undefined) values.delete(oldest)
}
