import type { Request } from 'express'
import { isObject } from '../is-object.ts'
import { operationOf } from './operation-of.ts'
import { wrapperOf } from './wrapper-of.ts'

/** The fields of a request's body, without the wrapper around them; none where there is no body. */
export function fieldsOf(request: Request): Record<string, unknown> {
  const body: unknown = request.body
  if (!isObject(body)) return {}
  const fields = body[wrapperOf(operationOf(request)?.operationId) ?? '']
  return isObject(fields) ? fields : body
}
