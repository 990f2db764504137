import { Failure, failures } from '../failure.ts'
import type { Services } from '../services.ts'
import { createLimiter } from './limiter.ts'
import { remember } from './remember.ts'

/** Who presents credentials, and from where. */
export interface Presenter {
  address: string
  /** The client that the credentials are said to be of; undefined where they are a user's, who has a limit of their own. */
  clientId: string | undefined
}

/** Limits how often wrong credentials may be presented. */
export interface Guesses {
  /**
   * Makes an attempt, and counts it when the credentials were wrong.
   * @throws Failure 429 while there have been too many, whatever is presented.
   */
  limit<Result>(presenter: Presenter, attempt: () => Promise<Result>): Promise<Result>
}

/**
 * Counts wrong credentials by the address that they come from and by the client they are said to be of. Whoever fails for a
 * client on purpose cannot lock it out of the addresses at which it has proved itself to this process within the period.
 */
export function createGuesses(services: Services): Guesses {
  const { settings, now } = services
  const windowMs = settings.failedAuthenticationPeriodMinutes * 60_000
  const addresses = limiterOf('failures from', settings.maxFailedAuthenticationsPerAddress)
  const clients = limiterOf('failures for', settings.maxFailedAuthenticationsPerClient)
  const provedUntil = new Map<string, number>()

  return {
    async limit(presenter, attempt) {
      refuse(waitMs(presenter))
      try {
        const result = await attempt()
        remember(provedUntil, placeOf(presenter), now().getTime() + windowMs)
        return result
      } catch (error) {
        if (error instanceof Failure && error.isWrongCredential) refuse(await count(presenter))
        throw error
      }
    },
  }

  function limiterOf(kind: string, points: number) {
    return points === 0 ? undefined : createLimiter(services, kind, { points, windowMs })
  }

  function waitMs(presenter: Presenter): number {
    const { address, clientId } = presenter
    const waits = [addresses?.waitMs(address)]
    if (clientId !== undefined && !hasProved(presenter)) waits.push(clients?.waitMs(clientId))
    return longest(waits)
  }

  async function count({ address, clientId }: Presenter): Promise<number> {
    return longest([await addresses?.count(address), clientId === undefined ? 0 : await clients?.count(clientId)])
  }

  function hasProved(presenter: Presenter): boolean {
    return (provedUntil.get(placeOf(presenter)) ?? 0) > now().getTime()
  }
}

const placeOf = ({ address, clientId }: Presenter) => `${clientId} ${address}`

const longest = (waits: (number | undefined)[]) => Math.max(...waits.map((wait) => wait ?? 0))

function refuse(waitMs: number): void {
  if (waitMs > 0) throw failures.tooManyRequests(Math.ceil(waitMs / 1_000))
}
