import { describe, expect, it } from 'vitest'
import { fixtureValidator } from '../../server/fixtures/fixture-schema.ts'
import { matchesRedirectUri, redirectTarget } from '../../server/oauth/redirect-uri.ts'

const isFixtures = fixtureValidator()

describe('a redirect URI matches the registered one', () => {
  it.each([
    ['https://a.com/cb', 'https://a.com/cb'],
    ['https://a.com/cb', 'https://a.com/cb/'],
    ['https://a.com/cb', 'https://a.com/cb/x'],
    ['https://a.com/cb', 'https://a.com/cb?x=1'],
    ['https://a.com/cb', 'https://a.com/cb/x?y=1&z=%D1%94'],
    ['https://a.com/cb/', 'https://a.com/cb'],
    ['https://a.com/cb/', 'https://a.com/cb/x'],
    ['https://a.com', 'https://a.com'],
    ['https://a.com', 'https://a.com/'],
    ['https://a.com', 'https://a.com/x'],
    ['https://a.com', 'https://a.com?x=1'],
    ['https://a.com/cb?x=1', 'https://a.com/cb?x=1'],
    ['https://a.com/cb?x=1', 'https://a.com/cb?x=1/y'],
    ['https://a.com/cb?x=1', 'https://a.com/cb?x=1?y'],
    ['https://a.com/cb', 'https://a.com/cb/..x/...'],
    ['http://localhost', 'http://localhost/cb'],
    ['http://[::1]:3000/cb', 'http://[::1]:3000/cb/x'],
  ])('%s accepts %s', (registered, candidate) => {
    expect(matchesRedirectUri(registered, candidate)).toBe(true)
  })
})

describe('a redirect URI does not match when it', () => {
  it.each([
    ['goes on otherwise', 'https://a.com/cb', 'https://a.com/cbx'],
    ['goes on with a dot', 'https://a.com', 'https://a.com.evil'],
    ['goes on with a fragment', 'https://a.com/cb', 'https://a.com/cb#f'],
    ['has a fragment later', 'https://a.com/cb', 'https://a.com/cb/#f'],
    ['is shorter', 'https://a.com/cb', 'https://a.com'],
    ['has the registered one at its end', 'https://a.com', 'https://evil/?u=https://a.com'],
    ['has the registered one within', 'https://a.com', 'https://evil/https://a.com/x'],
    ['begins with another host', 'https://a.com', 'https://evil.com/a.com'],
    ['has the host as user', 'https://a.com', 'https://a.com@evil'],
    ['has the host as user and a password', 'https://a.com', 'https://a.com:443@evil'],
    ['has a port of its own', 'https://a.com', 'https://a.com:8443'],
    ['has another scheme', 'https://a.com', 'http://a.com'],
    ['is written in capitals', 'https://a.com/cb', 'https://a.com/CB'],
    ['adds to a query by &', 'https://a.com/cb?x=1', 'https://a.com/cb?x=1&y=2'],
    ['climbs', 'https://a.com/cb', 'https://a.com/cb/../evil'],
    ['climbs at the end', 'https://a.com/cb', 'https://a.com/cb/..'],
    ['climbs before a query', 'https://a.com/cb', 'https://a.com/cb/..?x=1'],
    ['climbs later', 'https://a.com/cb', 'https://a.com/cb/x/../../evil'],
    ['climbs in percent code', 'https://a.com/cb', 'https://a.com/cb/%2e%2e/evil'],
    ['climbs in percent code of capitals', 'https://a.com/cb', 'https://a.com/cb/%2E%2E/evil'],
    ['climbs half in percent code', 'https://a.com/cb', 'https://a.com/cb/.%2e/evil'],
    ['climbs by backslashes', 'https://a.com/cb', 'https://a.com/cb/x\\..\\..\\evil'],
    ['goes on with a backslash', 'https://a.com', 'https://a.com\\@evil'],
    ['climbs through a tab, which browsers drop', 'https://a.com/cb', 'https://a.com/cb/.\t./evil'],
    ['climbs through a line break, which browsers drop', 'https://a.com/cb', 'https://a.com/cb/.\r\n./evil'],
    ['has a space', 'https://a.com/cb', 'https://a.com/cb/x y'],
    ['has letters that are not of ASCII', 'https://a.com/cb', 'https://a.com/cb/є'],
    ['has half a percent code', 'https://a.com/cb', 'https://a.com/cb/%2'],
    ['is relative', 'https://a.com', '/cb'],
    ['is empty', 'https://a.com', ''],
  ])('%s', (_name, registered, candidate) => {
    expect(matchesRedirectUri(registered, candidate)).toBe(false)
  })
})

it('a registered URI is taken literally, not as a pattern', () => {
  expect(matchesRedirectUri('https://a.com/c.b', 'https://a.com/cxb')).toBe(false)
})

it.each([
  ['https://a.com', 'https://a.com/?code=CODE'],
  ['http://some_host.com:3000/path?param=1', 'http://some_host.com:3000/path?code=CODE&param=1'],
  ['https://a.com/cb?b=2&a=1&a=0', 'https://a.com/cb?code=CODE&a=1&a=0&b=2'],
  ['https://a.com/cb?code=forged&x=1', 'https://a.com/cb?code=CODE&x=1'],
  ['https://a.com/cb?x=a%20b', 'https://a.com/cb?code=CODE&x=a+b'],
])('the browser goes from %s to %s', (redirectUri, target) => {
  expect(redirectTarget(redirectUri, 'CODE')).toBe(target)
})

describe('a connection is registered', () => {
  const user = { id: '11111111-1111-4111-8111-111111111111', email: 'a@example.com', password: 'Some-Password-1' }
  const accepts = (redirect_uri: string) =>
    isFixtures({ users: [user], connections: [{ client_id: user.id, consumer_id: user.id, redirect_uri, secret: 'secret' }] })

  it.each([
    'https://a.com', 'https://a.com/cb', 'https://a.com:8443/cb?x=1', 'https://аптека.укр/%D0%BA?x=%20', 'https://[2001:db8::1]/cb', 'https://some_host.com',
    'http://localhost', 'http://localhost:3000/cb', 'http://127.0.0.1/cb', 'http://[::1]:3000',
  ])('with %s', (redirectUri) => {
    expect(accepts(redirectUri)).toBe(true)
  })

  it.each([
    'http://a.com', 'http://localhost.evil.com', 'http://localhost@evil.com', 'http://localhost:3000@evil.com', 'http://localhost:x@evil.com/', 'http://127.0.0.1.evil.com', 'http://127.0.0.2', 'http://[::2]',
    'ftp://a.com', 'https://', 'https://[', 'https://user@a.com', 'https://a.com/a|b', 'https://a.com/[x]', 'https://a.com/x\\y', 'https://a.com/cb#f', 'a.com', '//a.com', 'javascript:alert(1)', 'https://a.com/ cb', ' https://a.com',
  ])('not with %s', (redirectUri) => {
    expect(accepts(redirectUri)).toBe(false)
  })
})
