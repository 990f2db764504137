import { afterAll, describe, expect, it } from 'vitest'
import { exampleValue, schemaNamed } from '../../server/contract.ts'
import { call, type Answer } from '../fixtures/call.ts'
import { answerBreaches } from '../fixtures/contract-check.ts'
import { demo, refreshGrant } from '../fixtures/demo.ts'
import { request, sendRaw } from '../fixtures/send-raw.ts'
import { startServer } from '../fixtures/start-server.ts'

const server = await startServer()
afterAll(server.close)

const administrator = { Authorization: `Bearer ${demo.administrator.token}` }
const { maxLength = 0 } = schemaNamed('IdempotencyKey')
const repeatedBy = ({ headers, body }: Answer) => [headers.get('x-idempotency-key'), body?.meta.idempotency_key]

describe('a key is repeated by every answer:', () => {
  it.each<[string, string, number, { headers?: Record<string, string>; body?: unknown }]>([
    ['a success', 'POST /oauth/tokens', 201, { body: refreshGrant }],
    ['a success of a method that is safe', 'GET /contract', 200, {}],
    ['a refusal of the gatekeeper', 'POST /admin/roles', 401, {}],
    ['a refusal of fields', 'POST /admin/roles', 422, { headers: administrator, body: { role: {} } }],
    ['what could not be read', 'POST /oauth/tokens', 400, { body: '{' }],
    ['an unknown path', 'DELETE /nowhere', 404, {}],
    ['another method', 'DELETE /oauth/tokens', 405, {}],
  ])('%s', async (what, target, status, { headers, body }) => {
    const key = `key-of-${what.replaceAll(' ', '-')}`
    const answer = await call(server, target, { headers: { ...headers, 'X-Idempotency-Key': key }, body })
    expect(answer.status).toBe(status)
    expect(repeatedBy(answer)).toEqual([key, key])
  })

  it('one without a body', async () => {
    const { body } = await call(server, 'POST /admin/roles', { headers: administrator, body: { role: { name: 'SHORT_LIVED', scope: 'client:read' } } })
    const key = 'k'.repeat(maxLength)
    const answer = await call(server, `DELETE /admin/roles/${body.data.id}`, { headers: { ...administrator, 'X-Idempotency-Key': key } })
    expect(answer.status).toBe(204)
    expect(repeatedBy(answer)).toEqual([key, undefined])
  })
})

it('without a key, none is repeated', async () => {
  const answer = await call(server, 'POST /oauth/tokens', { body: refreshGrant })
  expect(answer.status).toBe(201)
  expect(answer.headers.has('x-idempotency-key')).toBe(false)
  expect(answer.body.meta).not.toHaveProperty('idempotency_key')
})

describe('a key that is ill-formed', () => {
  const lengthRule = { rule: 'length', params: { max: maxLength }, description: `should be at most ${maxLength} character(s)` }

  it.each<[string, string, object]>([
    ['with a blank', 'two words', (exampleValue('invalidIdempotencyKey') as Answer['body']).error.invalid[0].rules[0]],
    ['of other letters', 'clé', { rule: 'format' }],
    ['that is too long', 'k'.repeat(maxLength + 1), lengthRule],
    ['without text', '', { rule: 'required', params: [], description: "can't be blank" }],
    ['of blanks', '  ', { rule: 'required' }],
  ])('%s is refused, and not repeated', async (_what, key, rule) => {
    const answer = await call(server, 'POST /oauth/tokens', { headers: { 'X-Idempotency-Key': key }, body: refreshGrant })
    expect(answer.status).toBe(422)
    expect(answer.body.error.invalid).toMatchObject([{ entry_type: 'header', entry: 'X-Idempotency-Key', rules: [rule] }])
    expect(repeatedBy(answer)).toEqual([null, undefined])
    expect(answerBreaches('createToken', answer)).toEqual([])
  })

  it('sent twice is refused, because two keys are one with a blank', async () => {
    const headers = ['Authorization: Bearer any', 'X-Idempotency-Key: one', 'X-Idempotency-Key: one', 'Content-Type: application/json']
    const { status, body } = await sendRaw(server, request(['POST /oauth/tokens HTTP/1.1', ...headers], JSON.stringify(refreshGrant)))
    expect([status, body.error.invalid[0].rules[0].rule]).toEqual([422, 'format'])
  })

  it('is told with the fields that are wrong', async () => {
    const headers = { ...administrator, 'X-Idempotency-Key': 'two words' }
    const { body } = await call(server, 'POST /admin/roles', { headers, body: { role: { scope: 'client:read' } } })
    expect(body.error.invalid.map(({ entry }: { entry: string }) => entry)).toEqual(['$.name', 'X-Idempotency-Key'])
  })

  it('is of no account to a method that is safe', async () => {
    const answer = await call(server, 'GET /contract', { headers: { 'X-Idempotency-Key': 'two words' } })
    expect(answer.status).toBe(200)
    expect(repeatedBy(answer)).toEqual([null, undefined])
  })
})
