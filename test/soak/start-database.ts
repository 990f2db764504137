/** A database of a PostgreSQL server of its own. */
export interface OwnDatabase extends AsyncDisposable {
  url: string
}

/** Starts a PostgreSQL server that keeps what it has acknowledged, with a database that has nothing in it. */
export async function startDatabase(): Promise<OwnDatabase> {
  // Its package ends the process at a signal, before a report could be printed.
  const listeners = signals.map((signal) => process.listeners(signal))
  const { startPostgres } = await import('../fixtures/start-postgres.ts')
  for (const [index, signal] of signals.entries()) {
    for (const listener of process.listeners(signal)) if (!listeners[index]!.includes(listener)) process.off(signal, listener)
  }
  const postgres = await startPostgres()
  await postgres.run('create database soak')
  return { url: postgres.url('soak'), [Symbol.asyncDispose]: () => postgres[Symbol.asyncDispose]() }
}

const signals = ['SIGINT', 'SIGTERM'] as const
