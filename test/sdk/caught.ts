/** What the promise is rejected with, as the expected class. */
export async function caught<Expected extends Error>(
  promise: Promise<unknown>,
  expected: abstract new (...args: never[]) => Expected,
): Promise<Expected> {
  const outcome = await promise.then(
    (value) => new Error(`expected a refusal, got ${JSON.stringify(value)}`),
    (error: unknown) => error,
  )
  if (outcome instanceof expected) return outcome
  throw outcome
}
