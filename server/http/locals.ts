import type { Caller } from '../access/caller.ts'
import type { Trail } from '../audit/trail.ts'
import type { ErrorType } from '../../sdk/src/generated/types.gen.ts'
import type { Services } from '../services.ts'
import type { Content } from './send-envelope.ts'

declare global {
  namespace Express {
    /** What the steps of the request path leave for later ones. */
    interface Locals {
      requestId: string
      /** Of the server that the request came to; there from the path's validation on. */
      services: Services
      caller?: Caller
      /** Where the request comes from; `addressOf` finds out. */
      address?: string | undefined
      /** Of what the request asks for; `trailOf` makes it. */
      trail?: Trail
      /** SHA-256 of the body as it came, of a request with an idempotency key; absent without a body. */
      bodyDigest?: string
      /** Why the body could not be read. */
      bodyFault?: unknown
      /** The gatekeeper's answer to this request. */
      admission?: Promise<boolean>
      /** What the same request was answered before; the gatekeeper has admitted the caller to this and nothing else. */
      earlierAnswer?: Content | undefined
      /** The gatekeeper's own refusal, which the validator would flatten. */
      refusal?: unknown
      /** The type of the error that was answered. */
      errorType?: ErrorType | undefined
      /** How the answer breaks the contract. */
      violation?: string
    }
  }
}
