import type { RequestHandler } from 'express'
// The package's own entry would compile the schema of OpenAPI itself for each path, 40 ms that no check needs.
import { OpenApiValidator } from 'express-openapi-validator/dist/openapi.validator.js'
import { contractOf, contractOperations } from '../contract.ts'
import type { Services } from '../services.ts'
import { gatekeeper } from './gatekeeper.ts'
import { inOrder } from './in-order.ts'

type ValidatorDocument = Awaited<Parameters<OpenApiValidator['installMiddleware']>[0]>['apiDoc']

/** By path. They depend on the contract alone, so all servers of a process share them. */
const validators = new Map<string, RequestHandler>()

/** Holds requests to a path against the contract, once the caller's rights were checked with the services given. */
export function validation(path: string, services: Services): RequestHandler {
  return function validate(request, response, next) {
    response.locals.services = services
    // Made at the first request, because the compilation for all paths would delay the start.
    const validator = validators.get(path) ?? makeValidator(path)
    validators.set(path, validator)
    validator(request, response, next)
  }
}

function makeValidator(path: string): RequestHandler {
  // The validator types documents on its own; it takes those of OpenAPI 3.1.
  const apiDoc = contractOf(path) as ValidatorDocument
  const validator = new OpenApiValidator({
    apiSpec: apiDoc,
    validateApiSpec: false,
    ajvFormats: { mode: 'full' },
    fileUploader: false,
    validateRequests: { allErrors: true, allowUnknownQueryParameters: true, discriminator: true },
    validateResponses: false,
    validateSecurity: { handlers: gatekeeper },
  })
  const route = { basePath: '', openApiRoute: path, expressRoute: path.replaceAll(/\{(\w+)\}/g, ':$1'), pathParams: [] }
  const operations = contractOperations.filter((operation) => operation.path === path)
  const routes = operations.map(({ method }) => ({ ...route, method: method.toUpperCase() }))
  const steps = validator.installMiddleware(Promise.resolve({ apiDoc, basePaths: [''], routes, serial: 0 }))
  // They are Express's, of a version whose types the validator brings along.
  return inOrder(steps as RequestHandler[])
}
