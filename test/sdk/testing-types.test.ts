import { createMock, type AnswerName, type KnownName, type OperationId } from 'ehealth-auth-sdk/testing'
import { EHealthAuth, type AccessTokenEnvelope } from 'ehealth-auth-sdk'
import { expectTypeOf, it } from 'vitest'
import type { Operations } from '../../server/operations/operations.gen.ts'

// Calls that must not compile are written into functions that nobody runs; `tsc --noEmit` of the gate reads them.
const mock = createMock()

it('knows every operation of the contract, and no other', () => {
  expectTypeOf<OperationId>().toEqualTypeOf<keyof Operations>()
})

it('knows the examples and the statuses of an operation', () => {
  void [
    () => mock.use('createToken', 'expiredRefreshToken'),
    () => mock.use('createToken', 401, { times: 1 }),
    // @ts-expect-error Protects: a misspelt operation would never be answered.
    () => mock.use('createTokn', 'refreshedToken'),
    // @ts-expect-error Protects: a misspelt example.
    () => mock.use('createToken', 'expiredToken'),
    // @ts-expect-error Protects: the example of another operation.
    () => mock.use('createToken', 'noAdministrator'),
    // @ts-expect-error Protects: a status that the contract does not have there.
    () => mock.use('createToken', 409),
    // @ts-expect-error Protects: a name that is made up when the test runs.
    () => mock.use('createToken', String(Date.now())),
    // @ts-expect-error Protects: a misspelt option would be ignored.
    () => mock.use('createToken', 'refreshedToken', { time: 1 }),
    // @ts-expect-error Protects: a misspelt operation would never fail.
    () => mock.fail('createTokn'),
  ]
})

it('says in words what is wrong with a name', () => {
  expectTypeOf<KnownName<'createToken', 'expired'>>().toEqualTypeOf<'createToken has neither an example nor a status expired'>()
  expectTypeOf<KnownName<'createToken', 409>>().toEqualTypeOf<'createToken has neither an example nor a status 409'>()
  expectTypeOf<Extract<AnswerName<'deleteRole'>, 204 | 404 | 'unknownId' | 'deletedRole'>>().toEqualTypeOf<204 | 404 | 'unknownId'>()
})

it('takes an answer that the contract does not list, with the options that fit it', () => {
  void [
    () => mock.use('createToken', { status: 502 }, { times: 1, when: ({ method }) => method === 'POST' }),
    () => mock.use('createToken', { status: 502, headers: { Via: '1.1 proxy' }, body: [] }),
    // @ts-expect-error Protects: a misspelt operation would never be answered.
    () => mock.use('createTokn', { status: 502 }),
    // @ts-expect-error Protects: an answer without a status.
    () => mock.use('createToken', { body: 'Bad Gateway' }),
    // @ts-expect-error Protects: a misspelt member would not be sent.
    () => mock.use('createToken', { status: 502, header: {} }),
    // @ts-expect-error Protects: headers beside the answer, which has its own, would not be sent.
    () => mock.use('createToken', { status: 502 }, { headers: {} }),
    // @ts-expect-error Protects: what is to change a body of the contract would not be called.
    () => mock.use('createToken', { status: 502 }, { change() {} }),
  ]
})

it('knows the body of the answer that is changed', () => {
  void [
    () => mock.use('createToken', 'refreshedToken', { change: (body) => expectTypeOf(body).toEqualTypeOf<AccessTokenEnvelope>() }),
    () => mock.use('createToken', 201, { change: ({ data }) => void (data.expires_at += 60) }),
    () => mock.use('createToken', 'unavailable', { change: ({ error }) => void delete error.message }),
    () => mock.use('deleteRole', 204, { change: (body) => expectTypeOf(body).toEqualTypeOf<undefined>() }),
    // @ts-expect-error Protects: a refusal has no data.
    () => mock.use('createToken', 'expiredRefreshToken', { change: (body) => void body.data }),
    // @ts-expect-error Protects: a member that the contract does not have.
    () => mock.use('createToken', 'refreshedToken', { change: ({ data }) => void (data.expires_in = 60) }),
  ]
})

it('is what the client takes', () => {
  void (() => new EHealthAuth({ baseUrl: mock.baseUrl, fetch: mock.fetch }))
  expectTypeOf(mock.fetch).toEqualTypeOf<typeof fetch>()
  // @ts-expect-error Protects: only the mock writes down what was asked.
  void (() => mock.calls.push())
})
