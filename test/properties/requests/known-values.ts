import fc from 'fast-check'
import type { ContractOperation, OperationId } from '../../../server/contract.ts'
import { demo } from '../../fixtures/demo.ts'
import { requestOf } from '../../server/statuses/contract-request.ts'
import { ownId, ownPassword, ownRedirectUri, ownScope, ownValue } from '../../server/statuses/own-rows.ts'
import { waitingCode } from '../sandbox/own-rows.ts'
import type { Replacements } from '../values/valid-values.ts'
import type { GeneratedRequest } from './generated-request.ts'

const { user, portal, clinic, pharmacy, mis } = demo
const oneOf = (...values: string[]) => fc.constantFrom(...values)
/** Ids are the same in capitals. */
const ids = (...values: string[]) => oneOf(...values, ...values.map((id) => id.toUpperCase()))

/** The scopes of a session that every user may have, in the spellings that are the same. */
const sessionScopes = oneOf('app:authorize', 'user:change_password', ' user:change_password\n\tapp:authorize app:authorize ')
const continued = (uri: string) => oneOf(uri, `${uri}/`, `${uri}/a/b.c~d`, `${uri}?a=b`, `${uri}/%D1%94?state=x&y`)

/** What only some operations take, or take from fewer rows than others. */
const particular: Partial<Record<OperationId, Replacements>> = {
  createToken: {
    client_id: ids(clinic.id),
    client_secret: oneOf(clinic.secret),
    refresh_token: oneOf(clinic.refreshToken),
    code: oneOf(waitingCode),
    redirect_uri: continued(clinic.redirectUri),
  },
  logInUser: { email: oneOf(user.email, user.email.toUpperCase()), password: oneOf(user.password), client_id: ids(portal), scope: sessionScopes },
  authorizeApp: { redirect_uri: continued(ownRedirectUri), scope: oneOf(ownScope, ` ${ownScope}  ${ownScope}\n`) },
  createUserAccessToken: { client_id: ids(portal), scope: sessionScopes },
  // The role of the user's own that is there is for the client of its own.
  createUserRole: { client_id: ids(clinic.id, pharmacy.id, portal) },
  // An approval of the user's for the clinic is there.
  createApproval: { client_id: ids(ownId('clients', 'createApproval'), pharmacy.id, portal) },
  changeUserPassword: { current_password: oneOf(ownPassword) },
}

/** What the contract leaves to the rows that are there: ids and credentials, by the names of parameters and fields. */
export function knownValues(operation: ContractOperation): Replacements {
  const { id } = operation
  return {
    user_id: ids(ownId('users', id)),
    client_id: ids(ownId('clients', id)),
    client_type_id: ids(ownId('client_types', id), clinic.clientTypeId),
    role_id: ids(ownId('roles', id)),
    consumer_id: ids(ownId('clients', id), mis.id, clinic.id),
    ...ofPath(operation),
    ...particular[id],
  }
}

/** The path of the request that works, by its parameters. */
function ofPath(operation: ContractOperation): Replacements {
  const [path = ''] = requestOf(operation).target.split(' ')[1]!.split('?', 1)
  const segments = path.split('/')
  const values = operation.path.split('/').flatMap((segment, index) => {
    const name = /^\{(\w+)\}$/.exec(segment)?.[1]
    // The two have the same segments.
    return name === undefined ? [] : [[name, segments[index] === ownValue(operation.id) ? oneOf(segments[index]) : ids(segments[index]!)] as const]
  })
  return Object.fromEntries(values)
}

/** What operations need of a request beside what its schemas say, in the words of their descriptions. */
const needs: Partial<Record<OperationId, (request: GeneratedRequest) => boolean>> = {
  getNonce: namesClient,
  createNonce: namesClient,
  authorizeApp: ({ body }) => 'scope' in (body as { app: object }).app,
  upsertConnection: ({ body }) => isMade(body, ownId('clients', 'upsertConnection')),
}

/** Whether the state that an operation's own rows are in lets it do what a request with known values asks for. */
export function isAllowed({ id }: ContractOperation, request: GeneratedRequest): boolean {
  return needs[id]?.(request) ?? true
}

function namesClient({ query, body }: GeneratedRequest): boolean {
  // The body is made from an object schema.
  return query.client_id !== undefined || (body as { client_id?: string } | undefined)?.client_id !== undefined
}

/** The connection of the client through itself is there; any other needs to be told where codes go. */
function isMade(body: unknown, clientId: string): boolean {
  // The body is made from an object schema.
  const { consumer_id, redirect_uri } = body as { consumer_id: string; redirect_uri?: string }
  return redirect_uri !== undefined || consumer_id.toLowerCase() === clientId
}
