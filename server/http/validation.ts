import type { Request, RequestHandler } from 'express'
import * as OpenApiValidator from 'express-openapi-validator'
import type { Logger } from 'pino'
import { contractOf } from '../contract.ts'
import type { Services } from '../services.ts'
import { gatekeeper } from './gatekeeper.ts'
import { operationOf } from './operation-of.ts'

type ValidatorOptions = Parameters<typeof OpenApiValidator.middleware>[0]

/** Ids are compared as text, so they are known in one spelling. */
const serDes = [{ format: 'uuid', deserialize: (id: string) => id.toLowerCase() }]

/**
 * Holds requests and answers against the contract, with a validator for each path. A wrong answer is a loud 500 in the
 * sandbox; in production it is logged and sent all the same, because the work is done and a lost answer could cost a secret.
 */
export function validation(services: Services, logger: Logger): (path: string) => RequestHandler[] {
  const handlers = gatekeeper(services)
  return (path) =>
    OpenApiValidator.middleware({
      apiSpec: contractOf(path) as ValidatorOptions['apiSpec'],
      validateApiSpec: false,
      ajvFormats: { mode: 'full' },
      fileUploader: false,
      serDes,
      validateRequests: { allErrors: true, allowUnknownQueryParameters: true, discriminator: true },
      validateResponses: services.settings.mode === 'sandbox' || { onError: reportTo(logger) },
      validateSecurity: { handlers },
    }) as RequestHandler[]
}

function reportTo(logger: Logger) {
  return (error: Error, _body: unknown, request: Request) => {
    logger.error({ request_id: request.res?.locals.requestId, operation: operationOf(request)?.operationId, violation: error.message }, 'answer breaks the contract')
  }
}
