import type { Caller } from '../access/caller.ts'

declare global {
  namespace Express {
    /** What the steps of the request path leave for later ones. */
    interface Locals {
      requestId: string
      caller?: Caller
      /** Why the body could not be read. */
      bodyFault?: unknown
      /** The names of the headers that the envelope has set. */
      answerHeaders?: string[]
      /** The gatekeeper's answer to this request. */
      admission?: Promise<boolean>
      /** The gatekeeper's own refusal, which the validator would flatten. */
      refusal?: unknown
    }
  }
}
