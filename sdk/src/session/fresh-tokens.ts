import { isApiError, isConnectionError, isContractError } from '../error-guards.js'
import { withinLimit } from '../within-limit.js'
import { type Renewal, renewTokens } from './renew-tokens.js'
import { SignInRequiredError } from './sign-in-required-error.js'
import { goodToken, isDue } from './token-set.js'
import type { TokenSet } from './token-store.js'

/** How long a caller waits for another token while the one there is still good: a service that hangs must not hold everybody up. */
const patienceMs = 2_000
/** While the service fails, good tokens are used for so long before the next caller waits for another try. */
const pauseMs = 5_000

/** Finds good access tokens for all callers in a process, who share what is asked of the store and the service for them. */
export class FreshTokens {
  readonly #source: Omit<Renewal, 'signal'>
  readonly #renewals = new Map<string, Promise<TokenSet>>()
  #end = new AbortController()
  #pausedUntil = 0

  constructor(source: Omit<Renewal, 'signal'>) {
    this.#source = source
  }

  /** A good access token, and not the one that was refused. @throws as `renewTokens`, and whatever the store throws. */
  async find(refused: string | undefined): Promise<string> {
    const kept = await this.#source.store.read(this.#source.key)
    const good = goodToken(kept, refused)
    if (good !== undefined && (!isDue(kept) || Date.now() < this.#pausedUntil)) return good
    const renewed = await (good === undefined ? this.#renewOnce(kept) : this.#renewSoon(kept))
    if (renewed === undefined) this.#pausedUntil = Date.now() + pauseMs
    return renewed?.accessToken ?? this.find(refused)
  }

  /** Ends what is under way, so that nothing of it is kept. */
  end(): void {
    this.#end.abort(new SignInRequiredError('the session was logged out'))
    this.#end = new AbortController()
    this.#renewals.clear()
  }

  /** Gives nothing when it takes long, or when the service may well answer the next time. */
  async #renewSoon(stale: TokenSet | undefined): Promise<TokenSet | undefined> {
    try {
      return await withinLimit(() => this.#renewOnce(stale), patienceMs, undefined)
    } catch (error) {
      if (isPassing(error)) return undefined
      throw error
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
}

/** Whether the service may well answer the next time. */
const isPassing = (error: unknown): boolean =>
  isConnectionError(error) || isContractError(error) || (isApiError(error) && (error.status >= 500 || error.status === 429))
