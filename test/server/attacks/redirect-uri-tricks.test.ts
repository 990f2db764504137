import { afterAll, describe, expect, it } from 'vitest'
import { bodySchemaOf, contractOperations, resolve, type ContractOperation } from '../../../server/contract.ts'
import { roles } from '../../fixtures/administration.ts'
import { itemOf } from '../../fixtures/demo-fixtures.ts'
import { codeGrant, demo } from '../../fixtures/demo.ts'
import { operationNamed } from '../../fixtures/operation-named.ts'
import { brokenFields, refusal } from '../../fixtures/refusal.ts'
import { requestOf } from '../statuses/contract-request.ts'
import { leavesAllRows } from './rows.ts'
import { startWithOwnRows } from './start-with-own-rows.ts'

const { user, portal, clinic } = demo
const session = 'session-of-the-owner'
const code = 'code-that-waits'
const registered = clinic.redirectUri
/** A client whose registered URI has nothing behind the host. */
const bare = {
  id: '88888888-8888-4888-8888-888888888881',
  secret: 'secret-of-the-bare-client',
  redirectUri: 'https://bare.example',
  code: 'code-of-the-bare-client',
}

const server = await startWithOwnRows(({ clients, connections, user_roles, approvals, tokens }) => {
  clients.push({ ...itemOf(clients, clinic.id), id: bare.id })
  connections.push({ client_id: bare.id, consumer_id: bare.id, redirect_uri: bare.redirectUri, secret: bare.secret })
  user_roles.push({ user_id: user.id, role_id: roles.owner, client_id: bare.id })
  approvals.push({ user_id: user.id, client_id: bare.id, scope: 'patients:view' })
  const token = { user_id: user.id, expires_in: 3600 }
  const details = { grant_type: 'password' }
  tokens.push({ ...token, name: 'access_token', value: session, details: { ...details, client_id: portal, scope: 'app:authorize' } })
  for (const [value, client_id, redirect_uri] of [[code, clinic.id, registered], [bare.code, bare.id, bare.redirectUri]] as const) {
    tokens.push({ ...token, name: 'authorization_code', value, details: { ...details, client_id, redirect_uri, scope_request: 'patients:view' } })
  }
})
afterAll(server.close)

const approve = (client_id: string, redirect_uri: string) =>
  server.ask('POST /oauth/apps/authorize', {
    body: { app: { client_id, redirect_uri, scope: 'patients:view' } },
    headers: { Authorization: `Bearer ${session}` },
  })
const exchange = (changes: object) => server.ask('POST /oauth/tokens', { body: { token: { ...codeGrant(code).token, ...changes } } })

const mismatch = 'The redirection URI provided does not match a pre-registered value.'

/** Sends the browser elsewhere with a code, if the URI were taken for the registered one, in spite of how it is written. */
const tricks: [name: string, uri: string][] = [
  ['the host as user name', 'https://example.com@evil.example/callback'],
  ['the whole URI as user name', `${registered}@evil.example`],
  ['a user name before the host', 'https://evil@example.com/callback'],
  ['a user name and password before the host', 'https://evil:evil@example.com/callback'],
  ['an encoded @ in the host', 'https://example.com%40evil.example/callback'],
  ['a backslash before another host', 'https://example.com\\@evil.example/callback'],
  ['backslashes for slashes', 'https:\\\\example.com\\callback'],
  ['an encoded backslash to climb with', `${registered}/..%5cevil`],
  ['encoded dots and an encoded slash to climb with', `${registered}/%2e%2e%2fevil`],
  ['encoded dots in capitals and an encoded slash', `${registered}/%2E%2E%2Fevil`],
  ['an encoded slash to climb with', `${registered}/..%2fevil`],
  ['an encoded slash before the dots', `${registered}%2f../evil`],
  ['an encoded slash in the middle of a segment', `${registered}/x%2f../../evil`],
  ['an encoded slash before dots at the end', `${registered}/x%2f..%2f..`],
  ['a parameter of a segment to climb with', `${registered}/..;/evil`],
  ['a parameter with a value to climb with', `${registered}/..;x=y/evil`],
  ['an encoded parameter to climb with', `${registered}/..%3b/evil`],
  ['a fragment', `${registered}#`],
  ['a fragment behind a query', `${registered}?x#@evil.example`],
  ['an encoded question mark', `${registered}%3fx`],
  ['an encoded fragment', `${registered}%23x`],
  ['http', registered.replace('https:', 'http:')],
  ['another scheme', registered.replace('https:', 'javascript:')],
  ['a scheme of an app', registered.replace('https:', 'com.evil.app:')],
  ['the scheme in capitals', registered.replace('https:', 'HTTPS:')],
  ['no scheme', registered.replace('https:', '')],
  ['one slash', registered.replace('//', '/')],
  ['three slashes', registered.replace('//', '///')],
  ['no slashes', registered.replace('//', '')],
  ['another port', 'https://example.com:8443/callback'],
  ['the port that goes without saying', 'https://example.com:443/callback'],
  ['an empty port', 'https://example.com:/callback'],
  ['the host in capitals', 'https://EXAMPLE.com/callback'],
  ['a dot behind the host', 'https://example.com./callback'],
  ['a host below the registered one', 'https://evil.example.com/callback'],
  ['a host that the registered one begins', 'https://example.com.evil.example/callback'],
  ['a letter of another alphabet', 'https://exаmple.com/callback'],
  ['wide letters', 'https://ｅxample.com/callback'],
  ['a wide dot', 'https://example。com/callback'],
  ['a wide slash', 'https://example.com／callback'],
  ['a soft hyphen', 'https://exam\u00adple.com/callback'],
  ['a letter without width', `${registered}\u200b`],
  ['a tab in the host', 'https://exam\tple.com/callback'],
  ['a tab behind', `${registered}\t`],
  ['a line break in the scheme', 'ht\ntps://example.com/callback'],
  ['a line break behind', `${registered}\n`],
  ['a header behind a line break', `${registered}/\r\nLocation: https://evil.example`],
  ['an encoded line break before the path goes on', `${registered}%0d%0a/x`],
  ['a blank before', ` ${registered}`],
  ['a blank behind', `${registered} `],
  ['two URIs', `${registered} https://evil.example`],
  ['two URIs with a comma', `${registered},https://evil.example`],
  ['another host only', '//evil.example'],
  ['another host behind the path', `//evil.example${new URL(registered).pathname}`],
  ['a pattern', 'https://*.com/callback'],
]

