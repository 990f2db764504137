import { Caller } from './caller.ts'
import { Connection } from './connection.ts'
import type { Population } from './population.ts'
import type { Tally } from './tally.ts'
import { pickWork } from './work/mix.ts'

interface LoadParts {
  url: string
  population: Population
  tally: Tally
  /** Ends the load; what is under way is finished. */
  over: AbortSignal
  /** Ends it because somebody stops the run, and perhaps the service with it. */
  interrupted: AbortSignal
}

/** Calls the service from a connection for each owner, one request after the other, until a signal. */
export async function runLoad({ url, population, tally, over, interrupted }: LoadParts): Promise<void> {
  await Promise.all(population.owners.map(work))

  async function work(owner: Population['owners'][number]): Promise<void> {
    const connection = new Connection(url)
    const caller = new Caller({ url, owner, population, connection, tally })
    while (!over.aborted && !interrupted.aborted) {
      try {
        await pickWork()(caller)
      } catch (error) {
        if (!interrupted.aborted) tally.breach(error instanceof Error ? error.message : String(error))
      }
    }
    connection.close()
  }
}
