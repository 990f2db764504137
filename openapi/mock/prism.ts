/** Prism's engine on the bundled contract, put right in the places where it would contradict it. */
import { createInstance, getHttpOperationsFromSpec, type IHttpOperationConfig, type IHttpRequest } from '@stoplight/prism-http'
import pino from 'pino'
import type { Operation } from './body-forms.ts'
import { mockWithRefusals } from './refusal.ts'
import { validateAsContract } from './validate.ts'

/** One question to the engine. */
export interface Question {
  request: IHttpRequest
  /** Which answer is wanted: status, named example. */
  preference: Partial<IHttpOperationConfig>
  /** What is looked at before the answer that is wanted: for a refusal that is already decided, only the token or nothing. */
  checked?: 'everything' | 'token' | 'nothing'
}

/** Asks the engine; the result is an answer with the violations of the request, or Prism's own error. */
export type Engine = Awaited<ReturnType<typeof loadEngine>>

const unpreferred = { dynamic: false }
const contract = `${import.meta.dirname}/../dist/openapi.json`

/** Loads the contract. What it returns keeps no state between questions. */
export async function loadEngine() {
  const operations = (await getHttpOperationsFromSpec(contract)).map((operation) =>
    withUnreadBody(withOptionalSecurity(withOwnDeprecation(operation))),
  )
  // Prism's type of logger leaves out the level `success`, which Prism calls.
  const logger = pino({ level: 'silent', customLevels: { success: 27 } }) as unknown as pino.Logger
  // What is answered are examples of the contract, which its tests hold against their schemas.
  const fixed = { validateResponse: false, errors: false, upstreamProxy: undefined, isProxy: false } as const
  const components = { logger, mock: mockWithRefusals, validateInput: validateAsContract(operations) }
  const prism = createInstance({ ...fixed, checkSecurity: true, validateRequest: true, mock: unpreferred }, components)

  return ({ request, preference, checked = 'everything' }: Question) =>
    prism.request(withCanonicalScheme(request), operations, {
      ...fixed,
      checkSecurity: checked !== 'nothing',
      validateRequest: checked === 'everything',
      // Prism writes into this object.
      mock: { ...unpreferred, ...preference },
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

/** Prism refuses every body where the contract has none, but there a body is not read. */
function withUnreadBody(operation: Operation): Operation {
  const unread = { id: 'unread', contents: [{ id: 'any', mediaType: '*/*' }] }
  return operation.request?.body === undefined ? { ...operation, request: { ...operation.request, body: unread } } : operation
}

/** Prism knows only `Bearer`, but the name of a scheme has no case (RFC 9110, section 11.1). */
function withCanonicalScheme(request: IHttpRequest): IHttpRequest {
  const authorization = request.headers?.['authorization']?.replace(/^bearer(?=\s)/i, 'Bearer')
  return authorization === undefined ? request : { ...request, headers: { ...request.headers, authorization } }
}
