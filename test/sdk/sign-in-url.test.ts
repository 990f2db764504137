import { EHealthAuth } from 'ehealth-auth-sdk'
import { expect, it } from 'vitest'

const clientId = '6498d88e-97fb-47e2-85a5-99e884f888aa'
const auth = new EHealthAuth({ baseUrl: 'https://auth.example.com', clientId })
const request = { redirectUri: 'https://mis.example/callback?clinic=1&from=menu#top', scope: 'client:read patients:view' }

it('names the client, where the user comes back to, and what is asked for', () => {
  const url = new URL(auth.signInUrl(request))
  expect(url.origin + url.pathname).toBe('https://auth.example.com/sign-in')
  expect(Object.fromEntries(url.searchParams)).toEqual({
    client_id: clientId,
    redirect_uri: request.redirectUri,
    scope: request.scope,
    response_type: 'code',
  })
})

it('carries the state and the email address as they are', () => {
  const own = { state: 'a&b=c d+ї%20', email: 'olena+mis@example.com' }
  const url = new URL(auth.signInUrl({ ...request, ...own }))
  expect([url.searchParams.get('state'), url.searchParams.get('email')]).toEqual([own.state, own.email])
})

it('keeps apart an empty state and none', () => {
  const stateOf = (state: string | undefined) => new URL(auth.signInUrl({ ...request, state })).searchParams.get('state')
  expect([stateOf(''), stateOf(undefined)]).toEqual(['', null])
})

it.each(['https://example.com/api', 'https://example.com/api/'])('keeps the path of the base URL (%s)', (baseUrl) => {
  const url = new EHealthAuth({ baseUrl, clientId }).signInUrl(request)
  expect(url).toMatch(/^https:\/\/example\.com\/api\/sign-in\?/)
})

it('may lead to a page elsewhere, whose own parameters stay', () => {
  const url = new URL(auth.signInUrl({ ...request, page: 'https://id.example.com/enter?lang=uk&scope=none#form' }))
  expect(url.origin + url.pathname + url.hash).toBe('https://id.example.com/enter#form')
  expect([url.searchParams.get('lang'), url.searchParams.getAll('scope')]).toEqual(['uk', [request.scope]])
})

it('holds no secret', () => {
  const credentials = { clientSecret: 'client-secret', apiKey: 'api-key-secret', accessToken: 'access-secret', customPsk: 'psk-secret' }
  expect(new EHealthAuth({ baseUrl: 'https://auth.example.com', clientId, ...credentials }).signInUrl(request)).not.toContain('secret')
})

it.each([
  [{ redirectUri: '/callback', scope: 'client:read' }, '"redirectUri" must be an absolute URL'],
  [{ redirectUri: 'https://example.com', scope: '' }, '"scope" must be a non-empty string, names with spaces between them'],
])('refuses what no page could do anything with: %j', (request, message) => {
  expect(() => auth.signInUrl(request)).toThrow(new TypeError(message))
})

it('cannot be made without a client', () => {
  const anybody = new EHealthAuth({ baseUrl: 'https://auth.example.com' })
  expect(() => anybody.signInUrl(request)).toThrow(new TypeError('"clientId" must be given, or the environment variable EHEALTH_AUTH_CLIENT_ID'))
})
