/** Prism's engine on the bundled contract, with the three places put right where it would contradict the contract. */
import { createInstance, getHttpOperationsFromSpec, type IHttpOperationConfig, type IHttpRequest } from '@stoplight/prism-http'
import pino from 'pino'

type Operation = Awaited<ReturnType<typeof getHttpOperationsFromSpec>>[number]

/** One question to the engine. */
export interface Question {
  request: IHttpRequest
  /** Which answer is wanted: status, named example. */
  preference: IHttpOperationConfig
  /** Leaves out the checks of security and body, for an answer that is already decided. */
  unchecked?: boolean
}

/** Asks the engine; the result is an answer with the violations of the request, or Prism's own error. */
export type Engine = Awaited<ReturnType<typeof loadEngine>>

const contract = `${import.meta.dirname}/../dist/openapi.json`

/** Loads the contract. What it returns keeps no state between questions. */
export async function loadEngine() {
  const operations = (await getHttpOperationsFromSpec(contract)).map(withOwnDeprecation).map(withOptionalSecurity)
  const logger = pino({ level: 'silent', customLevels: { success: 27 } })
  const fixed = { validateResponse: true, errors: false, upstreamProxy: undefined, isProxy: false } as const
  const nothingPreferred = { dynamic: false }
  const prism = createInstance({ ...fixed, checkSecurity: true, validateRequest: true, mock: nothingPreferred }, { logger })

  return ({ request, preference, unchecked = false }: Question) =>
    prism.request(withCanonicalScheme(request), operations, {
      ...fixed,
      checkSecurity: !unchecked,
      validateRequest: !unchecked,
      // Prism writes into this object.
      mock: { ...preference },
    })()
}

/** Prism marks deprecation with `Deprecation: true`, which would replace the header that the contract documents. */
function withOwnDeprecation(operation: Operation): Operation {
  return { ...operation, deprecated: false }
}

/** Prism lets `{}` in `security` pass only without `Authorization`, but the contract says that the header is ignored. */
function withOptionalSecurity(operation: Operation): Operation {
  return operation.security?.some((schemes) => schemes.length === 0) ? { ...operation, security: [] } : operation
}

/** Prism knows only `Bearer`, but the name of a scheme has no case (RFC 9110, section 11.1). */
function withCanonicalScheme(request: IHttpRequest): IHttpRequest {
  const authorization = request.headers?.['authorization']?.replace(/^bearer(?=\s)/i, 'Bearer')
  return authorization === undefined ? request : { ...request, headers: { ...request.headers, authorization } }
}
