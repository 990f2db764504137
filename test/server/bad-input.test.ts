import { gzipSync } from 'node:zlib'
import { afterAll, afterEach, describe, expect, it } from 'vitest'
import { call } from '../fixtures/call.ts'
import { demo, logIn, refreshGrant } from '../fixtures/demo.ts'
import { brokenFields, refusal } from '../fixtures/refusal.ts'
import { request, sendRaw } from '../fixtures/send-raw.ts'
import { startServer } from '../fixtures/start-server.ts'

const { user, portal, clinic, pharmacy, mis } = demo
const server = await startServer()
afterAll(server.close)

// Whatever came, the next client is served, and nothing was a fault of ours.
afterEach(async () => {
  expect((await call(server, 'POST /oauth/tokens', { body: refreshGrant })).status).toBe(201)
  expect(server.logs.filter((line) => line.includes('"level":50'))).toEqual([])
})

const json = { 'Content-Type': 'application/json' }
const session = { Authorization: `Bearer ${await logIn(server)}` }
const owner = { Authorization: `Bearer ${pharmacy.ownerToken}`, 'API-key': mis.apiKey }
const login = { token: { grant_type: 'password', email: user.email, password: user.password, client_id: portal, scope: 'app:authorize' } }
const approval = { app: { client_id: clinic.id, redirect_uri: clinic.redirectUri, scope: 'patients:view' } }

/** The operations with a body, each with a request that works. */
const readers: [string, { headers: Record<string, string>; body: Record<string, Record<string, string>> }][] = [
  ['POST /oauth/tokens', { headers: json, body: refreshGrant }],
  ['POST /auth/login', { headers: json, body: login }],
  ['POST /oauth/apps/authorize', { headers: { ...json, ...session }, body: approval }],
]
/** All operations, for what is refused before anything is read. */
const all: [string, Record<string, string>][] = [
  ...readers.map(([target, { headers }]): [string, Record<string, string>] => [target, headers]),
  ['POST /auth/logout', { ...json, ...session }],
  [`PATCH /admin/clients/${pharmacy.id}/refresh_secret`, { ...json, ...owner }],
]

const malformed = [400, 'request_malformed', 'Malformed request. Probably, you have sent corrupted JSON.']
const validation = [422, 'validation_failed', expect.stringMatching(/^Validation failed/)]
const tooLarge = [413, 'request_too_large', 'Request body is too large.']
const wrongType = [415, 'content_type_invalid', expect.stringMatching(/^Invalid Content-Type header/)]

const nested = (depth: number, open: string, close: string) => `${open.repeat(depth)}1${close.repeat(depth)}`

