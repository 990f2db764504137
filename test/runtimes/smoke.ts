import { EHealthAuth, isApiError } from 'ehealth-auth-sdk'
import { createFileTokenStore } from 'ehealth-auth-sdk/file-token-store'
import { createGatekeeper } from 'ehealth-auth-sdk/gatekeeper'
import { createToken, Transport } from 'ehealth-auth-sdk/operations'
import { createMock } from 'ehealth-auth-sdk/testing'

const client = { clientId: '6498d88e-97fb-47e2-85a5-99e884f888aa', clientSecret: 'msp-001-secret-key' }
const refreshToken = 'my-oauth-refresh-token'
const grant = {
  grant_type: 'refresh_token',
  client_id: client.clientId,
  client_secret: client.clientSecret,
  refresh_token: refreshToken,
} as const

/**
 * Uses the main things of every entry of the package, against a sandbox with the demo data, and says what it saw. Needs nothing
 * of a platform by itself, so that it compiles and runs wherever the package does.
 *
 * @param directory Where the token store may keep its files.
 */
export async function smoke(url: string, directory: string): Promise<string[]> {
  return Promise.all([useClient(url), useOperations(url), useGatekeeper(url), useStore(url, directory), useMock()])
}

async function useClient(url: string): Promise<string> {
  const auth = new EHealthAuth({ baseUrl: url, accessToken: 'administrator-token' })
  const { answer, response } = await auth.tokens.create(grant).withResponse()
  const emails: string[] = []
  for await (const user of auth.users.list({ page_size: 1 })) emails.push(user.email)
  const refusal = await refused(auth.tokens.create({ ...grant, refresh_token: 'nobody knows it' }))
  return `client: ${response.status} ${answer.data.name}, ${emails.sort().join(' and ')}, ${refusal}`
}

async function useOperations(url: string): Promise<string> {
  const { data } = await createToken(new Transport({ baseUrl: url }), grant)
  return `operations: ${data.name}`
}

async function useGatekeeper(url: string): Promise<string> {
  const auth = new EHealthAuth({ baseUrl: url, accessToken: 'administrator-token' })
  const { data } = await auth.tokens.create(grant)
  const guard = createGatekeeper({ auth })('patients:view')
  const request = { headers: { authorization: `Bearer ${data.value}` } as Record<string, string | undefined> }
  const response = { statusCode: 200, setHeader() {}, end() {} }
  await guard(request, response, () => {})
  return `gatekeeper: ${response.statusCode}, user ${request.headers['x-consumer-id']}`
}

async function useStore(url: string, directory: string): Promise<string> {
  const session = () => new EHealthAuth({ ...client, baseUrl: url, tokenStore: createFileTokenStore({ directory }) }).session()
  const begun = session()
  await begun.useRefreshToken(refreshToken)
  const token = await begun.accessToken()
  const resumed = session()
  return `file-token-store: ${(await resumed.accessToken()) === token ? 'the same token' : 'another token'}`
}

async function useMock(): Promise<string> {
  const mock = createMock()
  const auth = new EHealthAuth({ baseUrl: mock.baseUrl, fetch: mock.fetch })
  mock.use('createToken', 'expiredRefreshToken')
  return `testing: ${await refused(auth.tokens.create(grant))}`
}

async function refused(call: Promise<unknown>): Promise<string> {
  try {
    await call
    return 'not refused'
  } catch (error) {
    return isApiError(error) ? `${error.status} ${error.code}` : String(error)
  }
}
