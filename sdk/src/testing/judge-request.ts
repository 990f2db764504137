import { operations } from '../generated/examples.gen.js'
import { parseJson } from '../json.js'
import type { OperationData } from './contract-data.js'
import { idempotencyKeyOf } from './idempotency-key.js'
import { checkMembers, checkShape } from './judge-body.js'
import type { ReceivedRequest } from './receive-request.js'
import { type Refusal, refusal } from './refusal.js'

type Check = (operation: OperationData, request: ReceivedRequest) => Refusal | undefined

const uuid = /^[0-9a-f]{8}-([0-9a-f]{4}-){3}[0-9a-f]{12}$/i
const acceptsJson = /(^|,)\s*(\*\/\*|application\/(\*|json))\s*(;|,|$)/i

/** In the order in which the service looks. */
const checks: Check[] = [
  checkAccept, checkBearer, checkContentType, checkJson, checkPath, checkShape, checkQuery, checkMembers, checkIdempotencyKey,
]

/**
 * Says what is wrong with a request, if anything is: the path, the method, `Accept`, the bearer token, the type of the body,
 * whether it is JSON, UUIDs in the path, what must be in the query and in the body, and the idempotency key. Neither types and
 * formats of members nor members that are too many are looked at.
 */
export function judgeRequest(request: ReceivedRequest): Refusal | undefined {
  const { operationId, methods } = request.route
  if (methods.length === 0) return refusal(404, ['path'], 'must be one of the contract')
  if (operationId === undefined) return refusal(405, ['method'], `must be ${methods.join(' or ')}`)
  for (const check of checks) {
    const found = check(operations[operationId], request)
    if (found !== undefined) return found
  }
  return undefined
}

function checkAccept(_operation: OperationData, { headers }: ReceivedRequest): Refusal | undefined {
  if (acceptsJson.test(headers.get('Accept') ?? '*/*')) return undefined
  return refusal(406, ['headers', 'accept'], 'must take application/json')
}

function checkBearer({ guarded }: OperationData, { headers }: ReceivedRequest): Refusal | undefined {
  if (!guarded || /^bearer +\S/i.test(headers.get('Authorization') ?? '')) return undefined
  return refusal(401, ['headers', 'authorization'], 'must have a bearer token')
}

/** Of a body that nobody reads too. */
function checkContentType({ body }: OperationData, { headers, text }: ReceivedRequest): Refusal | undefined {
  const contentType = headers.get('Content-Type')
  const isNeeded = text !== '' || (body?.required === true && contentType === null)
  if (!isNeeded || /^application\/json\s*(;|$)/i.test(contentType ?? '')) return undefined
  return refusal(415, ['headers', 'content-type'], 'must be application/json')
}

function checkJson(_operation: OperationData, { text }: ReceivedRequest): Refusal | undefined {
  if (text === '' || parseJson(text) !== undefined) return undefined
  return refusal(400, ['body'], 'must be JSON', /^malformedJson$/)
}

function checkPath({ uuids }: OperationData, { route }: ReceivedRequest): Refusal | undefined {
  const wrong = uuids.find((name) => !uuid.test(route.parameters[name] ?? ''))
  return wrong === undefined ? undefined : refusal(400, ['path', wrong], 'must be a UUID', /^malformedPathId$/)
}

function checkQuery(operation: OperationData, { query }: ReceivedRequest): Refusal | undefined {
  const missing = operation.query.filter((name) => (query[name] ?? '') === '')
  return missing.length === 0 ? undefined : refusal(422, ['query'], `must have ${missing.join(', ')}`)
}

function checkIdempotencyKey({ method }: OperationData, { headers }: ReceivedRequest): Refusal | undefined {
  if (method === 'GET' || !headers.has('X-Idempotency-Key') || idempotencyKeyOf(headers) !== undefined) return undefined
  return refusal(422, ['headers', 'x-idempotency-key'], 'must be visible ASCII that is not too long', /^invalidIdempotencyKey$/)
}
