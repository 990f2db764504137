/** What callers can make this process remember must have an end. */
const maxRemembered = 10_000

/** Keeps a value under a key, in place of the oldest one when there are too many. */
export function remember<Value>(values: Map<string, Value>, key: string, value: Value): void {
  values.delete(key)
  values.set(key, value)
  // To look for the oldest takes longer the more there are.
  if (values.size > maxRemembered) values.delete(values.keys().next().value!)
}
