/**
 * The whole life of a token and of a client's secret, step by step through the SDK. `npm run demo` plays it against the
 * sandbox of `EHEALTH_AUTH_URL` or of `npm start`, or starts one for the purpose. The credentials are the sandbox's public
 * ones, see server/fixtures/demo.yaml.
 */
import { ApiError, ConnectionError, EHealthAuth } from 'ehealth-auth-sdk'
import { chapter, refused, result, short, step, until } from './print.ts'
import { findSandbox } from './sandbox.ts'

const clinic = {
  id: '6498d88e-97fb-47e2-85a5-99e884f888aa',
  secret: 'msp-001-secret-key',
  redirectUri: 'https://example.com/callback',
}
const pharmacy = {
  id: 'df9f70ee-4b12-4740-b0f5-bb5aea116863',
  redirectUri: 'https://example2.com',
  ownerToken: 'pharmacy-owner-token',
  apiKeyOfItsMis: 'mis-001-api-key',
}

async function signIn(auth: EHealthAuth): Promise<string> {
  step('The owner of the clinic and the pharmacy signs in (logInUser)')
  const { data } = await auth.users.logIn({
    grant_type: 'password',
    email: 'owner@example.com',
    password: 'Sandbox-Owner-1',
    client_id: '30074b6e-fbab-4dc1-9d37-88c21dab1847',
    scope: 'app:authorize',
  })
  result(`session token ${short(data.value)} with the scope ${data.details.scope}, ${until(data.expires_at)}`)
  return data.value
}

async function playToken(auth: EHealthAuth): Promise<void> {
  chapter('The life of a token')
  const session = await signIn(auth)

  step('The owner lets the clinic read patients (authorizeApp)')
  const approval = await auth.approvals.authorize(
    { client_id: clinic.id, redirect_uri: clinic.redirectUri, scope: 'patients:view' },
    { accessToken: session },
  )
  result(`the browser goes to ${clinic.redirectUri} with the code ${short(approval.data.value)}, ${until(approval.data.expires_at)}`)

  step('The clinic exchanges the code for tokens (createToken, authorization_code)')
  const code = new URL(approval.urgent.redirect_uri).searchParams.get('code') ?? ''
  const codeGrant = {
    grant_type: 'authorization_code',
    client_id: clinic.id,
    client_secret: clinic.secret,
    redirect_uri: clinic.redirectUri,
    code,
  } as const
  const exchanged = await auth.tokens.create(codeGrant)
  const refreshToken = exchanged.data.details.refresh_token ?? ''
  result(`access token ${short(exchanged.data.value)} with the scope ${exchanged.data.details.scope}, ${until(exchanged.data.expires_at)}`)
  result(`refresh token ${short(refreshToken)}`)

  step('The clinic extends its access (createToken, refresh_token)')
  const refreshGrant = {
    grant_type: 'refresh_token',
    client_id: clinic.id,
    client_secret: clinic.secret,
    refresh_token: refreshToken,
  } as const
  const refreshed = await auth.tokens.create(refreshGrant)
  result(`access token ${short(refreshed.data.value)} with the whole scope of the approval: ${refreshed.data.details.scope}`)

  step('Somebody replays the code, which works only once')
  await refused(auth.tokens.create(codeGrant))

  step('The clinic logs out (logOutUser)')
  await auth.users.logOut({ accessToken: exchanged.data.value })
  result('the access token and its refresh token have expired')

  step('The refresh token is of no use any more')
  await refused(auth.tokens.create(refreshGrant))
}

async function playSecret(auth: EHealthAuth): Promise<void> {
  chapter("The life of a client's secret")
  const apiKey = pharmacy.apiKeyOfItsMis

  step("The pharmacy takes a first secret with its owner's token (an earlier demo may have changed the one it had)")
  const first = await auth.clients.refreshSecret(pharmacy.id, { accessToken: pharmacy.ownerToken, apiKey })
  result(`${first.data.name} has the secret ${short(first.data.secret)}`)

  const session = await signIn(auth)

  step('The owner lets the pharmacy refresh its secret (authorizeApp)')
  const approval = await auth.approvals.authorize(
    { client_id: pharmacy.id, redirect_uri: pharmacy.redirectUri, scope: 'secret:refresh client:read' },
    { accessToken: session },
  )
  result(`code ${short(approval.data.value)}`)

  step('The pharmacy exchanges the code for tokens (createToken, authorization_code)')
  const exchanged = await auth.tokens.create({
    grant_type: 'authorization_code',
    client_id: pharmacy.id,
    client_secret: first.data.secret,
    redirect_uri: pharmacy.redirectUri,
    code: approval.data.value,
  })
  result(`access token ${short(exchanged.data.value)} with the scope ${exchanged.data.details.scope}`)

  step('A pharmacy acts through a MIS, so the token alone is not enough (API-key)')
  await refused(auth.clients.refreshSecret(pharmacy.id, { accessToken: exchanged.data.value }))

  step('With the API-key of its MIS it gets a new secret (refreshClientSecret)')
  const second = await auth.clients.refreshSecret(pharmacy.id, { accessToken: exchanged.data.value, apiKey })
  result(`${second.data.name} has the secret ${short(second.data.secret)}`)

  const refreshGrant = {
    grant_type: 'refresh_token',
    client_id: pharmacy.id,
    refresh_token: exchanged.data.details.refresh_token ?? '',
  } as const
  step('The old secret is refused')
  await refused(auth.tokens.create({ ...refreshGrant, client_secret: first.data.secret }))

  step('The new secret works, and the refresh token has outlived the change')
  const refreshed = await auth.tokens.create({ ...refreshGrant, client_secret: second.data.secret })
  result(`access token ${short(refreshed.data.value)}, ${until(refreshed.data.expires_at)}`)
}

/** What the person at the keyboard can do about it. */
function advice(error: unknown, url: string): string {
  if (error instanceof ApiError) {
    return `${url} answered ${error.status} ${error.code ?? ''} "${error.message}" (request ${error.requestId}).
It seems to have other data than the demo's. Stop it, delete data/, start it again with npm start, and repeat the demo.`
  }
  if (error instanceof ConnectionError) {
    return `${url} gives no answer. Start a sandbox there with npm start, or unset EHEALTH_AUTH_URL.`
  }
  return String(error)
}

const sandbox = await findSandbox()
try {
  console.log(`Playing against ${sandbox.url}`)
  const auth = new EHealthAuth({ baseUrl: sandbox.url })
  await playToken(auth)
  await playSecret(auth)
} catch (error) {
  console.error(`\n${advice(error, sandbox.url)}`)
  process.exitCode = 1
} finally {
  await sandbox.close()
}
