/**
 * The whole life of a token and of a client's secret, step by step through the SDK. `npm run demo` plays it against the
 * sandbox of `EHEALTH_AUTH_URL` or of `npm start`, or starts one for the purpose. The credentials are the sandbox's public
 * ones, see server/fixtures/demo.yaml.
 */
import { EHealthAuth, isApiError, isConnectionError } from 'ehealth-auth-sdk'
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

/** What the sign-in page does for the user, because the sandbox has none. */
async function signIn(auth: EHealthAuth): Promise<string> {
  step('The owner of the clinic and the pharmacy signs in (users.logIn)')
  const { data } = await auth.users.logIn({
    grant_type: 'password',
    email: 'owner@example.com',
    password: 'Sandbox-Owner-1',
    client_id: '30074b6e-fbab-4dc1-9d37-88c21dab1847',
    scope: 'app:authorize',
  })
  result(`token ${short(data.value)} of the sign-in page with the scope ${data.details.scope}, ${until(data.expires_at)}`)
  return data.value
}

async function playToken(baseUrl: string): Promise<void> {
  chapter('The life of a token')
  const auth = new EHealthAuth({ baseUrl, clientId: clinic.id, clientSecret: clinic.secret })
  const { redirectUri } = clinic

  step('The clinic sends its owner to the sign-in page (signInUrl)')
  result(auth.signInUrl({ redirectUri, scope: 'patients:view' }))
  const signedIn = await signIn(auth)

  step('The owner lets the clinic read patients (approvals.authorize)')
  const approval = await auth.approvals.authorize(
    { client_id: clinic.id, redirect_uri: redirectUri, scope: 'patients:view' },
    { accessToken: signedIn },
  )
  const code = new URL(approval.urgent.redirect_uri).searchParams.get('code') ?? ''
  result(`the browser goes to ${redirectUri} with the code ${short(code)}, ${until(approval.data.expires_at)}`)

  step('The clinic exchanges the code for a session (session.exchangeCode)')
  const session = auth.session('owner')
  const exchanged = await session.exchangeCode({ code, redirectUri })
  const refreshToken = exchanged.data.details.refresh_token ?? ''
  result(`access token ${short(exchanged.data.value)} with the scope ${exchanged.data.details.scope}, ${until(exchanged.data.expires_at)}`)
  result(`refresh token ${short(refreshToken)}`)

  step('The clinic calls for the owner, with a token that is always good (session.fetch)')
  const roles = await session.fetch('/user/roles')
  result(`GET /user/roles answers ${roles.status}`)

  step('The clinic extends its access (tokens.create, refresh_token)')
  const refreshGrant = {
    grant_type: 'refresh_token',
    client_id: clinic.id,
    client_secret: clinic.secret,
    refresh_token: refreshToken,
  } as const
  const refreshed = await auth.tokens.create(refreshGrant)
  result(`access token ${short(refreshed.data.value)} with the whole scope of the approval: ${refreshed.data.details.scope}`)

  step('Somebody replays the code, which works only once')
  await refused(auth.session('somebody').exchangeCode({ code, redirectUri }))

  step('The clinic logs out (session.logout)')
  await session.logout()
  result('the access token and its refresh token have expired')

  step('The refresh token is of no use any more')
  await refused(auth.tokens.create(refreshGrant))
}

async function playSecret(baseUrl: string): Promise<void> {
  chapter("The life of a client's secret")
  const apiKey = pharmacy.apiKeyOfItsMis
  const front = new EHealthAuth({ baseUrl })

  step("The pharmacy takes a first secret with its owner's token (an earlier demo may have changed the one it had)")
  const first = await front.clients.refreshSecret(pharmacy.id, { accessToken: pharmacy.ownerToken, apiKey })
  result(`${first.data.name} has the secret ${short(first.data.secret)}`)
  const auth = new EHealthAuth({ baseUrl, clientId: pharmacy.id, clientSecret: first.data.secret })

  const signedIn = await signIn(front)

  step('The owner lets the pharmacy refresh its secret (approvals.authorize)')
  const approval = await front.approvals.authorize(
    { client_id: pharmacy.id, redirect_uri: pharmacy.redirectUri, scope: 'secret:refresh client:read' },
    { accessToken: signedIn },
  )
  result(`code ${short(approval.data.value)}`)

  step('The pharmacy exchanges the code for a session (exchangeCode)')
  const { session, data } = await auth.exchangeCode({ code: approval.data.value, redirectUri: pharmacy.redirectUri })
  result(`access token ${short(data.value)} with the scope ${data.details.scope}`)

  step('A pharmacy acts through a MIS, so the token alone is not enough (API-key)')
  await refused(auth.clients.refreshSecret(pharmacy.id, { accessToken: data.value }))

  step('With the API-key of its MIS it gets a new secret, which it keeps before it uses it (rotateSecret)')
  const persist = (secret: string) => result(`the new secret is ${short(secret)}`)
  await auth.rotateSecret({ persist, accessToken: session, apiKey })

  step('The old secret is refused')
  await refused(
    front.tokens.create({
      grant_type: 'refresh_token',
      client_id: pharmacy.id,
      client_secret: first.data.secret,
      refresh_token: 'any',
    }),
  )

  step('The new secret works, and the refresh token has outlived the change (session.accessToken)')
  result(`access token ${short(await session.accessToken({ insteadOf: data.value }))}`)
}

/** What the person at the keyboard can do about it. */
function advice(error: unknown, url: string): string {
  if (isApiError(error)) {
    return `${url} answered ${error.status} ${error.code ?? ''} "${error.message}" (request ${error.requestId}).
It seems to have other data than the demo's. Stop it, delete data/, start it again with npm start, and repeat the demo.`
  }
  if (isConnectionError(error)) {
    return `${url} gives no answer. Start a sandbox there with npm start, or unset EHEALTH_AUTH_URL.`
  }
  return String(error)
}

const sandbox = await findSandbox()
try {
  console.log(`Playing against ${sandbox.url}`)
  await playToken(sandbox.url)
  await playSecret(sandbox.url)
} catch (error) {
  console.error(`\n${advice(error, sandbox.url)}`)
  process.exitCode = 1
} finally {
  await sandbox.close()
}
