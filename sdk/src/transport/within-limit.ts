import { TimeoutError } from '../errors/timeout-error.js'
import { waitFor } from './wait-for.js'

/**
 * Does work that ends with the caller's signal or after a time, even if the work looks at neither.
 *
 * @throws TimeoutError, the reason of the signal, or what the work throws.
 */
export async function withinLimit<Result>(
  work: (signal: AbortSignal) => Promise<Result>,
  timeoutMs: number,
  callersSignal: AbortSignal | undefined,
): Promise<Result> {
  callersSignal?.throwIfAborted()
  const controller = new AbortController()
  const expire = () => controller.abort(new TimeoutError(`the server gave no whole answer within ${timeoutMs} ms`))
  const relay = () => controller.abort(callersSignal?.reason)
  const timer = setTimeout(expire, timeoutMs)
  callersSignal?.addEventListener('abort', relay)
  try {
    return await waitFor(work(controller.signal), controller.signal)
  } finally {
    clearTimeout(timer)
    callersSignal?.removeEventListener('abort', relay)
  }
}
