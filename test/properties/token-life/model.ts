import type { Calls, Proof } from './calls.ts'

/** How long things last in the model and in the server, in seconds; none is a multiple of a step of the clock. */
export const lifetimes = { code: 300, access: 900, refresh: 2_000, stored: 1_000, attempt: 600 }
/** What the clock is moved ahead by at once. What passes by itself during a run is much less than any lifetime is away from it. */
export const clockStep = 170
export const maxAttempts = 3

/** The clients are two legal entities and the front end that users sign in at. */
export const portal = 2

/** A token or code that was issued, in whatever state. */
export interface Token {
  kind: 'access' | 'refresh' | 'code'
  user: number
  client: number
  endsAt: number
  /** The refresh token it came with or from. */
  refresh?: Token
  used: boolean
  deleted: boolean
  /** Whether an administrator has put it there, without what goes with a code. */
  bare: boolean
}

/** Status and type of an answer, and what it issues. */
export interface Outcome {
  answer: string
  issued: Token[]
}

const outcome = (answer: string, ...issued: Token[]): Outcome => ({ answer, issued })
const denied = outcome('401 access_denied')

/** What the contract says of the life of tokens, as simply as it can be said. Nothing here is of the server. */
export class TokenLife implements Calls<Outcome> {
  now = 0
  readonly users = [0, 1].map(() => ({ blocked: false, attempts: [] as number[] }))
  readonly clients = [0, 1, portal].map(() => ({ blocked: false, secret: 0 }))
  readonly approvals = new Set<string>()
  readonly tokens: Token[] = []

  signIn(user: number, isRight: boolean): Outcome {
    const owner = this.users[user]!
    owner.attempts = owner.attempts.filter((at) => at + lifetimes.attempt > this.now)
    if (owner.attempts.length >= maxAttempts) return denied
    owner.attempts.push(this.now)
    if (!isRight) return denied
    owner.attempts = []
    return this.beginSession(user)
  }

  beginSession(user: number): Outcome {
    if (this.users[user]!.blocked) return outcome('401 user_blocked')
    this.#end((token) => token.kind === 'access' && token.user === user && token.client === portal)
    return outcome('201', this.#issue('access', user, portal, lifetimes.access))
  }

  approve(bearer: Token, client: number): Outcome {
    if (!this.#isGood(bearer)) return denied
    if (bearer.client !== portal) return outcome('403 forbidden')
    if (this.clients[client]!.blocked) return denied
    this.approvals.add(`${bearer.user} ${client}`)
    return outcome('201', this.#issue('code', bearer.user, client, lifetimes.code))
  }

  exchange(kind: 'code' | 'refresh', token: Token, client: number, { secret, uri }: Proof): Outcome {
    if (secret !== this.clients[client]!.secret) return outcome('401 invalid_client')
    if (token.deleted || token.kind !== kind) return outcome('401 token_not_found')
    if (token.client !== client) return outcome('401 invalid_grant')
    if (token.endsAt <= this.now) return outcome('401 token_expired')
    if (kind === 'code' && token.bare) return outcome('401 token_not_found')
    if (kind === 'code' && !uri) return outcome('401 invalid_client')
    if (!this.approvals.has(`${token.user} ${client}`) || token.used) return denied
    if (kind === 'refresh') return outcome('201', this.#issue('access', token.user, client, lifetimes.access, token))
    token.used = true
    const refresh = this.#issue('refresh', token.user, client, lifetimes.refresh)
    return outcome('201', this.#issue('access', token.user, client, lifetimes.access, refresh), refresh)
  }

  use(bearer: Token): Outcome {
    return this.#isGood(bearer) ? outcome('200') : denied
  }

  verify({ deleted, endsAt, client, user }: Token): Outcome {
    if (deleted) return outcome('404 not_found')
    if (endsAt <= this.now) return outcome('401 invalid_grant')
    if (this.clients[client]!.blocked) return outcome('401 invalid_client')
    return outcome(this.users[user]!.blocked ? '401 invalid_user' : '200')
  }

  signOut(bearer: Token): Outcome {
    if (!this.#isGood(bearer)) return denied
    this.#end((token) => token === bearer || token === bearer.refresh)
    return outcome('200')
  }

  rotate(bearer: Token, client: number): Outcome {
    if (!this.#isGood(bearer)) return denied
    return bearer.client === client ? this.rotateAnyhow(client) : outcome('403 forbidden')
  }

  rotateAnyhow(client: number): Outcome {
    this.clients[client]!.secret += 1
    return outcome('200')
  }

  blockUser(user: number, blocked: boolean): Outcome {
    const owner = this.users[user]!
    if (owner.blocked === blocked) return outcome('409 request_conflict')
    owner.blocked = blocked
    if (blocked) this.#end((token) => token.user === user)
    else owner.attempts = []
    return outcome('200')
  }

  blockClient(client: number, blocked: boolean): Outcome {
    this.clients[client]!.blocked = blocked
    return outcome('200')
  }

  takeBack(user: number, client: number): Outcome {
    this.approvals.delete(`${user} ${client}`)
    this.#end((token) => token.user === user && token.client === client)
    return outcome('204')
  }

  deactivate(client: number): Outcome {
    this.#end((token) => token.client === client)
    return outcome('200')
  }

  store(kind: Token['kind'], user: number, client: number): Outcome {
    const token = this.#issue(kind, user, client, lifetimes.stored)
    token.bare = true
    return outcome('201', token)
  }

  expire(token: Token): Outcome {
    if (token.deleted) return outcome('404 not_found')
    token.endsAt = this.now
    return outcome('200')
  }

  delete(token: Token): Outcome {
    if (token.deleted) return outcome('404 not_found')
    token.deleted = true
    return outcome('204')
  }

  #isGood({ kind, deleted, endsAt, client, user }: Token): boolean {
    return kind === 'access' && !deleted && endsAt > this.now && !this.clients[client]!.blocked && !this.users[user]!.blocked
  }

  #issue(kind: Token['kind'], user: number, client: number, lifetime: number, refresh?: Token): Token {
    const state = { endsAt: this.now + lifetime, used: false, deleted: false, bare: false }
    const token: Token = { kind, user, client, ...state, ...(refresh === undefined ? {} : { refresh }) }
    this.tokens.push(token)
    return token
  }

  #end(isMeant: (token: Token) => boolean): void {
    for (const token of this.tokens.filter(isMeant)) token.endsAt = Math.min(token.endsAt, this.now)
  }
}
