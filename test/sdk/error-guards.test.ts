import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { createContext, runInContext } from 'node:vm'
import * as esm from 'ehealth-auth-sdk'
import { describe, expect, it } from 'vitest'

type Sdk = Pick<typeof esm, 'ApiError' | 'ConnectionError' | 'ContractError' | 'EHealthAuthError' | 'SignInRequiredError' | 'TimeoutError'>

const require = createRequire(import.meta.url)

/** The CommonJS build as it would be in another realm, such as that of a test runner or of a frame. */
function loadInOtherRealm(entry: string): Sdk {
  const realm = createContext({ URL, Headers, TextDecoder, AbortController, setTimeout, clearTimeout })
  const loaded = new Map<string, { exports: unknown }>()
  const load = (file: string): unknown => {
    const module = loaded.get(file) ?? { exports: runInContext('({})', realm) }
    if (!loaded.has(file)) {
      loaded.set(file, module)
      const body = runInContext(`(function (require, module, exports) {${readFileSync(file, 'utf8')}\n})`, realm, { filename: file })
      body((name: string) => load(join(dirname(file), name)), module, module.exports)
    }
    return module.exports
  }
  // The file is the package's entry.
  return load(entry) as Sdk
}

const entry = require.resolve('ehealth-auth-sdk')
const copies: [string, Sdk][] = [
  ['the same copy', esm],
  ['the CommonJS copy', require(entry)],
  ['the copy of another realm', loadInOtherRealm(entry)],
]

const guards = {
  isApiError: esm.isApiError,
  isConnectionError: esm.isConnectionError,
  isTimeoutError: esm.isTimeoutError,
  isContractError: esm.isContractError,
  isSignInRequiredError: esm.isSignInRequiredError,
}
const guardsThatSayYes = (value: unknown) => Object.entries(guards).flatMap(([name, guard]) => (guard(value) ? [name] : []))

const detail = { status: 401, code: 'token_expired', invalid: [], requestId: undefined, retryAfterMs: undefined, body: '' } as const

describe.each(copies)('the errors of %s', (name, { ApiError, ConnectionError, ContractError, EHealthAuthError, SignInRequiredError, TimeoutError }) => {
  const errors: [string, Error, string[]][] = [
    ['ApiError', new ApiError('refused', detail), ['isApiError']],
    ['ConnectionError', new ConnectionError('broken'), ['isConnectionError']],
    ['TimeoutError', new TimeoutError('late'), ['isConnectionError', 'isTimeoutError']],
    ['ContractError', new ContractError('strange', { status: 200, requestId: undefined, body: '' }), ['isContractError']],
    ['SignInRequiredError', new SignInRequiredError('over'), ['isSignInRequiredError']],
  ]
  it.each(errors)('are known by their guards, which instanceof is not always (%s)', (errorName, error, expected) => {
    expect(guardsThatSayYes(error)).toEqual(expected)
    expect(error.name).toBe(errorName)
    expect(error instanceof EHealthAuthError).toBe(true)
    expect(error instanceof esm.EHealthAuthError).toBe(name === 'the same copy')
  })

  it.each(errors)('show no mark of the SDK when printed or copied (%s)', (_errorName, error) => {
    expect(Object.getOwnPropertySymbols({ ...error })).toEqual([])
  })
})

it('an error of another realm is no Error of this one, and its guard says yes', () => {
  const { ApiError } = loadInOtherRealm(entry)
  const error: unknown = new ApiError('refused', detail)
  expect(error instanceof Error).toBe(false)
  expect(esm.isApiError(error) && error.code).toBe('token_expired')
})

it('an error that a program derives from one of the SDK is known too', () => {
  class OwnError extends esm.ConnectionError {}
  expect(guardsThatSayYes(new OwnError('broken'))).toEqual(['isConnectionError'])
})

it.each([
  ['nothing', undefined],
  ['null', null],
  ['a text', 'ApiError'],
  ['a number', 401],
  ['a symbol', Symbol.for('ehealth-auth-sdk.error')],
  ['a function', class ApiError {}],
  ['an Error of that name', Object.assign(new Error('refused'), { name: 'ApiError', ...detail })],
  ['an object of that name', { name: 'ApiError', ...detail }],
  ['what is left of an error after JSON', JSON.parse(JSON.stringify(new esm.ApiError('refused', detail)))],
  ['what is left of an error after a worker', structuredClone(new esm.ConnectionError('broken'))],
  ["the platform's TimeoutError", new DOMException('late', 'TimeoutError')],
  ['a TypeError', new TypeError('"clientId" must be given, or the environment variable EHEALTH_AUTH_CLIENT_ID')],
])('%s is none of the errors', (_name, value) => {
  expect(guardsThatSayYes(value)).toEqual([])
})