describe.each(all)('%s', (target, headers) => {
  it.each([
    ['half an object', '{"token":{'],
    ['a word', 'token'],
    ['single quotes', "{'token':{}}"],
    ['a trailing comma', '{"token":{},}'],
    ['form data', 'grant_type=refresh_token'],
    ['a NUL byte', '{"token":{}}\0'],
  ])('refuses %s as body', async (_name, body) => {
    expect(refusal(await call(server, target, { headers, body }))).toEqual(malformed)
  })

  it('refuses a body over 64 KB', async () => {
    expect(refusal(await call(server, target, { headers, body: { x: 'x'.repeat(65_536) } }))).toEqual(tooLarge)
  })

  it('refuses a small body that unpacks to a large one', async () => {
    const packed = gzipSync(JSON.stringify({ x: 'x'.repeat(10_000_000) }))
    const lines = Object.entries({ ...headers, 'Content-Encoding': 'gzip', 'Content-Length': packed.length }).map(([name, value]) => `${name}: ${value}`)
    const [method, path] = target.split(' ')
    const head = Buffer.from(request([`${method} ${path} HTTP/1.1`, ...lines]))
    expect(refusal(await sendRaw(server, Buffer.concat([head, packed])))).toEqual(tooLarge)
  })

  it('refuses JSON in another charset', async () => {
    const contentType = { 'Content-Type': 'application/json; charset=windows-1251' }
    expect(refusal(await call(server, target, { headers: { ...headers, ...contentType }, body: '{}' }))).toEqual(wrongType)
  })

  it('refuses an encoding it does not know', async () => {
    expect(refusal(await call(server, target, { headers: { ...headers, 'Content-Encoding': 'rot13' }, body: '{}' }))).toEqual(wrongType)
  })

  it('refuses a caller who would not read JSON', async () => {
    const answer = await call(server, target, { headers: { ...headers, Accept: 'text/html' } })
    expect(refusal(answer).slice(0, 2)).toEqual([406, 'content_type_invalid'])
    expect(answer.body.error.invalid).toEqual([{ entry_type: 'header', entry: 'Accept' }])
  })

  it('refuses a header of 20 KB', async () => {
    const answer = await call(server, target, { headers: { ...headers, 'X-Large': 'x'.repeat(20_000) } })
    expect(refusal(answer)).toEqual([431, 'request_too_large', 'Request headers are too large.'])
    expect(answer.body.meta.url).toMatch(new RegExp(`${target.split(' ')[1]}$`))
    const lines = server.logs.map((line) => JSON.parse(line)).filter(({ request_id }) => request_id === answer.body.meta.request_id)
    expect(lines).toMatchObject([{ level: 30, status: 431, error_type: 'request_too_large', msg: 'answered' }])
  })

  it.each(['GET', 'PUT', 'DELETE', 'OPTIONS', 'QUERY'])('refuses the method %s', async (method) => {
    const [allowed, path] = target.split(' ')
    const answer = await call(server, `${method} ${path}`, { headers })
    expect(refusal(answer)).toEqual([405, 'method_not_allowed'])
    expect(answer.headers.get('allow')).toBe(allowed)
  })
})

