import type { Caller } from '../access/caller.ts'
import type { Services } from '../services.ts'

declare global {
  namespace Express {
    /** What the steps of the request path leave for later ones. */
    interface Locals {
      requestId: string
      /** Of the server that the request came to; there from the path's validation on. */
      services: Services
      caller?: Caller
      /** Why the body could not be read. */
      bodyFault?: unknown
      /** The gatekeeper's answer to this request. */
      admission?: Promise<boolean>
      /** The gatekeeper's own refusal, which the validator would flatten. */
      refusal?: unknown
    }
  }
}
