import { ApiError, EHealthAuth, type EHealthAuthOptions } from 'ehealth-auth-sdk'
import { getNonce, Transport } from 'ehealth-auth-sdk/operations'
import { describe, expect, it } from 'vitest'
import { contractHashes } from '../../server/contract-hashes.ts'
import { startServer } from '../fixtures/start-server.ts'
import { caught } from './caught.ts'
import { ignore, lose, type Received, startScript, type Step } from './scripted-server.ts'

const message = 'the service has another contract than this SDK was made from'
const theirs = '0123456789abcdef'

/** A logger that keeps the warnings, and tells of the first. */
function recordWarnings() {
  const warnings: { message: string; details: Record<string, unknown> }[] = []
  const first = Promise.withResolvers<void>()
  const warn = (message: string, details: Record<string, unknown>) => {
    warnings.push({ message, details })
    first.resolve()
  }
  return { warnings, warned: first.promise, logger: { debug: () => {}, warn } }
}

const succeedWith = (headers: Record<string, string>, data: unknown = {}): Step => (_request, response) => {
  response.writeHead(200, headers).end(JSON.stringify({ meta: {}, data }))
}

/** A service that answers with this hash, and in its own way when it is asked for its contract. */
async function startService(hash: string | undefined, contract: Step = succeedWith({}, contractHashes)) {
  const other = succeedWith(hash === undefined ? {} : { 'X-Contract-Hash': hash })
  return startScript((request, response) => (request.url === '/contract' ? contract : other)(request, response))
}

const linesOf = (received: Received[]) => received.map(({ line }) => line)

async function startClient(hash: string | undefined, contract?: Step, options: Omit<EHealthAuthOptions, 'baseUrl' | 'logger'> = {}) {
  const { baseUrl, received } = await startService(hash, contract)
  const { logger, ...recorded } = recordWarnings()
  return { auth: new EHealthAuth({ baseUrl, logger, ...options }), received, ...recorded }
}

it('the SDK says by which contract it was made, and the service answers by the same: there is no warning', async () => {
  await using server = await startServer()
  const { warnings, logger } = recordWarnings()
  const requests: [string, string | null][] = []
  const recordingFetch: typeof fetch = (input, init) => {
    requests.push([String(input), new Headers(init?.headers).get('X-Contract-Hash')])
    return fetch(input, init)
  }
  const auth = new EHealthAuth({ baseUrl: server.url, logger, fetch: recordingFetch })
  await auth.contract.get()
  await caught(auth.roles.list(), ApiError)
  expect(warnings).toEqual([])
  expect(requests).toEqual([[`${server.url}/contract`, contractHashes.hash], [`${server.url}/admin/roles`, contractHashes.hash]])
})