describe('a redirect URI is refused, and no code is made or used up for one, with', () => {
  leavesAllRows(server)

  it.each(tricks)('%s', async (_name, redirect_uri) => {
    expect(refusal(await approve(clinic.id, redirect_uri))).toEqual([401, 'access_denied', mismatch])
    expect(refusal(await exchange({ redirect_uri }))).toEqual([401, 'invalid_client', mismatch])
  })

  it.each([
    '@evil.example', ':443@evil.example', '.evil.example', ':80', ':evil@evil.example', '\\.evil.example', '%2eevil.example', '%40evil.example',
    '-evil.example', ';evil.example', '/..;/', '/%2e%2e%2f',
  ])('a host alone that goes on with %s', async (rest) => {
    const redirect_uri = `${bare.redirectUri}${rest}`
    const client = { client_id: bare.id, client_secret: bare.secret, code: bare.code }
    expect(refusal(await approve(bare.id, redirect_uri))).toEqual([401, 'access_denied', mismatch])
    expect(refusal(await exchange({ ...client, redirect_uri }))).toEqual([401, 'invalid_client', mismatch])
  })
})

describe('where the browser goes', () => {
  it.each([
    '?code=forged', '?code=forged&code=forged', '?x=1&code=forged', '?%63ode=forged', '?c%6Fde=forged', '?code[]=forged', '?code%5B%5D=forged',
    '?code[0]=forged', '?Code=forged', '?CODE=forged', '?+code=forged', '?%20code=forged', '?code%20=forged', '?code%00x=forged', '?code',
    '/code/forged?code&code=', '?x=1;code=forged', '?x=%26code=forged',
  ])('has one code, that of the approval, also with %s', async (rest) => {
    const { status, body, headers } = await approve(clinic.id, `${registered}${rest}`)
    expect(status).toBe(201)
    expect(headers.get('location')).toBe(body.urgent.redirect_uri)
    const target = new URL(body.urgent.redirect_uri)
    expect([target.origin, target.hash]).toEqual(['https://example.com', ''])
    // As loosely as any client reads it: names in any case, with blanks, as a list of PHP, and with ; for &.
    const names = target.search.slice(1).split(/[&;]/).map((pair) => decodeURIComponent(pair.split('=', 1)[0]!.replaceAll('+', ' ')))
    expect(names.filter((name) => /^\s*code\s*([\0[]|$)/i.test(name))).toEqual(['code'])
    expect(target.searchParams.get('code')).toBe(body.data.value)
  })

  it('is on the registered host, however much looks like another one behind it', async () => {
    for (const rest of ['/@evil.example', '//evil.example', '/https://evil.example', '?u=https://evil.example', '/:@/', '/%5c%5cevil.example']) {
      const { status, body } = await approve(bare.id, `${bare.redirectUri}${rest}`)
      expect([rest, status, new URL(body.urgent.redirect_uri).origin]).toEqual([rest, 201, bare.redirectUri])
    }
  })
})

describe('no connection gets the redirect URI', () => {
  leavesAllRows(server)

  /** The operations that register one. */
  const registering = contractOperations.filter((operation) => 'redirect_uri' in (resolve(bodySchemaOf(operation)).properties ?? {}))

  async function expectRefusal(operation: ContractOperation, redirect_uri: unknown) {
    const request = requestOf(operation)
    // The bodies of these operations are objects.
    const answer = await server.send({ ...request, body: { ...(request.body as object), redirect_uri } })
    expect(refusal(answer).slice(0, 2)).toEqual([422, 'validation_failed'])
    expect(brokenFields(answer)).toEqual([expect.stringMatching(/^\$\.redirect_uri (format|cast)$/)])
  }

  it.each([
    'javascript://example.com/%0aalert(1)', 'data:text/html,x', 'ftp://example.com', 'com.evil.app:/callback', '//example.com', '/callback',
    'https:/example.com', 'https:example.com', 'https:///callback', 'https://', 'https://user@example.com', 'https://example.com\\@evil.example',
    'https://example.com#x', 'https://exam ple.com', 'https://example.com/\nx', '\thttps://example.com', 'https://*.example.com',
    'https://example.com/%zz', 'https://example.com:port/', 'https://exam\u00adple.com', 'https://example.com／callback',
    ['https://example.com', 'https://evil.example'], { href: 'https://example.com' },
  ])('%j', async (redirect_uri) => {
    await expectRefusal(operationNamed('upsertConnection'), redirect_uri)
  })

  it.each(['javascript:alert(1)', 'http://example.com/callback'])('%s, by whatever operation', async (redirect_uri) => {
    for (const operation of registering) await expectRefusal(operation, redirect_uri)
    const ids = registering.map(({ id }) => id).toSorted()
    expect(ids).toEqual(['putConnection', 'updateAdministeredConnection', 'updateConnection', 'upsertConnection'])
  })
})