describe.each(readers)('%s with its body', (target, { headers, body }) => {
  const [wrapper, fields] = Object.entries(body)[0]!
  const free = Object.keys(fields).filter((field) => field !== 'grant_type')
  const send = (content: unknown) => call(server, target, { headers, body: content })

  it.each([
    ['missing', {}],
    ['null', { [wrapper]: null }],
    ['a list', { [wrapper]: [fields] }],
    ['a text', { [wrapper]: JSON.stringify(fields) }],
    ['a number', { [wrapper]: 1 }],
    ['misspelt', { [wrapper.toUpperCase()]: fields }],
  ])('refuses a wrapper that is %s', async (_name, content) => {
    const answer = await send(content)
    expect(refusal(answer)).toEqual(malformed)
    expect(answer.body.error.invalid[0].entry).toBe(`$.${wrapper}`)
  })

  it.each(['"token"', '5', 'null', 'true'])('refuses %s in place of the object', async (content) => {
    const answer = await send(content)
    expect(refusal(answer)).toEqual(malformed)
    expect(answer.body.error.invalid[0].entry).toBe('$')
  })

  it('refuses a list in place of the object', async () => {
    const answer = await send([body])
    expect(refusal(answer)).toEqual(malformed)
    expect(answer.body.error.invalid[0].entry).toBe('$')
  })

  it('refuses an empty body', async () => {
    const answer = await call(server, target, { headers })
    expect(refusal(answer)).toEqual(malformed)
    expect(answer.body.error.invalid[0].entry).toBe(`$.${wrapper}`)
  })

  // The scope of an approval is optional; its absence breaks a rule of business.
  it.each(free.filter((field) => wrapper !== 'app' || field !== 'scope'))('names %s when it is missing', async (field) => {
    const answer = await send({ [wrapper]: { ...fields, [field]: undefined } })
    expect(refusal(answer)).toEqual(validation)
    expect(brokenFields(answer)).toEqual([`$.${field} required`])
  })

  it.each(free)('names %s when it is no text', async (field) => {
    for (const value of [1, true, [], {}, ['x']]) {
      const answer = await send({ [wrapper]: { ...fields, [field]: value } })
      expect(refusal(answer)).toEqual(validation)
      expect(brokenFields(answer)).toEqual([`$.${field} cast`])
    }
  })

  it.each(free)('names %s when it has a NUL or half a surrogate pair', async (field) => {
    for (const text of ['\0', 'a\0b', '\ud800', 'a\udc00', '\udc00\ud800']) {
      const answer = await send({ [wrapper]: { ...fields, [field]: text } })
      expect(refusal(answer)).toEqual(validation)
      expect(brokenFields(answer)).toEqual([`$.${field} ${field === 'client_id' && wrapper === 'app' ? 'cast' : 'format'}`])
    }
  })

  it.each(free)('names %s when it is longer than any that is right', async (field) => {
    const answer = await send({ [wrapper]: { ...fields, [field]: 'x'.repeat(9_000) } })
    expect(refusal(answer)).toEqual(validation)
    expect(brokenFields(answer)[0]).toMatch(new RegExp(`^\\$\\.${field} (length|cast)$`))
  })

  it.each([
    ['lists', nested(10_000, '[', ']')],
    ['objects', nested(9_000, '{"a":', '}')],
  ])('is not troubled by JSON that is thousands of %s deep', async (_name, deep) => {
    expect(refusal(await send(`{"x":${deep}}`))).toEqual(malformed)
    expect(refusal(await send(`{"${wrapper}":${deep}}`))[0]).toBeOneOf([400, 422])
    const text = JSON.stringify({ [wrapper]: { ...fields, [free[0]!]: 'DEEP' } }).replace('"DEEP"', deep)
    const answer = await send(text)
    expect(refusal(answer)).toEqual(validation)
    expect(brokenFields(answer)).toEqual([`$.${free[0]} cast`])
  })

  it.each(['__proto__', 'constructor', 'toString', 'hasOwnProperty'])('takes a member named %s for an unknown one', async (name) => {
    const text = JSON.stringify({ [wrapper]: { ...fields, [free[0]!]: undefined, NAME: { [free[0]!]: 'x' } } }).replace('NAME', name)
    const answer = await send(text)
    expect(refusal(answer)).toEqual(validation)
    expect(brokenFields(answer)).toEqual([`$.${free[0]} required`])
  })

  it.each(['text/plain', 'application/x-www-form-urlencoded', 'application/xml', 'application/vnd.api+json', 'multipart/form-data; boundary=x', 'json', ''])(
    'refuses the Content-Type %j',
    async (contentType) => {
      const answer = await call(server, target, { headers: { ...headers, 'Content-Type': contentType }, body: JSON.stringify(body) })
      expect(refusal(answer)).toEqual(wrongType)
      expect(answer.body.error.invalid).toEqual([{ entry_type: 'header', entry: 'Content-Type' }])
    },
  )
})

describe('grant_type', () => {
  it.each(['POST /oauth/tokens', 'POST /auth/login'])('of %s is refused by what is wrong with it', async (target) => {
    const send = (grant_type: unknown) => call(server, target, { body: { token: { grant_type } } })
    for (const nothing of [undefined, null, '']) expect(refusal(await send(nothing))).toEqual([422, 'request_malformed', 'Request must include grant_type.'])
    for (const unknown of ['x', 'a\0', '\ud800', 'client_credentials', '__proto__', 'constructor', 'x'.repeat(60_000)]) {
      expect(refusal(await send(unknown))).toEqual([401, 'invalid_grant', 'Grant type not allowed.'])
    }
    for (const illTyped of [1, true, [], {}]) {
      const answer = await send(illTyped)
      expect(refusal(answer)).toEqual(validation)
      expect(brokenFields(answer)).toEqual(['$.grant_type cast'])
    }
  })
})

