import type { Request } from 'express'
import { isAdministrative } from '../access/administrative.ts'
import type { Caller } from '../access/caller.ts'
import { boundClientId } from '../access/context.ts'
import { requireScope } from '../access/require-scope.ts'
import { verifyToken } from '../access/verify-token.ts'
import { failures } from '../failure.ts'
import { earlierAnswer } from './answer-once.ts'
import { bearerOf, type tokenSchemes } from './bearer-of.ts'
import { operationOf, pathParametersOf } from './operation-of.ts'

type SecurityScheme = (typeof tokenSchemes)[number] | 'apiKey' | 'customPsk'
type SecurityHandler = (request: Request, scopes: string[]) => Promise<boolean> | boolean

/**
 * The checks behind the contract's security schemes. An operation lists what it needs; nothing is let in that is not
 * listed here. The API-key has a say only together with the token, so the bearer check looks at both.
 */
export const gatekeeper: Record<SecurityScheme, SecurityHandler> = {
  bearer: (request, requiredScope) => admitOnce(request, () => admit(request, requiredScope)),
  administrator: (request, requiredScope) => admitOnce(request, () => admitAdministrator(request, requiredScope)),
  ownClient: (request, requiredScope) => admitOnce(request, () => admitToOwnClient(request, requiredScope)),
  apiKey: () => true,
  // The edge of eHealth has checked it.
  customPsk: () => true,
}

async function admit(request: Request, requiredScope: string[]): Promise<Caller> {
  const { store, now } = request.res!.locals.services
  const bearer = bearerOf(request)
  if (bearer === undefined) throw missingBearer()
  const asksForApiKey = operationOf(request)?.security?.some((alternative) => 'apiKey' in alternative) ?? true
  const caller = await verifyToken(store.read, { bearer, apiKey: request.get('api-key'), asksForApiKey }, now())
  // Known from here on, also when they are refused.
  request.res!.locals.caller = caller
  requireScope(caller, requiredScope)
  return caller
}

async function admitAdministrator(request: Request, requiredScope: string[]): Promise<void> {
  const caller = await admit(request, requiredScope)
  if (!isAdministrative(caller, request.res!.locals.services.settings)) throw failures.forbidden()
}

async function admitToOwnClient(request: Request, requiredScope: string[]): Promise<void> {
  const caller = await admit(request, requiredScope)
  const bound = boundClientId({ caller, settings: request.res!.locals.services.settings })
  if (bound !== undefined && bound !== pathParametersOf(request).id?.toLowerCase()) throw failures.forbidden()
}

/** The contract lists the same token with and without the headers that may go with it: one check answers for all. */
function admitOnce(request: Request, check: () => Promise<unknown>): Promise<boolean> {
  const locals = request.res!.locals
  locals.admission ??= remember()
  return locals.admission

  async function remember(): Promise<boolean> {
    try {
      await check()
      return true
    } catch (error) {
      return await admitAgain(error)
    }
  }

  /** Sent again with its idempotency key, a request may have ended its own token the first time. */
  async function admitAgain(refusal: unknown): Promise<boolean> {
    try {
      locals.earlierAnswer = await earlierAnswer(request)
      if (locals.earlierAnswer === undefined) throw refusal
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
