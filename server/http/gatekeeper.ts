import type { Request } from 'express'
import { verifyToken } from '../access/verify-token.ts'
import { failures } from '../failure.ts'
import type { Services } from '../services.ts'
import { operationOf } from './operation-of.ts'

type SecurityHandler = (request: Request, scopes: string[]) => Promise<boolean> | boolean

/**
 * The checks behind the contract's security schemes. An operation lists what it needs; nothing is let in that is not
 * listed here. The API-key has a say only together with the token, so the bearer check looks at both.
 */
export function gatekeeper({ store, now }: Services): Record<'bearer' | 'apiKey' | 'customPsk', SecurityHandler> {
  return {
    async bearer(request, requiredScope) {
      const locals = request.res!.locals
      // The contract lists the same bearer with and without the headers that may go with it: one check answers for all.
      locals.admission ??= admit(request, requiredScope)
      return locals.admission
    },
    apiKey: () => true,
    // The edge of eHealth has checked it.
    customPsk: () => true,
  }

  async function admit(request: Request, requiredScope: string[]): Promise<boolean> {
    const locals = request.res!.locals
    try {
      const bearer = /^Bearer +(\S+)$/i.exec(request.get('authorization') ?? '')?.[1]
      if (bearer === undefined) throw missingBearer()
      const asksForApiKey = operationOf(request)?.security?.some((alternative) => 'apiKey' in alternative) ?? true
      const presented = { bearer, apiKey: request.get('api-key'), asksForApiKey, requiredScope }
      locals.caller = await verifyToken(store.read, presented, now())
      return true
    } catch (error) {
      locals.refusal = error
      throw error
    }
  }
}

/** The refusal of a request without a bearer token. */
export const missingBearer = () =>
  failures.accessDenied("Authorization header is not set or doesn't contain Bearer token")
