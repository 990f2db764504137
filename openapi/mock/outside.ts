import { NO_METHOD_MATCHED_ERROR, NO_PATH_MATCHED_ERROR } from '@stoplight/prism-http'
import type { Request } from 'express'
import { randomUUID } from 'node:crypto'
import { contractOperations } from '../../server/contract.ts'
import { failures, type Failure } from '../../server/failure.ts'
import { envelope, everywhere } from '../../server/http/envelope.ts'

/** The answer to what is no operation of the contract, like the service's; undefined where that is not what is wrong. */
export function answerOutside(error: unknown, { path, headers: { host = 'localhost' } }: Pick<Request, 'path' | 'headers'>) {
  const failure = failureOf(error, path)
  if (failure === undefined) return undefined
  const { status, detail } = failure
  const requestId = randomUUID()
  return {
    status,
    headers: { ...everywhere, 'Content-Type': 'application/json', 'X-Request-Id': requestId, ...failure.headers },
    body: envelope({ code: status, url: `http://${host}${path}`, request_id: requestId }, { error: detail }),
  }
}

function failureOf(error: unknown, path: string): Failure | undefined {
  // Prism puts an address before it.
  const type = error instanceof Error ? error.name.split('#').at(-1) : undefined
  if (type === NO_PATH_MATCHED_ERROR.type) return failures.notFound()
  return type === NO_METHOD_MATCHED_ERROR.type ? failures.methodNotAllowed(methodsOf(path).join(', ')) : undefined
}

function methodsOf(path: string): string[] {
  const isTemplate = (template: string) => new RegExp(`^${template.replaceAll(/\{\w+\}/g, '[^/]+')}$`).test(path)
  return contractOperations.filter((operation) => isTemplate(operation.path)).map(({ method }) => method.toUpperCase())
}
