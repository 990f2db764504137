import { ApiError, EHealthAuth } from 'ehealth-auth-sdk'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { startMock } from '../../openapi/mock.ts'
import { contract } from '../../server/contract.ts'
import { startServer } from '../fixtures/start-server.ts'
import { caught } from './caught.ts'

const clinic = { client_id: '6498d88e-97fb-47e2-85a5-99e884f888aa', client_secret: 'msp-001-secret-key' }
const pharmacyId = 'df9f70ee-4b12-4740-b0f5-bb5aea116863'
const broker = { accessToken: 'pharmacy-owner-token', apiKey: 'mis-001-api-key' }
const refreshGrant = { ...clinic, grant_type: 'refresh_token', refresh_token: 'my-oauth-refresh-token' } as const
const passwordGrant = {
  grant_type: 'password',
  email: 'owner@example.com',
  password: 'Sandbox-Owner-1',
  client_id: '30074b6e-fbab-4dc1-9d37-88c21dab1847',
  scope: 'app:authorize',
} as const
const approval = { client_id: clinic.client_id, redirect_uri: 'https://example.com/callback', scope: 'patients:view' }

interface Scene {
  /** The client under test; the mock answers it with the scenario. */
  auth: EHealthAuth
  /** A client for what has to happen before. */
  before: EHealthAuth
}

const logIn = async ({ before }: Scene) => ({ accessToken: (await before.users.logIn(passwordGrant)).data.value })

async function codeGrant(scene: Scene) {
  const { data } = await scene.before.approvals.authorize(approval, await logIn(scene))
  return { ...clinic, grant_type: 'authorization_code', code: data.value, redirect_uri: approval.redirect_uri } as const
}

/** By the name of the contract's example: how the SDK gets there. */
const successes: Record<string, (scene: Scene) => Promise<{ meta: { code: number }; data: object }>> = {
  refreshedAccessToken: ({ auth }) => auth.tokens.create(refreshGrant),
  exchangedCode: async (scene) => scene.auth.tokens.create(await codeGrant(scene)),
  signedIn: ({ auth }) => auth.users.logIn(passwordGrant),
  approved: async (scene) => scene.auth.approvals.authorize(approval, await logIn(scene)),
  signedOut: async (scene) => scene.auth.users.logOut(await logIn(scene)),
  refreshedSecret: ({ auth }) => auth.clients.refreshSecret(pharmacyId, broker),
}

const refusals: Record<string, (scene: Scene) => Promise<unknown>> = {
  malformedClientId: ({ auth }) => auth.tokens.create({ ...refreshGrant, client_id: 'not-a-uuid' }),
  missingFields: ({ auth }) => auth.tokens.create({ ...refreshGrant, client_id: ' ', client_secret: '' }),
  invalidClient: ({ auth }) => auth.tokens.create({ ...refreshGrant, client_secret: 'wrong' }),
  unknownRefreshToken: ({ auth }) => auth.tokens.create({ ...refreshGrant, refresh_token: 'unknown' }),
  foreignRefreshToken: ({ auth }) => auth.tokens.create({ ...refreshGrant, refresh_token: 'pharmacy-refresh-token' }),
  redirectUriMismatch: async (scene) => scene.auth.tokens.create({ ...(await codeGrant(scene)), redirect_uri: 'https://example.org' }),
  async usedCode(scene) {
    const grant = await codeGrant(scene)
    await scene.before.tokens.create(grant)
    return scene.auth.tokens.create(grant)
  },
  wrongPassword: ({ auth }) => auth.users.logIn({ ...passwordGrant, password: 'wrong' }),
  unknownLoginClient: ({ auth }) => auth.users.logIn({ ...passwordGrant, client_id: crypto.randomUUID() }),
  loginNotAllowed: ({ auth }) => auth.users.logIn({ ...passwordGrant, client_id: clinic.client_id }),
  missingBearer: ({ auth }) => auth.users.logOut(),
  invalidBearer: ({ auth }) => auth.users.logOut({ accessToken: 'unknown' }),
  missingApiKey: ({ auth }) => auth.clients.refreshSecret(pharmacyId, { accessToken: broker.accessToken }),
  missingAuthorizeScope: ({ auth }) => auth.approvals.authorize(approval, broker),
  unknownApprovalClient: async (scene) =>
    scene.auth.approvals.authorize({ ...approval, client_id: crypto.randomUUID() }, await logIn(scene)),
  unregisteredRedirectUri: async (scene) =>
    scene.auth.approvals.authorize({ ...approval, redirect_uri: 'https://example.org' }, await logIn(scene)),
  emptyScope: async (scene) => scene.auth.approvals.authorize({ ...approval, scope: '' }, await logIn(scene)),
  scopeNotAllowedByClientType: async (scene) =>
    scene.auth.approvals.authorize({ ...approval, scope: 'app:authorize' }, await logIn(scene)),
  missingScope: async (scene) => scene.auth.clients.refreshSecret(pharmacyId, await logIn(scene)),
  foreignClient: ({ auth }) => auth.clients.refreshSecret(clinic.client_id, broker),
}

/** The body that the contract shows for the scenario. */
function exampleOf(scenario: string) {
  const example = contract.components?.examples?.[scenario]
  if (example === undefined || !('value' in example)) throw new Error(`the contract has no example "${scenario}"`)
  return example.value
}

/** Asks the mock for a scenario; the real service does not know the header. */
function preferring(code: number, scenario: string): typeof fetch {
  return (input, init) => {
    const request = new Request(input, init)
    request.headers.set('Prefer', `code=${code}, example=${scenario}`)
    return fetch(request)
  }
}

const targets = {
  'the service': () => startServer(),
  'the mock': () => startMock({ port: 0 }),
}

describe.each(Object.entries(targets))('against %s', (_target, start) => {
  // One for all the scenarios: each of them leaves behind nothing that another one meets.
  let target: Awaited<ReturnType<typeof start>>
  beforeAll(async () => {
    target = await start()
  })
  afterAll(() => target.close())

  const sceneOf = (code: number, scenario: string): Scene => ({
    before: new EHealthAuth({ baseUrl: target.url }),
    auth: new EHealthAuth({ baseUrl: target.url, fetch: preferring(code, scenario) }),
  })

  it.each(Object.entries(successes))('%s is returned as the contract shows it', async (scenario, call) => {
    const example = exampleOf(scenario)
    const answer = await call(sceneOf(example.meta.code, scenario))
    expect(answer.meta.code).toBe(example.meta.code)
    expect(Object.keys(answer).sort()).toEqual(Object.keys(example).sort())
    expect(Object.keys(answer.data).sort()).toEqual(Object.keys(example.data).sort())
  })

  it.each(Object.entries(refusals))('%s is an ApiError with what the contract says', async (scenario, call) => {
    const { meta, error: { type: code, message = '', ...expected } } = exampleOf(scenario)
    const error = await caught(call(sceneOf(meta.code, scenario)), ApiError)
    expect(error).toMatchObject({ status: meta.code, invalid: [], code, message: expect.stringContaining(message), ...expected })
    expect(error.requestId).toMatch(/^.{20,}$/)
  })
})
