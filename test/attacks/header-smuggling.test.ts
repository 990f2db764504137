import { afterAll, describe, expect, it } from 'vitest'
import { call, type Answer } from '../fixtures/call.ts'
import { demo, refreshGrant } from '../fixtures/demo.ts'
import { brokenFields, refusal } from '../fixtures/refusal.ts'
import { converse } from '../fixtures/send-raw.ts'
import { startServer } from '../fixtures/start-server.ts'
import { leavesAllRows } from '../server/attacks/rows.ts'

const { pharmacy, mis } = demo
const server = await startServer({ origin: 'generated' })
afterAll(server.close)

const text = (lines: string[], body = '') => [...lines, '', body].join('\r\n')
const chunk = (body: string, size = body.length.toString(16)) => `${size}\r\n${body}\r\n0\r\n\r\n`

const owner = [`Authorization: Bearer ${pharmacy.ownerToken}`, `API-key: ${mis.apiKey}`]
const rotation = `PATCH /admin/clients/${pharmacy.id}/refresh_secret HTTP/1.1`
/** What must never be done: it would give the pharmacy another secret. */
const hidden = text([rotation, 'Host: localhost', ...owner, 'Connection: close'])
/** What is sent last, and ends the connection. */
const last = text(['GET /contract HTTP/1.1', 'Host: localhost', 'Connection: close'])

const post = ['POST /oauth/tokens HTTP/1.1', 'Host: localhost', 'Content-Type: application/json']
const grant = JSON.stringify(refreshGrant)
const malformed = [400, 'request_malformed', 'Malformed request. Probably, you have sent corrupted JSON.']

describe('a request that can be read in two ways is refused, what is hidden in it is not done, and the connection ends:', () => {
  leavesAllRows(server)

  const { length } = hidden
  it.each<[name: string, bytes: string]>([
    ['a length and chunks', text([...post, `Content-Length: ${chunk('').length}`, 'Transfer-Encoding: chunked'], `${chunk('')}${hidden}`)],
    ['chunks and a length', text([...post, 'Transfer-Encoding: chunked', `Content-Length: ${length}`], hidden)],
    ['two lengths', text([...post, 'Content-Length: 0', `Content-Length: ${length}`], hidden)],
    ['one length twice', text([...post, `Content-Length: ${length}`, `Content-Length: ${length}`], hidden)],
    ['a list of lengths', text([...post, `Content-Length: 0, ${length}`], hidden)],
    ['a negative length', text([...post, 'Content-Length: -1'], hidden)],
    ['a length with a plus', text([...post, `Content-Length: +${length}`], hidden)],
    ['a length in hex', text([...post, 'Content-Length: 0x0'], hidden)],
    ['a length with a point', text([...post, 'Content-Length: 0.0'], hidden)],
    ['a length with a blank in it', text([...post, 'Content-Length: 0 0'], hidden)],
    ['a length beyond all numbers', text([...post, 'Content-Length: 18446744073709551616'], hidden)],
    ['an empty length', text([...post, 'Content-Length:'], hidden)],
    ['a coding that nobody knows', text([...post, 'Transfer-Encoding: xchunked'], `${chunk('')}${hidden}`)],
    ['a coding with a byte before it', text([...post, 'Transfer-Encoding: \u000bchunked'], `${chunk('')}${hidden}`)],
    ['chunks that are not the last coding', text([...post, 'Transfer-Encoding: chunked, identity'], `${chunk('')}${hidden}`)],
    ['two codings', text([...post, 'Transfer-Encoding: chunked', 'Transfer-Encoding: identity'], `${chunk('')}${hidden}`)],
    ['no coding at all, with a length', text([...post, 'Transfer-Encoding: identity', 'Content-Length: 0'], hidden)],
    ['a blank before the colon of a length', text([...post, `Content-Length : ${length}`], hidden)],
    ['a blank before the colon of a coding', text([...post, 'Transfer-Encoding : chunked'], `${chunk('')}${hidden}`)],
    ['a blank before the first header', text([post[0]!, ` Content-Length: ${length}`, 'Host: localhost'], hidden)],
    ['a header over two lines', text([...post, 'X-Long: a', ` Content-Length: ${length}`], hidden)],
    ['a coding on the next line', text([...post, 'Transfer-Encoding:', ' chunked'], `${chunk('')}${hidden}`)],
    ['line feeds alone', [...post, 'Content-Length: 0', '', hidden].join('\n')],
    ['one line feed alone', text([...post, `X-Long: a\nContent-Length: ${length}`], hidden)],
    ['a carriage return in a value', text([...post, `X-Long: a\rContent-Length: ${length}`, 'Content-Length: 0'], hidden)],
    ['a NUL in a value', text([...post, 'X-Long: a\0b', 'Content-Length: 0'], hidden)],
    ['a NUL in a name', text([...post, 'X\0Long: a', 'Content-Length: 0'], hidden)],
    ['a name of no letters', text([...post, ': a', 'Content-Length: 0'], hidden)],
    ['a line without colon', text([...post, 'X-Long', 'Content-Length: 0'], hidden)],
    ['a blank line with a blank', text([...post, ' ', 'Content-Length: 0'], hidden)],
    ['a chunk of negative size', text([...post, 'Transfer-Encoding: chunked'], `${chunk(grant, '-1')}${hidden}`)],
    ['a chunk with 0x', text([...post, 'Transfer-Encoding: chunked'], `${chunk(grant, `0x${grant.length.toString(16)}`)}${hidden}`)],
    ['a chunk size with a blank', text([...post, 'Transfer-Encoding: chunked'], `${chunk(grant, `${grant.length.toString(16)} `)}${hidden}`)],
    ['a chunk size with other letters', text([...post, 'Transfer-Encoding: chunked'], `${chunk(grant, `${grant.length.toString(16)}g`)}${hidden}`)],
    ['a chunk size beyond all numbers', text([...post, 'Transfer-Encoding: chunked'], `${chunk(grant, '10000000000000000')}${hidden}`)],
    ['a line feed alone after a chunk size', text([...post, 'Transfer-Encoding: chunked'], `0\n\r\n${hidden}`)],
    ['a line feed alone in the extension of a chunk', text([...post, 'Transfer-Encoding: chunked'], `0;a\n\r\n${hidden}`)],
    ['a chunk that is longer than it says', text([...post, 'Transfer-Encoding: chunked'], `${chunk(grant, '5')}${hidden}`)],
    ['something after a chunk', text([...post, 'Transfer-Encoding: chunked'], `${grant.length.toString(16)}\r\n${grant}xx0\r\n\r\n${hidden}`)],
    ['another version', text([post[0]!.replace('1.1', '1.2'), 'Host: localhost'], hidden)],
    ['two versions', text([`${post[0]} HTTP/1.1`, 'Host: localhost'], hidden)],
    ['HTTP/2 without any agreement', `PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n${hidden}`],
    ['a method in small letters', text([post[0]!.toLowerCase(), 'Host: localhost'], hidden)],
  ])('%s', async (_name, bytes) => {
    const answers = await converse(server, bytes)
    expect(answers.map(refusal)).toEqual([malformed])
    expect((await call(server, 'GET /contract')).status).toBe(200)
  })
})

