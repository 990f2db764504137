import { Failure, failures } from '../failure.ts'
import type { Services } from '../services.ts'
import { createLimiter, type Limiter } from './limiter.ts'
import { remember } from './remember.ts'
import { Turns } from './turns.ts'

/** Who presents credentials, and from where. */
export interface Presenter {
  address: string
  /** The client that the credentials are said to be of; undefined where they are a user's, who has a limit of their own. */
  clientId: string | undefined
  /** Whether the client's secret was found right. */
  hasProved(): boolean
}

/** Limits how often wrong credentials may be presented. */
export interface Guesses {
  /**
   * Makes an attempt, and counts it when the credentials were wrong.
   * @throws Failure 429 while there have been too many, whatever is presented.
   */
  limit<Result>(presenter: Presenter, attempt: () => Promise<Result>): Promise<Result>
}

/** How long a client goes on from an address at which it has proved itself. */
const provedMs = 86_400_000

/**
 * Counts wrong credentials by the address that they come from and by the client they are said to be of. Of one address no more
 * attempts are under way than may still fail, so that many at once are no way around the limit. Where a client has proved itself
 * to this process it does not suffer from those who fail in its name elsewhere.
 */
export function createGuesses(services: Services): Guesses {
  const { settings, now } = services
  const windowMs = settings.failedAuthenticationPeriodMinutes * 60_000
  const addresses = limiterOf('failures from', settings.maxFailedAuthenticationsPerAddress)
  const clients = limiterOf('failures for', settings.maxFailedAuthenticationsPerClient)
  const turns = new Turns()
  const provedUntil = new Map<string, number>()

  return {
    async limit(presenter, attempt) {
      if (addresses === undefined && clients === undefined) return attempt()
      await addresses?.look(presenter.address)
      if (presenter.clientId !== undefined) await clients?.look(presenter.clientId)
      return turns.take(presenter.address, () => room(presenter), () => judge(presenter, attempt))
    },
  }

  function limiterOf(kind: string, points: number): Limiter | undefined {
    return points === 0 ? undefined : createLimiter(services, kind, { points, windowMs })
  }

  /** How many attempts may be under way from the address. @throws Failure 429 */
  function room(presenter: Presenter): number {
    const { address, clientId } = presenter
    if (clientId !== undefined && !hasProvedLately(presenter)) refuseFull(clients, clientId)
    refuseFull(addresses, address)
    return addresses?.left(address) ?? Infinity
  }

  async function judge<Result>(presenter: Presenter, attempt: () => Promise<Result>): Promise<Result> {
    try {
      return await attempt()
    } catch (error) {
      if (error instanceof Failure && error.isWrongCredential) await count(presenter)
      throw error
    } finally {
      if (presenter.hasProved()) remember(provedUntil, placeOf(presenter), now().getTime() + provedMs)
    }
  }

  /** What one address has failed too often does not count for the client. @throws Failure 429 */
  async function count({ address, clientId }: Presenter): Promise<void> {
    await countIn(addresses, address)
    if (clientId !== undefined) await countIn(clients, clientId)
  }

  function hasProvedLately(presenter: Presenter): boolean {
    return (provedUntil.get(placeOf(presenter)) ?? 0) > now().getTime()
  }
}

const placeOf = ({ address, clientId }: Presenter) => `${clientId} ${address}`

/** @throws Failure 429 when there may be no more attempts. */
function refuseFull(limiter: Limiter | undefined, visitor: string): void {
  if (limiter !== undefined && limiter.left(visitor) <= 0) throw failures.tooManyRequests(limiter.waitMs(visitor))
}

/** @throws Failure 429 when this attempt was one too many, because other processes have let some in meanwhile. */
async function countIn(limiter: Limiter | undefined, visitor: string): Promise<void> {
  if (limiter !== undefined && (await limiter.count(visitor)) < 0) throw failures.tooManyRequests(limiter.waitMs(visitor))
}
