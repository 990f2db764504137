import {
  EHealthAuth, ErrorType,
  type CallOptions, type ListUsersQuery, type Role, type RoleChanges, type UserBlock,
} from 'ehealth-auth-sdk'
import { expect, expectTypeOf, it } from 'vitest'
import type { Operations } from '../../sdk/src/generated/operations.gen.js'

// Calls that must not compile are written into functions that nobody runs; `tsc --noEmit` of the gate reads them.
const auth = new EHealthAuth({ baseUrl: 'http://127.0.0.1:4000' })
const client = { client_id: '6498d88e-97fb-47e2-85a5-99e884f888aa', client_secret: 'msp-001-secret-key' }
const refreshGrant = { ...client, grant_type: 'refresh_token', refresh_token: 'my-oauth-refresh-token' } as const

/** What every operation needs: a method that gives the whole answer. Its arguments are checked by calling it. */
type Methods = {
  [Id in keyof Operations]: (...parameters: never[]) => Promise<Operations[Id]['responses'][keyof Operations[Id]['responses']]>
}

it('there is a method for every operation of the contract, and no other', () => {
  expectTypeOf<EHealthAuth>().toExtend<Methods>()
  // Protects: a method that no operation stands behind.
  expectTypeOf<Exclude<keyof EHealthAuth, keyof Operations>>().toEqualTypeOf<'baseUrl'>()
})

it('the arguments are the parameters of the path, the content of the body, the query and the options', () => {
  type Options = CallOptions | undefined
  expectTypeOf(auth.getConnection).parameters.toEqualTypeOf<[id: string, connectionId: string, options?: Options]>()
  expectTypeOf(auth.updateRole).parameters.toEqualTypeOf<[id: string, changes: RoleChanges, options?: Options]>()
  expectTypeOf(auth.updateConnection).parameter(2).toEqualTypeOf<{ redirect_uri: string }>()
  expectTypeOf(auth.blockUser).parameters.toEqualTypeOf<[id: string, block?: UserBlock, options?: Options]>()
  expectTypeOf(auth.listUsers).parameters.toEqualTypeOf<[query?: ListUsersQuery, options?: Options]>()
  // Protects: what must not be left out; without its query this would delete nobody's tokens, and be refused.
  expectTypeOf(auth.deleteTokensOfUsers).parameters.toEqualTypeOf<[query: { user_ids: string[] }, options?: Options]>()
  // Protects: GET has no body to put a secret into.
  expectTypeOf(auth.getNonce).parameters.toEqualTypeOf<[query?: { client_id?: string }, options?: Options]>()
  expectTypeOf(auth.verifyToken).parameters.toEqualTypeOf<[value: string, headers?: { apiKey?: string }, options?: Options]>()
})

it('a list has paging, and a deletion gives nothing', () => {
  type List = Awaited<ReturnType<typeof auth.listRoles>>
  expectTypeOf<List['data']>().toEqualTypeOf<Role[]>()
  expectTypeOf<List['paging']['total_pages']>().toEqualTypeOf<number>()
  expectTypeOf(auth.deleteRole).returns.toEqualTypeOf<Promise<void>>()
})

it('a grant is checked field by field', () => {
  void [
    () => auth.createToken(refreshGrant),
    // @ts-expect-error Protects: a grant that the contract does not know.
    () => auth.createToken({ ...client, grant_type: 'client_credentials', refresh_token: 'token' }),
    // @ts-expect-error Protects: the grant type decides the fields, and nothing is guessed when it is missing.
    () => auth.createToken({ ...client, refresh_token: 'token' }),
    // @ts-expect-error Protects: a required field of this grant is missing.
    () => auth.createToken({ ...client, grant_type: 'authorization_code', code: 'code' }),
    // @ts-expect-error Protects: a field of the other grant.
    () => auth.createToken({ ...client, grant_type: 'refresh_token', refresh_token: 'token', code: 'code' }),
    // @ts-expect-error Protects: a misspelt field.
    () => auth.createToken({ ...client, grant_type: 'refresh_token', refreshToken: 'token' }),
    // @ts-expect-error Protects: a value of the wrong type.
    () => auth.createToken({ ...refreshGrant, client_id: 1 }),
    // @ts-expect-error Protects: the method adds the wrapper, so the caller must not.
    () => auth.createToken({ token: refreshGrant }),
    // @ts-expect-error Protects: a password is for the login, not for the token call.
    () => auth.logInUser(refreshGrant),
    // @ts-expect-error Protects: the redirect URI is not optional.
    () => auth.authorizeApp({ client_id: client.client_id }),
    // @ts-expect-error Protects: the client whose secret ends must be named.
    () => auth.refreshClientSecret(),
    // @ts-expect-error Protects: options are checked too.
    () => auth.logOutUser({ token: 'token' }),
    // @ts-expect-error Protects: nobody is called by accident.
    () => new EHealthAuth({}),
  ]
  expectTypeOf(auth.createToken).parameter(0).toHaveProperty('grant_type').toEqualTypeOf<'refresh_token' | 'authorization_code'>()
})

it('an answer has the types of the contract', () => {
  type Token = Awaited<ReturnType<typeof auth.createToken>>
  expectTypeOf<Token['data']['value']>().toEqualTypeOf<string>()
  expectTypeOf<Token['data']['expires_at']>().toEqualTypeOf<number>()
  // Protects: only a code gives a new refresh token for sure, so a caller must handle its absence.
  expectTypeOf<Token['data']['details']['refresh_token']>().toEqualTypeOf<string | undefined>()
  type Approval = Awaited<ReturnType<typeof auth.authorizeApp>>
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