describe('a request in the body of another one is that body, and nothing else:', () => {
  leavesAllRows(server)

  it.each<[name: string, bytes: string]>([
    ['of a known length', text([...post, `Content-Length: ${hidden.length}`], hidden)],
    ['of a length with zeros before it', text([...post, `Content-Length: 000${hidden.length}`], hidden)],
    ['in chunks', text([...post, 'Transfer-Encoding: chunked'], chunk(hidden))],
    ['in chunks of CHUNKED', text([...post, 'Transfer-Encoding:\tCHUNKED'], chunk(hidden))],
    ['in chunks with an extension', text([...post, 'Transfer-Encoding: chunked'], chunk(hidden, `${hidden.length.toString(16)};a="b"`))],
    ['of another media type', text([...post.slice(0, 2), 'Content-Type: message/http', `Content-Length: ${hidden.length}`], hidden)],
  ])('%s', async (_name, bytes) => {
    const [first, ...others] = await converse(server, `${bytes}${last}`)
    expect(refusal(first!)[0]).toBeOneOf([400, 415])
    expect(others.map(({ status }) => status)).toEqual([200])
  })

  it('of a request to change the protocol', async () => {
    const bytes = text([...post, 'Connection: Upgrade, close', 'Upgrade: h2c', `Content-Length: ${hidden.length}`], hidden)
    expect((await converse(server, bytes)).map(refusal)).toEqual([malformed])
  })

  it('of a method that has none', async () => {
    const bytes = text(['GET /contract HTTP/1.1', 'Host: localhost', `Content-Length: ${hidden.length}`], hidden)
    expect((await converse(server, `${bytes}${last}`)).map(({ status }) => status)).toEqual([200, 200])
  })

  it('in the trailer of the chunks, whose headers count for nothing', async () => {
    const lines = [rotation, 'Host: localhost', 'Connection: close', 'Transfer-Encoding: chunked']
    const [answer] = await converse(server, text(lines, `0\r\n${owner.join('\r\n')}\r\n\r\n`))
    expect(refusal(answer!)[0]).toBe(401)
  })
})

