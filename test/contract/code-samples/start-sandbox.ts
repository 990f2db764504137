import type { Need } from '../../../openapi/generate/code-samples/needs.ts'
import { insertRows, toRows, type Row } from '../../../server/fixtures/load-fixtures.ts'
import { auditEvent } from '../../fixtures/audit-event.ts'
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
  /** Puts back the demo data, with what a sample needs beside it, and forgets the answers. */
  restore(need?: Need): Promise<void>
  /** What was answered since. */
  answers(): SandboxAnswer[]
}

/** Starts a sandbox. Starting one for each sample would compile the contract as often. */
export async function startSandbox(): Promise<Sandbox> {
  const server = await startServer({ origin: 'generated' })
  const rowsOf = new Map<Need | undefined, Row[]>()
  let seen = 0

  async function rowsFor(need: Need | undefined): Promise<Row[]> {
    const change = need === undefined ? () => {} : preparations[need]
    const rows = rowsOf.get(need) ?? (await toRows(await demoFixtures(change), server.now()))
    rowsOf.set(need, rows)
    return rows
  }

  return {
    url: server.url,
    async restore(need) {
      const rows = await rowsFor(need)
      await server.store.write(async (db) => {
        // Everything else goes with the users.
        for (const table of ['users', 'roles', 'client_types', 'audit_events'] as const) await db.deleteFrom(table).execute()
        await insertRows(db, rows)
        // Whoever tries a sample has done something before.
        await db.insertInto('audit_events').values(auditEvent()).execute()
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
