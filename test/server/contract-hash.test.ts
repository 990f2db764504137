import { readFile } from 'node:fs/promises'
import { afterAll, describe, expect, it, vi } from 'vitest'
import { contractHashes } from '../../openapi/generate/contract-hashes.ts'
import { call } from '../fixtures/call.ts'
import { demo } from '../fixtures/demo.ts'
import { request, sendRaw } from '../fixtures/send-raw.ts'
import { startServer } from '../fixtures/start-server.ts'

const bundle = JSON.parse(await readFile(new URL('../../openapi/dist/openapi.json', import.meta.url), 'utf8'))
const expected = contractHashes(bundle)

const server = await startServer()
afterAll(server.close)

it('anybody may ask for the hashes of the contract, and they are those of the bundle', async () => {
  const { status, body } = await call(server, 'GET /contract')
  expect(status).toBe(200)
  expect(body.data).toEqual(expected)
  const headers = { Authorization: 'Bearer unknown', 'X-Custom-PSK': 'x', 'API-key': 'unknown' }
  expect((await call(server, 'GET /contract', { headers })).body.data).toEqual(expected)
})

// The answers that the contract lists are held against it, with their headers, where every status is provoked.
it.each<[string, number, () => ReturnType<typeof call>]>([
  ['an unknown path', 404, () => call(server, 'GET /nothing')],
  ['an unknown path of a known section', 404, () => call(server, 'GET /oauth/nothing')],
  ['another method', 405, () => call(server, 'PUT /contract')],
  ['HEAD', 405, () => call(server, 'HEAD /contract')],
  ['headers that are too large', 431, () => call(server, 'GET /nothing', { headers: { 'X-Large': 'x'.repeat(20_000) } })],
  ['bytes that are no HTTP', 400, () => sendRaw(server, 'no HTTP\r\n\r\n')],
  ['a header with NUL', 400, () => sendRaw(server, request(['GET /contract HTTP/1.1', 'X: a\0b']))],
])('an answer to %s carries the hash, too', async (_what, status, send) => {
  const answer = await send()
  expect(answer.status).toBe(status)
  expect(answer.headers.get('x-contract-hash')).toBe(expected.hash)
})

describe('the log', () => {
  /** What is logged of a request with this header. */
  async function loggedOf(value: string | undefined): Promise<Record<string, unknown>> {
    const requestId = crypto.randomUUID()
    await call(server, 'GET /contract', { headers: { 'X-Request-Id': requestId, ...(value === undefined ? {} : { 'X-Contract-Hash': value }) } })
    const line = await vi.waitUntil(() => server.logs.find((text) => text.includes(requestId)))
    return JSON.parse(line)
  }

  it('tells which contract a caller was made from', async () => {
    expect(await loggedOf('0123456789abcdef')).toMatchObject({ operation: 'getContract', contract_hash: '0123456789abcdef' })
  })

  it('says nothing of it where a caller does not', async () => {
    expect(await loggedOf(undefined)).not.toHaveProperty('contract_hash')
  })

  it.each([
    ['a secret', demo.clinic.secret],
    ['a digit too few', '0123456789abcde'],
    ['a digit too many', '0123456789abcdef0'],
    ['capital letters', '0123456789ABCDEF'],
    ['other letters', '0123456789abcdeg'],
    ['several hashes', '0123456789abcdef, 0123456789abcdef'],
  ])('has nothing of a header that is %s', async (_what, value) => {
    const line = await loggedOf(value)
    expect(line).toMatchObject({ operation: 'getContract', status: 200 })
    expect(line).not.toHaveProperty('contract_hash')
    expect(JSON.stringify(line)).not.toContain(value)
  })
})