describe('a target that is no path of this service', () => {
  const ask = async (requestLine: string, ...headers: string[]) =>
    converse(server, text([requestLine, 'Host: localhost', 'Connection: close', ...headers]))

  it.each([
    'GET http://evil.example/contract HTTP/1.1',
    'GET http://localhost/admin/clients HTTP/1.1',
    'GET https://evil.example@localhost/contract HTTP/1.1',
    'GET //evil.example/contract HTTP/1.1',
    'GET /contract#fragment HTTP/1.1',
    'GET /%2e%2e/contract HTTP/1.1',
    'GET * HTTP/1.1',
    'OPTIONS * HTTP/1.1',
  ])('is an unknown route: %s', async (requestLine) => {
    expect((await ask(requestLine)).map(refusal)).toEqual([[404, 'not_found']])
  })

  it.each(['CONNECT evil.example:443 HTTP/1.1', 'CONNECT /oauth/tokens HTTP/1.1'])('gets no tunnel: %s', async (requestLine) => {
    expect(await ask(requestLine)).toEqual([])
    expect((await call(server, 'GET /contract')).status).toBe(200)
  })

  it('is not told back what it has sent', async () => {
    const [answer] = await ask('TRACE /contract HTTP/1.1', 'X-Secret: told-to-nobody')
    expect(refusal(answer!)).toEqual([405, 'method_not_allowed'])
    expect(JSON.stringify([...answer!.headers, answer!.body])).not.toContain('told-to-nobody')
  })
})

describe('a request to a host that is not one', () => {
  const ask = async (...hosts: string[]) =>
    converse(server, text(['GET /contract HTTP/1.1', ...hosts.map((host) => `Host: ${host}`), 'Connection: close']))

  it.each([
    ['none', []],
    ['two', ['localhost', 'evil.example']],
    ['the same twice', ['localhost', 'localhost']],
    ['a list', ['localhost, evil.example']],
    ['a path behind it', ['localhost/evil']],
    ['a user name before it', ['evil@localhost']],
    ['quotes', ['"localhost"']],
    ['a blank in it', ['local host']],
    ['a port that is none', ['localhost:evil']],
  ])('is refused: %s', async (_name, hosts) => {
    expect((await ask(...hosts)).map(refusal)).toEqual([malformed])
  })

  it.each(['localhost', 'localhost:4000', 'LOCALHOST', '127.0.0.1:80', '[::1]:4000', 'some_host.example.', 'xn--80aswg.xn--j1amh', ''])(
    'is answered otherwise: %s',
    async (host) => {
      expect((await ask(host)).map(({ status }) => status)).toEqual([200])
    },
  )

  it('may be silent about it in HTTP/1.0', async () => {
    expect((await converse(server, text(['GET /contract HTTP/1.0']))).map(({ status }) => status)).toEqual([200])
  })
})

describe('a header that comes twice', () => {
  leavesAllRows(server)

  const ask = async (lines: string[], body = ''): Promise<Answer> => {
    const length = body === '' ? [] : [`Content-Length: ${body.length}`]
    const [answer, ...others] = await converse(server, text([...lines, ...length, 'Host: localhost', 'Connection: close'], body))
    expect(others).toEqual([])
    return answer!
  }
  const [token = '', apiKey = ''] = owner
  const noBearer = [401, 'access_denied', "Authorization header is not set or doesn't contain Bearer token"]

  it.each([
    ['the same token', [token, token]],
    ['another token behind', [token, 'Authorization: Bearer evil']],
    ['another token before', ['Authorization: Bearer evil', token]],
    ['another scheme before', ['Authorization: Basic ZXZpbA==', token]],
    ['nothing behind', [token, 'Authorization:']],
    ['two tokens in one', [`${token}, Bearer ${pharmacy.ownerToken}`]],
  ])('is no bearer token: %s', async (_name, lines) => {
    expect(refusal(await ask([rotation, ...lines, apiKey]))).toEqual(noBearer)
  })

  it.each([
    ['the same key', [apiKey, apiKey]],
    ['another key behind', [apiKey, 'API-key: evil']],
    ['another key before', ['API-key: evil', apiKey]],
  ])('is no API-key: %s', async (_name, lines) => {
    expect(refusal(await ask([rotation, token, ...lines]))).toEqual([401, 'access_denied', 'Invalid access token'])
  })

  it.each([
    ['another type behind', ['application/json', 'text/plain']],
    ['another type before', ['text/plain', 'application/json']],
    ['the same type', ['application/json', 'application/json']],
    ['another charset', ['application/json', 'application/json; charset=koi8-u']],
    ['two types in one', ['application/json, text/plain']],
  ])('is no media type: %s', async (_name, types) => {
    const answer = await ask([post[0]!, ...types.map((type) => `Content-Type: ${type}`)], grant)
    expect(refusal(answer).slice(0, 2)).toEqual([415, 'content_type_invalid'])
  })

  it('is no idempotency key', async () => {
    const answer = await ask([rotation, ...owner, 'X-Idempotency-Key: one', 'X-Idempotency-Key: two'])
    expect(brokenFields(answer)).toEqual(['X-Idempotency-Key format'])
  })
})
