/**
 * Waits for what others may wait for too: the signal ends the waiting, and not what is waited for.
 *
 * @throws the reason of the signal, or what the promise is rejected with.
 */
export async function waitFor<Result>(promise: Promise<Result>, signal: AbortSignal | undefined): Promise<Result> {
  if (signal === undefined) return promise
  return new Promise((resolve, reject) => {
    const stop = () => reject(signal.reason)
    // The work that has begun may have ended it already.
    if (signal.aborted) stop()
    signal.addEventListener('abort', stop, { once: true })
    promise.then(resolve, reject).finally(() => signal.removeEventListener('abort', stop))
  })
}
