import { isObject, parseJson } from '../json.js'
import type { OperationData } from './contract-data.js'
import type { ReceivedRequest } from './receive-request.js'
import { type Refusal, refusal } from './refusal.js'

/** The body must be an object, and so must what its wrapper holds. */
export function checkShape({ body }: OperationData, { text }: ReceivedRequest): Refusal | undefined {
  if (body === undefined || (text === '' && !body.required)) return undefined
  const value = parseJson(text)
  if (!isRecord(value)) return refusal(400, ['body'], 'must be an object', /^missing/)
  const { wrapper, required } = body
  if (wrapper === undefined || isRecord(value[wrapper])) return undefined
  if (!required && !Object.hasOwn(value, wrapper)) return undefined
  return refusal(400, ['body', wrapper], 'must be an object', /^missing/)
}

/** What the contract requires must be there; a member may choose what that is. */
export function checkMembers({ body }: OperationData, { text }: ReceivedRequest): Refusal | undefined {
  if (body === undefined) return undefined
  const { wrapper, members, choice } = body
  const value = parseJson(text)
  const holder = wrapper !== undefined && isRecord(value) ? value[wrapper] : value
  if (!isRecord(holder)) return undefined

  const location = wrapper === undefined ? ['body'] : ['body', wrapper]
  const chosen = choice && holder[choice.member]
  const [, branch] = Object.entries(choice?.branches ?? {}).find(([value]) => value === chosen) ?? []
  if (choice !== undefined && typeof chosen === 'string' && branch === undefined) {
    const message = `must be ${Object.keys(choice.branches).join(' or ')}`
    return refusal(401, [...location, choice.member], message, /grant\w*NotAllowed$/i)
  }
  const missing = (branch ?? members).filter((name) => !Object.hasOwn(holder, name))
  if (missing.length === 0) return undefined
  const example = choice !== undefined && branch === undefined ? /GrantType$/ : /^missing/
  return refusal(422, location, `must have ${missing.join(', ')}`, example)
}

const isRecord = (value: unknown): value is Record<string, unknown> => isObject(value) && !Array.isArray(value)
