import { isSignInRequiredError } from '../errors/error-guards.js'
import { withinLimit } from '../transport/within-limit.js'
import { type Renewal, renewTokens } from './renew-tokens.js'
import { SignInRequiredError } from './sign-in-required-error.js'
import { goodToken, isDue } from './token-set.js'
import type { TokenSet } from './token-store.js'

/** How long a caller waits for another token while the one there is still good: a service that hangs must not hold everybody up. */
const patienceMs = 2_000
/** While the service fails, good tokens are used for so long before the next caller waits for another try. */
const pauseMs = 5_000
/** A token that is refused at once, in place of a refused one, is refused for another reason than its age. For so long no next one is asked for. */
const doubtMs = 5_000

/** Why a refresh is given up whose tokens nobody would keep. */
const superseded = { reason: 'newer tokens have come' }
/** A store that gives other tokens than it keeps would be asked for ever. */
const maxRounds = 3

/** Finds good access tokens for all callers in a process, who share what is asked of the store and the service for them. */
export class FreshTokens {
  readonly #source: Omit<Renewal, 'signal'>
  readonly #renewals = new Map<string, Promise<TokenSet>>()
  #end = new AbortController()
  #pausedUntil = 0
  #doubted: { accessToken: string; until: number } | undefined

  constructor(source: Omit<Renewal, 'signal'>) {
    this.#source = source
  }

  /**
   * A good access token, and not the one that was refused, unless another would be refused as well.
   *
   * @throws as `renewTokens`, and whatever the store throws.
   */
  async find(refused: string | undefined): Promise<string> {
    for (let round = 1; round <= maxRounds; round++) {
      const found = await this.#findOnce(refused)
      if (found !== undefined) return found
    }
    throw new Error('the token store must give what was kept last: "read" does not give what "update" has kept')
  }

  /** Gives nothing when it has to be done again, because something has changed meanwhile. */
  async #findOnce(refused: string | undefined): Promise<string | undefined> {
    const kept = await this.#source.store.read(this.#source.key)
    if (refused !== undefined && refused === kept?.accessToken && this.#isDoubted(refused)) return refused
    const good = goodToken(kept, refused)
    if (good !== undefined && (!isDue(kept) || Date.now() < this.#pausedUntil)) return good
    const renewed = await (good === undefined ? this.#renew(kept) : this.#renewSoon(kept))
    return renewed?.accessToken
  }

  /** A token was refused although it had just come in place of a refused one. */
  doubt(accessToken: string): void {
    this.#doubted = { accessToken, until: Date.now() + doubtMs }
  }

  /** Gives up what is under way, for good. */
  end(): void {
    this.#stop(new SignInRequiredError('the session was logged out'))
  }

  /** Gives up what is under way in favour of tokens that are about to be kept. */
  supersede(): void {
    this.#stop(superseded)
  }

  #stop(reason: unknown): void {
    this.#end.abort(reason)
    this.#end = new AbortController()
    this.#renewals.clear()
  }

  /** Gives nothing when newer tokens have come meanwhile. */
  async #renew(stale: TokenSet | undefined): Promise<TokenSet | undefined> {
    try {
      return await this.#renewOnce(stale)
    } catch (error) {
      if (error === superseded) return undefined
      throw error
    }
  }

  /** Gives nothing, and begins a pause, when it takes long or fails: the present token is good, and the next try may succeed. */
  async #renewSoon(stale: TokenSet | undefined): Promise<TokenSet | undefined> {
    try {
      return await withinLimit(() => this.#renew(stale), patienceMs, undefined)
    } catch (error) {
      if (isSignInRequiredError(error)) throw error
      this.#pausedUntil = Date.now() + pauseMs
      return undefined
    }
  }

  #renewOnce(stale: TokenSet | undefined): Promise<TokenSet> {
    const name = JSON.stringify([stale?.accessToken, stale?.refreshToken])
    const known = this.#renewals.get(name)
    if (known !== undefined) return known

    const renewal = renewTokens(stale, { ...this.#source, signal: this.#end.signal }).finally(() => {
      if (this.#renewals.get(name) === renewal) this.#renewals.delete(name)
    })
    this.#renewals.set(name, renewal)
    return renewal
  }

  #isDoubted(accessToken: string): boolean {
    return accessToken === this.#doubted?.accessToken && Date.now() < this.#doubted.until
  }
}
