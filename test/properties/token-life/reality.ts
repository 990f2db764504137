import type { Answer } from '../../fixtures/call.ts'
import { demo } from '../../fixtures/demo.ts'
import type { Sandbox } from '../sandbox/sandbox.ts'
import type { Calls, Proof } from './calls.ts'
import { lifetimes, portal, type Token } from './model.ts'
import { clientIds, entities, entityScope, users } from './world.ts'

const unknownId = '00000000-0000-4000-8000-000000000000'

interface Request {
  bearer?: string
  body?: object
}

/** The service beside the model: the values of what it has issued, and the calls that the model foretells. */
export class Reality implements Calls<Promise<Answer>> {
  readonly #sandbox: Sandbox
  /** The value of each token that was issued. */
  readonly #values = new Map<Token, string>()
  /** Every secret that each legal entity has had, the present one last. */
  readonly #secrets = entities.map(({ secret }) => [secret])

  constructor(sandbox: Sandbox) {
    this.#sandbox = sandbox
  }

  /** Remembers the values of an answer that issues tokens: an access token or code, and the refresh token with it. */
  keep({ body }: Answer, [token, refresh]: Token[]): void {
    if (token !== undefined) this.#values.set(token, body.data.value)
    if (refresh !== undefined) this.#values.set(refresh, body.data.details.refresh_token)
  }

  advance(seconds: number): void {
    this.#sandbox.server.advance(seconds)
  }

  signIn(user: number, isRight: boolean): Promise<Answer> {
    const { email, password } = users[user]!
    const token = { grant_type: 'password', email, password: isRight ? password : 'wrong', client_id: demo.portal, scope: 'app:authorize' }
    return this.#send('POST /auth/login', { body: { token } })
  }

  beginSession(user: number): Promise<Answer> {
    const token = { client_id: demo.portal, scope: 'app:authorize' }
    return this.#administrate(`POST /admin/users/${users[user]!.id}/tokens/access`, { token })
  }

  approve(bearer: Token, client: number): Promise<Answer> {
    const { id: client_id, redirectUri: redirect_uri } = entities[client]!
    return this.#send('POST /oauth/apps/authorize', { bearer: this.#value(bearer), body: { app: { client_id, redirect_uri, scope: entityScope } } })
  }

  exchange(kind: 'code' | 'refresh', token: Token, client: number, { secret, uri }: Proof): Promise<Answer> {
    const { id: client_id, redirectUri } = entities[client]!
    const proof = { client_id, client_secret: this.#secrets[client]![secret] }
    const value = this.#value(token)
    const redirect_uri = uri ? redirectUri : 'https://elsewhere.example.com'
    const refreshGrant = { grant_type: 'refresh_token', refresh_token: value }
    const codeGrant = { grant_type: 'authorization_code', code: value, redirect_uri }
    return this.#send('POST /oauth/tokens', { body: { token: { ...proof, ...(kind === 'refresh' ? refreshGrant : codeGrant) } } })
  }

  use(bearer: Token): Promise<Answer> {
    return this.#send('GET /user/roles', { bearer: this.#value(bearer) })
  }

  verify(token: Token): Promise<Answer> {
    return this.#administrate(`GET /admin/tokens/${encodeURIComponent(this.#value(token))}/verify`)
  }

  signOut(bearer: Token): Promise<Answer> {
    return this.#send('POST /auth/logout', { bearer: this.#value(bearer) })
  }

  async rotate(bearer: Token, client: number, deprecated: boolean): Promise<Answer> {
    const { id } = entities[client]!
    const target = deprecated ? `PATCH /admin/clients/${id}/refresh_secret` : `PATCH /api${this.#rotation(client)}`
    return this.#keepSecret(client, await this.#send(target, { bearer: this.#value(bearer) }))
  }

  async rotateAnyhow(client: number): Promise<Answer> {
    return this.#keepSecret(client, await this.#administrate(`PATCH /admin${this.#rotation(client)}`))
  }

  blockUser(user: number, blocked: boolean): Promise<Answer> {
    return this.#administrate(`PATCH /admin/users/${users[user]!.id}/actions/${blocked ? 'block' : 'unblock'}`)
  }

  blockClient(client: number, blocked: boolean): Promise<Answer> {
    return this.#administrate(`PATCH /admin/clients/${clientIds[client]!}`, { client: { is_blocked: blocked } })
  }

  takeBack(user: number, client: number): Promise<Answer> {
    return this.#administrate(`DELETE /admin/users/${users[user]!.id}/apps?client_id=${clientIds[client]!}`)
  }

  deactivate(client: number): Promise<Answer> {
    return this.#administrate(`PATCH /admin/clients/${clientIds[client]!}/actions/deactivate_tokens`)
  }

  store(kind: Token['kind'], user: number, client: number): Promise<Answer> {
    const name = { access: 'access_token', refresh: 'refresh_token', code: 'authorization_code' }[kind]
    const value = `value-of-stored-token-${this.#values.size}`
    const expires_at = Math.floor(this.#sandbox.server.now().getTime() / 1000) + lifetimes.stored
    const details = { client_id: clientIds[client]!, grant_type: 'password', scope: client === portal ? 'app:authorize' : entityScope }
    return this.#administrate('POST /admin/tokens', { token: { name, value, expires_at, user_id: users[user]!.id, details } })
  }

  async expire(token: Token): Promise<Answer> {
    return this.#administrate(`PATCH /admin/tokens/${await this.#idOf(token)}`, { token: { expires_at: 0 } })
  }

  async delete(token: Token): Promise<Answer> {
    return this.#administrate(`DELETE /admin/tokens/${await this.#idOf(token)}`)
  }

  #rotation(client: number): string {
    const { id, connection } = entities[client]!
    return `/clients/${id}/connections/${connection}/actions/refresh_secret`
  }

  #keepSecret(client: number, answer: Answer): Answer {
    if (answer.status === 200) this.#secrets[client]!.push(answer.body.data.secret)
    return answer
  }

  #value(token: Token): string {
    const value = this.#values.get(token)
    if (value === undefined) throw new Error('nothing is known of a token that was foretold')
    return value
  }

  /** Answers that issue a refresh token tell its value only. */
  async #idOf(token: Token): Promise<string> {
    const { body } = await this.#administrate(`GET /admin/tokens?value=${encodeURIComponent(this.#value(token))}`)
    return body.data[0]?.id ?? unknownId
  }

  #administrate(target: string, body?: object): Promise<Answer> {
    return this.#send(target, { bearer: demo.administrator.token, ...(body === undefined ? {} : { body }) })
  }

  #send(target: string, { bearer, body }: Request): Promise<Answer> {
    const [method = '', path = ''] = target.split(' ')
    const token: Record<string, string> = bearer === undefined ? {} : { Authorization: `Bearer ${bearer}` }
    const content: Record<string, string> = body === undefined ? {} : { 'Content-Type': 'application/json' }
    const text = body === undefined ? undefined : JSON.stringify(body)
    return this.#sandbox.send({ method, target: path, headers: { ...token, ...content }, body: text })
  }
}
