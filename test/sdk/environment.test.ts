import { EHealthAuth } from 'ehealth-auth-sdk'
import { Transport } from 'ehealth-auth-sdk/operations'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { startScript, succeed } from './scripted-server.ts'

const names = ['EHEALTH_AUTH_URL', 'EHEALTH_AUTH_CLIENT_ID', 'EHEALTH_AUTH_CLIENT_SECRET', 'EHEALTH_AUTH_API_KEY', 'EHEALTH_AUTH_CUSTOM_PSK'] as const

// The SDK is imported long before a test sets a variable.
const setVariables = (values: Partial<Record<(typeof names)[number], string>>) => {
  for (const [name, value] of Object.entries(values)) vi.stubEnv(name, value)
}
beforeEach(() => names.forEach((name) => vi.stubEnv(name, undefined)))
afterEach(() => void vi.unstubAllEnvs())

const approval = { client_id: 'id', redirect_uri: 'https://example.com', scope: 'a' }
const sandbox = { EHEALTH_AUTH_URL: 'http://127.0.0.1:4000' }

describe('what the environment says', () => {
  it('is used by a client that is made without options', async () => {
    const { baseUrl, received } = await startScript(succeed)
    setVariables({ EHEALTH_AUTH_URL: baseUrl, EHEALTH_AUTH_API_KEY: 'env-key', EHEALTH_AUTH_CUSTOM_PSK: 'env-psk' })
    const auth = new EHealthAuth()
    await auth.approvals.authorize(approval)
    expect(auth.baseUrl).toBe(baseUrl)
    expect(received[0]?.headers).toMatchObject({ 'api-key': 'env-key', 'x-custom-psk': 'env-psk' })
  })

  it('names the client and its secret', async () => {
    const { baseUrl, received } = await startScript(succeed)
    setVariables({ EHEALTH_AUTH_URL: baseUrl, EHEALTH_AUTH_CLIENT_ID: 'env-id', EHEALTH_AUTH_CLIENT_SECRET: 'env-secret' })
    const auth = new EHealthAuth()
    expect(auth.signInUrl({ redirectUri: 'https://example.com', scope: 'a' })).toContain('client_id=env-id')
    await auth.exchangeCode({ code: 'code', redirectUri: 'https://example.com' }).catch(() => {})
    expect(JSON.parse(received[0]?.body ?? '')).toMatchObject({ token: { client_id: 'env-id', client_secret: 'env-secret' } })
  })

  it('comes after what the options say, and after what the call says', async () => {
    const { baseUrl, received } = await startScript(succeed)
    const everything = Object.fromEntries(names.map((name) => [name, 'https://env.example.com']))
    setVariables(everything)
    const auth = new EHealthAuth({ baseUrl, clientId: 'id', clientSecret: 'secret', apiKey: 'key', customPsk: 'psk' })
    await auth.exchangeCode({ code: 'code', redirectUri: 'https://example.com' }).catch(() => {})
    await auth.approvals.authorize(approval)
    await auth.approvals.authorize(approval, { apiKey: 'own-key' })
    expect(received.map(({ headers }) => [headers['api-key'], headers['x-custom-psk']])).toEqual([[undefined, 'psk'], ['key', 'psk'], ['own-key', 'psk']])
    expect(JSON.stringify(received)).not.toContain('env.example.com')
  })

  it('is fixed when the client is made', async () => {
    setVariables(sandbox)
    const auth = new EHealthAuth()
    setVariables({ EHEALTH_AUTH_URL: 'https://elsewhere.example.com' })
    expect(auth.baseUrl).toBe('http://127.0.0.1:4000')
  })

  it('is used by a Transport too', () => {
    setVariables(sandbox)
    expect(new Transport().baseUrl).toBe('http://127.0.0.1:4000')
  })

  it('is checked like an option', () => {
    setVariables({ EHEALTH_AUTH_URL: 'auth.example.com' })
    expect(() => new EHealthAuth()).toThrow(/^"baseUrl", or else EHEALTH_AUTH_URL, must be/)
    setVariables({ ...sandbox, EHEALTH_AUTH_CUSTOM_PSK: 'line\nbreak' })
    expect(() => new EHealthAuth()).toThrow(/^"customPsk" must be/)
  })
})

describe('a variable that is empty', () => {
  it.each([
    ['EHEALTH_AUTH_URL', () => new EHealthAuth()],
    ['EHEALTH_AUTH_CLIENT_ID', () => new EHealthAuth(sandboxOptions).session()],
  ] as const)('is as if it were not there (%s)', (name, use) => {
    expect(use).toThrow(TypeError)
    setVariables({ [name]: '' })
    expect(use).toThrow(TypeError)
  })

  it('is as if it were not there (credentials)', async () => {
    const { baseUrl, received } = await startScript(succeed)
    setVariables({ EHEALTH_AUTH_API_KEY: '', EHEALTH_AUTH_CUSTOM_PSK: '', EHEALTH_AUTH_CLIENT_SECRET: '' })
    const auth = new EHealthAuth({ baseUrl, clientId: 'id' })
    await auth.approvals.authorize(approval)
    expect(Object.keys(received[0]!.headers)).not.toEqual(expect.arrayContaining(['api-key']))
    expect(Object.keys(received[0]!.headers)).not.toEqual(expect.arrayContaining(['x-custom-psk']))
    await expect(auth.exchangeCode({ code: 'code', redirectUri: 'https://example.com' })).rejects.toThrow('"clientSecret" must be given')
  })
})

const sandboxOptions = { baseUrl: 'http://127.0.0.1:4000' }

it.each([
  ['an empty base URL', { baseUrl: '' }],
  ['an empty key', { ...sandboxOptions, customPsk: '' }],
])('%s in the options is refused, and not made up for by the environment', (_name, options) => {
  setVariables({ ...sandbox, EHEALTH_AUTH_CUSTOM_PSK: 'env-psk' })
  expect(() => new EHealthAuth(options)).toThrow(TypeError)
})

it('a runtime without process has no environment', () => {
  vi.stubGlobal('process', undefined)
  try {
    expect(() => new EHealthAuth()).toThrow(/^"baseUrl", or else EHEALTH_AUTH_URL, must be/)
    expect(new EHealthAuth(sandboxOptions).baseUrl).toBe('http://127.0.0.1:4000')
  } finally {
    vi.unstubAllGlobals()
  }
})
