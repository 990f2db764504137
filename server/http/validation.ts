import { Router, type Request } from 'express'
import * as OpenApiValidator from 'express-openapi-validator'
import type { OpenAPIV3_1 } from 'openapi-types'
import type { Logger } from 'pino'
import { contract, contractSections } from '../contract.ts'
import type { Services } from '../services.ts'
import { gatekeeper } from './gatekeeper.ts'
import { operationOf } from './operation-of.ts'

type ValidatorOptions = Parameters<typeof OpenApiValidator.middleware>[0]

/**
 * Holds requests and answers against the contract. A wrong answer is a loud 500 in the sandbox; in production it is logged
 * and sent all the same, because the work is done and a lost answer could cost a secret.
 */
export function validation(services: Services, logger: Logger): Router {
  const router = Router()
  const handlers = gatekeeper(services)
  for (const [prefix, section] of contractSections(withoutMappings(contract))) {
    router.use(
      prefix,
      OpenApiValidator.middleware({
        apiSpec: section as ValidatorOptions['apiSpec'],
        validateApiSpec: false,
        ajvFormats: { mode: 'full' },
        fileUploader: false,
        validateRequests: { allErrors: true, allowUnknownQueryParameters: true, discriminator: true },
        validateResponses: services.settings.mode === 'sandbox' || { onError: reportTo(logger) },
        validateSecurity: { handlers },
      }),
    )
  }
  return router
}

function reportTo(logger: Logger) {
  return (error: Error, _body: unknown, request: Request) => {
    logger.error({ request_id: request.res?.locals.requestId, operation: operationOf(request)?.operationId, violation: error.message }, 'answer breaks the contract')
  }
}

/** The validator's Ajv refuses a discriminator with a mapping, which the documents and the pages want. */
function withoutMappings(document: OpenAPIV3_1.Document): OpenAPIV3_1.Document {
  return JSON.parse(JSON.stringify(document, (key, member) => (key === 'discriminator' ? { propertyName: member.propertyName } : member)))
}
