import {
  EHealthAuth, ErrorType, type Resources,
  type CallOptions, type ListUsersQuery, type Pending, type Role, type RoleChanges, type UserBlock,
} from 'ehealth-auth-sdk'
import type * as operations from 'ehealth-auth-sdk/operations'
import { expect, expectTypeOf, it } from 'vitest'
import type { Operations } from '../../server/operations/operations.gen.ts'

// Calls that must not compile are written into functions that nobody runs; `tsc --noEmit` of the gate reads them.
const auth = new EHealthAuth({ baseUrl: 'http://127.0.0.1:4000' })
const client = { client_id: '6498d88e-97fb-47e2-85a5-99e884f888aa', client_secret: 'msp-001-secret-key' }
const refreshGrant = { ...client, grant_type: 'refresh_token', refresh_token: 'my-oauth-refresh-token' } as const

/** What every operation needs: a function that gives the whole answer. Its arguments are checked by calling it. */
type Functions = {
  [Id in keyof Operations]: (...parameters: never[]) => Promise<Operations[Id]['responses'][keyof Operations[Id]['responses']]>
}

it('there is a function for every operation of the contract, and no other', () => {
  expectTypeOf<typeof operations>().toExtend<Functions>()
  // Protects: a function that no operation stands behind.
  expectTypeOf<Exclude<keyof typeof operations, keyof Operations>>().toEqualTypeOf<'Transport'>()
})

it('the client has the resources and what goes beyond an operation, and nothing else', () => {
  expectTypeOf<Exclude<keyof EHealthAuth, keyof Resources>>().toEqualTypeOf<
    'baseUrl' | 'signInUrl' | 'exchangeCode' | 'session' | 'rotateSecret'
  >()
})

it('the arguments are the parameters of the path, the content of the body, the query and the options', () => {
  type Options = CallOptions | undefined
  expectTypeOf(auth.connections.get).parameters.toEqualTypeOf<[id: string, connectionId: string, options?: Options]>()
  expectTypeOf(auth.roles.update).parameters.toEqualTypeOf<[id: string, changes: RoleChanges, options?: Options]>()
  expectTypeOf(auth.connections.update).parameter(2).toEqualTypeOf<{ redirect_uri: string }>()
  expectTypeOf(auth.users.block).parameters.toEqualTypeOf<[id: string, block?: UserBlock, options?: Options]>()
  expectTypeOf(auth.users.list).parameters.toEqualTypeOf<[query?: ListUsersQuery, options?: Options]>()
  // Protects: what must not be left out; without its query this would delete nobody's tokens, and be refused.
  expectTypeOf(auth.storedTokens.deleteOfUsers).parameters.toEqualTypeOf<[query: { user_ids: string[] }, options?: Options]>()
  // Protects: GET has no body to put a secret into.
  expectTypeOf(auth.nonces.get).parameters.toEqualTypeOf<[query?: { client_id?: string }, options?: Options]>()
  expectTypeOf(auth.tokens.verify).parameters.toEqualTypeOf<[value: string, headers?: { apiKey?: string | undefined }, options?: Options]>()
})

it('a list has paging, and a deletion gives nothing', () => {
  type List = Awaited<ReturnType<typeof auth.roles.list>>
  expectTypeOf<List['data']>().toEqualTypeOf<Role[]>()
  expectTypeOf<List['paging']['total_pages']>().toEqualTypeOf<number>()
  expectTypeOf(auth.roles.delete).returns.toEqualTypeOf<Pending<void>>()
})

it('a grant is checked field by field', () => {
  void [
    () => auth.tokens.create(refreshGrant),
    // @ts-expect-error Protects: a grant that the contract does not know.
    () => auth.tokens.create({ ...client, grant_type: 'client_credentials', refresh_token: 'token' }),
    // @ts-expect-error Protects: the grant type decides the fields, and nothing is guessed when it is missing.
    () => auth.tokens.create({ ...client, refresh_token: 'token' }),
    // @ts-expect-error Protects: a required field of this grant is missing.
    () => auth.tokens.create({ ...client, grant_type: 'authorization_code', code: 'code' }),
    // @ts-expect-error Protects: a field of the other grant.
    () => auth.tokens.create({ ...client, grant_type: 'refresh_token', refresh_token: 'token', code: 'code' }),
    // @ts-expect-error Protects: a misspelt field.
    () => auth.tokens.create({ ...client, grant_type: 'refresh_token', refreshToken: 'token' }),
    // @ts-expect-error Protects: a value of the wrong type.
    () => auth.tokens.create({ ...refreshGrant, client_id: 1 }),
    // @ts-expect-error Protects: the method adds the wrapper, so the caller must not.
    () => auth.tokens.create({ token: refreshGrant }),
    // @ts-expect-error Protects: a password is for the login, not for the token call.
    () => auth.users.logIn(refreshGrant),
    // @ts-expect-error Protects: the redirect URI is not optional.
    () => auth.approvals.authorize({ client_id: client.client_id }),
    // @ts-expect-error Protects: the client whose secret ends must be named.
    () => auth.clients.refreshSecret(),
    // @ts-expect-error Protects: options are checked too.
    () => auth.users.logOut({ token: 'token' }),
    // @ts-expect-error Protects: a misspelt option.
    () => new EHealthAuth({ baseURL: 'http://127.0.0.1:4000' }),
  ]
  expectTypeOf(auth.tokens.create).parameter(0).toHaveProperty('grant_type').toEqualTypeOf<'refresh_token' | 'authorization_code'>()
})

it('an answer has the types of the contract', () => {
  type Token = Awaited<ReturnType<typeof auth.tokens.create>>
  expectTypeOf<Token['data']['value']>().toEqualTypeOf<string>()
  expectTypeOf<Token['data']['expires_at']>().toEqualTypeOf<number>()
  // Protects: only a code gives a new refresh token for sure, so a caller must handle its absence.
  expectTypeOf<Token['data']['details']['refresh_token']>().toEqualTypeOf<string | undefined>()
  type Approval = Awaited<ReturnType<typeof auth.approvals.authorize>>
  expectTypeOf<Approval['urgent']['redirect_uri']>().toEqualTypeOf<string>()
  // @ts-expect-error Protects: `urgent` is promised only where the contract has it.
  expectTypeOf<Token['urgent']>()
})

it('the error types are a closed list at compile time and at run time', () => {
  expectTypeOf<ErrorType>().extract<'invalid_grant'>().not.toBeNever()
  // @ts-expect-error Protects: a misspelt error type in a caller's comparison.
  expectTypeOf<ErrorType>().toExtend<'invalid_grnat'>()
  expect(ErrorType.INVALID_GRANT).toBe('invalid_grant')
})