describe('a service with another contract', () => {
  it('is warned of with the operations that differ, which are those that one side lacks or that have changed', async () => {
    const { createToken: _lacking, ...others } = contractHashes.operations
    const operations = { ...others, getNonce: theirs, createOneTimePassword: theirs }
    const { auth, warned, warnings, received } = await startClient(theirs, succeedWith({}, { hash: theirs, operations }))
    await auth.nonces.get()
    await warned
    const details = { ours: contractHashes.hash, theirs, operations: ['createOneTimePassword', 'createToken', 'getNonce'] }
    expect(warnings).toEqual([{ message, details }])
    expect(linesOf(received)).toEqual(['GET /oauth/nonce', 'GET /contract'])
  })

  it('is warned of once, however many calls there are', async () => {
    const { auth, warned, warnings, received } = await startClient(theirs, succeedWith({ 'X-Contract-Hash': theirs }, contractHashes))
    await Promise.all([auth.nonces.get(), auth.nonces.create(), auth.roles.get('id')])
    await warned
    await auth.contract.get()
    await auth.nonces.get()
    expect(warnings).toHaveLength(1)
    expect(linesOf(received).filter((line) => line === 'GET /contract')).toHaveLength(2)
  })

  it('is warned of when it refuses a call', async () => {
    const { baseUrl } = await startScript((_request, response) => response.writeHead(401, { 'X-Contract-Hash': theirs }).end())
    const { warned, warnings, logger } = recordWarnings()
    await caught(new EHealthAuth({ baseUrl, logger }).nonces.get(), ApiError)
    await warned
    expect(warnings).toEqual([{ message, details: { ours: contractHashes.hash, theirs, operations: undefined } }])
  })

  it('is warned of by every client, because clients share nothing', async () => {
    const clients = await Promise.all([startClient(theirs), startClient(theirs)])
    await Promise.all(clients.map(({ auth }) => auth.nonces.get()))
    await Promise.all(clients.map(({ warned }) => warned))
    expect(clients.map(({ warnings }) => warnings.length)).toEqual([1, 1])
  })

  it('is no matter to a Transport, which has no table of all operations, and tells of every answer', async () => {
    const { baseUrl, received } = await startService(theirs)
    const { warnings, logger } = recordWarnings()
    const told: (string | null)[] = []
    const transport = new Transport({ baseUrl, logger }, (headers) => told.push(headers.get('X-Contract-Hash')))
    await getNonce(transport)
    expect([warnings, told]).toEqual([[], [theirs]])
    expect(linesOf(received)).toEqual(['GET /oauth/nonce'])
  })
})

describe('a service that does not tell its contract', () => {
  it.each([
    ['because it has none to show', ((_request, response) => response.writeHead(404).end()) satisfies Step],
    ['but a page', ((_request, response) => response.end('<h1>Sign in to the Wi-Fi</h1>')) satisfies Step],
    ['but something else', succeedWith({}, { operations: null })],
    ['because the connection breaks', lose],
  ])('%s, is warned of without names, and asked once', async (_name, contract) => {
    const { auth, warned, warnings, received } = await startClient(theirs, contract)
    await auth.nonces.get()
    await warned
    await auth.nonces.get()
    expect(warnings).toEqual([{ message, details: { ours: contractHashes.hash, theirs, operations: undefined } }])
    expect(linesOf(received)).toEqual(['GET /oauth/nonce', 'GET /contract', 'GET /oauth/nonce'])
  })

  it('in time holds up no call', async () => {
    const { auth, warnings, received } = await startClient(theirs, ignore, { timeoutMs: 2_147_483_647 })
    await auth.nonces.get()
    await expect(auth.nonces.create()).resolves.toEqual({ meta: {}, data: {} })
    expect(warnings).toEqual([])
    expect(linesOf(received).sort()).toEqual(['GET /contract', 'GET /oauth/nonce', 'POST /oauth/nonce'])
  })

  it('in time is warned of without names', async () => {
    const { auth, warned, warnings } = await startClient(theirs, ignore, { timeoutMs: 50 })
    await auth.nonces.get({}, { timeoutMs: 30_000 })
    await warned
    expect(warnings.map(({ details }) => details.operations)).toEqual([undefined])
  })
})

it.each([
  ['the same contract', contractHashes.hash],
  ['a service that says nothing of its contract', undefined],
])('%s is no reason to warn', async (_name, hash) => {
  const { auth, warnings, received } = await startClient(hash)
  await auth.nonces.get()
  await auth.nonces.get()
  expect(warnings).toEqual([])
  expect(linesOf(received)).toEqual(['GET /oauth/nonce', 'GET /oauth/nonce'])
})

it('the credentials of a user are not sent along when the contract is asked for', async () => {
  const credentials = { accessToken: 'access-token', apiKey: 'api-key' }
  const { auth, warned, received } = await startClient(theirs, undefined, credentials)
  await auth.roles.get('id')
  await warned
  expect(received.map(({ headers }) => [headers.authorization, headers['api-key']])).toEqual([
    ['Bearer access-token', 'api-key'],
    [undefined, undefined],
  ])
})