describe('an id in the path', () => {
  it.each([
    ['very long', 'a'.repeat(10_000), [403, 'forbidden']],
    ['badly encoded', '%ff', [400, 'request_malformed']],
    ['half encoded', '%', [400, 'request_malformed']],
    ['a NUL', '%00', [403, 'forbidden']],
    ['an encoded slash', 'a%2Fb', [403, 'forbidden']],
    ['of SQL', "' or 1=1 --".replaceAll(' ', '%20'), [403, 'forbidden']],
    ['of a name of Object', '__proto__', [403, 'forbidden']],
    ['empty', '', [404, 'not_found']],
  ])('that is %s is refused', async (_name, id, expected) => {
    expect(refusal(await call(server, `PATCH /admin/clients/${id}/refresh_secret`, { headers: owner })).slice(0, 2)).toEqual(expected)
  })
})

it.each([
  'GET /nothing', 'POST /nothing', 'POST /oauth', 'POST /oauth/tokens/more', 'POST /oauth/token', 'PATCH /admin', 'GET /%ff', 'POST /oauth/%ff', 'POST //oauth/tokens', 'POST /oauth//tokens', 'POST /auth/login;x',
])('%s is an unknown route', async (target) => {
  const lines = [`${target} HTTP/1.1`]
  expect(refusal(await sendRaw(server, request(lines)))).toEqual([404, 'not_found'])
})

it.each(['https://example.com/callback/[x]', 'https://example.com/callback/|^`{}', 'https://example.com/callback/%zz', 'https://example.com/callback/x#a#b', `https://example.com/callback/${'є'.repeat(1_900)}`])(
  'a redirect URI with letters that no URI has is no match: %s',
  async (redirect_uri) => {
    const answer = await call(server, 'POST /oauth/apps/authorize', { headers: session, body: { app: { ...approval.app, redirect_uri } } })
    expect(refusal(answer)).toEqual([401, 'access_denied', 'The redirection URI provided does not match a pre-registered value.'])
  },
)

describe('bytes that are no request', () => {
  it.each([
    ['a TLS greeting', Buffer.from([0x16, 0x03, 0x01, 0x02, 0x00, 0x01, 0x00, 0x01, 0xfc, 0x03])],
    ['an unknown method', 'FOO /oauth/tokens HTTP/1.1\r\n\r\n'],
    ['another protocol', 'SSH-2.0-OpenSSH_9.6\r\n'],
    ['a NUL in a header', request(['POST /oauth/tokens HTTP/1.1', 'X-Header: a\0b'])],
    ['two lengths', request(['POST /oauth/tokens HTTP/1.1', 'Content-Length: 1', 'Content-Length: 2'])],
    ['a length and chunks', request(['POST /oauth/tokens HTTP/1.1', 'Content-Length: 1', 'Transfer-Encoding: chunked'])],
    ['a chunk without length', `${request(['POST /oauth/tokens HTTP/1.1', 'Content-Type: application/json', 'Transfer-Encoding: chunked'])}zz\r\n`],
  ])('are refused: %s', async (_name, bytes) => {
    expect(refusal(await sendRaw(server, bytes))).toEqual(malformed)
  })

  it('are refused when the path alone is too long', async () => {
    const answer = await sendRaw(server, request([`GET /${'a'.repeat(20_000)} HTTP/1.1`]))
    expect(refusal(answer)).toEqual([431, 'request_too_large', 'Request headers are too large.'])
  })
})

it('a body that ends too early is refused', async () => {
  const text = request(['POST /oauth/tokens HTTP/1.1', 'Content-Type: application/json', 'Content-Length: 1000'])
  expect(refusal(await sendRaw(server, `${text}{`, { end: true }))).toEqual(malformed)
})

it('bytes that are no HTTP take no answer from the request before them', async () => {
  const secret = request([`PATCH /admin/clients/${pharmacy.id}/refresh_secret HTTP/1.1`, ...Object.entries(owner).map(([name, value]) => `${name}: ${value}`)])
  const { status, body } = await sendRaw(server, `${secret}GARBAGE\r\n\r\n`)
  expect(status).toBe(200)
  expect(body.data.secret).toHaveLength(32)
})
