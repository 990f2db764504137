import type { OperationId } from '../../../server/contract.ts'
import { insertRows, toRows, type Row } from '../../../server/fixtures/load-fixtures.ts'
import { demoFixtures } from '../../fixtures/demo-fixtures.ts'
import { startServer } from '../../fixtures/start-server.ts'
import { preparations } from './preparations.ts'

/** What the sandbox has answered. */
export interface SandboxAnswer {
  operation: string
  status: number
}

/** A server that can be put back to the demo data. */
export interface Sandbox extends AsyncDisposable {
  url: string
  /** Puts back the demo data, with what the operation needs beside it unless told otherwise, and forgets the answers. */
  restore(id: OperationId, options?: { unprepared: boolean }): Promise<void>
  /** What was answered since. */
  answers(): SandboxAnswer[]
}

/** Starts a sandbox. Starting one for each sample would compile the contract as often. */
export async function startSandbox(): Promise<Sandbox> {
  const server = await startServer({ origin: 'generated' })
  const rowsOf = new Map<OperationId | undefined, Row[]>()
  let seen = 0

  async function rowsFor(id: OperationId | undefined): Promise<Row[]> {
    const prepare = id === undefined ? undefined : preparations[id]
    const key = prepare === undefined ? undefined : id
    const rows = rowsOf.get(key) ?? (await toRows(await demoFixtures((fixtures) => prepare?.(fixtures)), server.now()))
    rowsOf.set(key, rows)
    return rows
  }

  return {
    url: server.url,
    async restore(id, { unprepared } = { unprepared: false }) {
      const rows = await rowsFor(unprepared ? undefined : id)
      await server.store.write(async (db) => {
        // Everything else goes with the users.
        for (const table of ['users', 'roles', 'client_types'] as const) await db.deleteFrom(table).execute()
        await insertRows(db, rows)
      })
      seen = server.logs.length
    },
    answers: () =>
      server.logs
        .slice(seen)
        .map((line) => JSON.parse(line))
        .filter(({ msg }) => msg === 'answered')
        .map(({ operation, status }) => ({ operation, status })),
    [Symbol.asyncDispose]: () => server.close(),
  }
}
