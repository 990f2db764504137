import type { Request, RequestHandler } from 'express'
import * as OpenApiValidator from 'express-openapi-validator'
import type { Logger } from 'pino'
import { contractOf } from '../contract.ts'
import type { Services } from '../services.ts'
import { gatekeeper } from './gatekeeper.ts'
import { inOrder } from './in-order.ts'
import { operationOf } from './operation-of.ts'

type ValidatorOptions = Parameters<typeof OpenApiValidator.middleware>[0]

/**
 * Holds requests and answers against the contract, with a validator for each path. A wrong answer is a loud 500 in the
 * sandbox; in production it is logged and sent all the same, because the work is done and a lost answer could cost a secret.
 */
export function validation(services: Services, logger: Logger): (path: string) => RequestHandler {
  const handlers = gatekeeper(services)
  return function validateAt(path) {
    let validator: RequestHandler | undefined
    return function validate(request, response, next) {
      // Made at the first request: it takes some 40 ms, which would be seconds at the start for all paths.
      validator ??= makeValidator(path)
      validator(request, response, next)
    }
  }

  function makeValidator(path: string): RequestHandler {
    const steps = OpenApiValidator.middleware({
      apiSpec: contractOf(path) as ValidatorOptions['apiSpec'],
      validateApiSpec: false,
      ajvFormats: { mode: 'full' },
      fileUploader: false,
      validateRequests: { allErrors: true, allowUnknownQueryParameters: true, discriminator: true },
      validateResponses: services.settings.mode === 'sandbox' || { onError: reportTo(logger) },
      validateSecurity: { handlers },
    })
    return inOrder(steps as RequestHandler[])
  }
}

function reportTo(logger: Logger) {
  return (error: Error, _body: unknown, request: Request) => {
    logger.error({ request_id: request.res?.locals.requestId, operation: operationOf(request)?.operationId, violation: error.message }, 'answer breaks the contract')
  }
}
