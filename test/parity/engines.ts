import { toRows } from '../../server/fixtures/load-fixtures.ts'
import type { OperationId } from '../../server/contract.ts'
import type { Database } from '../../server/store/schema.ts'
import { startMock } from '../../openapi/mock.ts'
import { auditEvent } from '../fixtures/audit-event.ts'
import type { Answer } from '../fixtures/call.ts'
import { demoFixtures } from '../fixtures/demo-fixtures.ts'
import { brokenFields } from '../fixtures/refusal.ts'
import { startPostgres } from '../fixtures/start-postgres.ts'
import { startServer } from '../fixtures/start-server.ts'
import { addOwnRows } from '../server/statuses/own-rows.ts'
import { addHeartRows } from './heart-rows.ts'
import { violatedFields } from './violated-fields.ts'

/** Something that answers as the contract says. */
export interface Engine {
  name: string
  start(): Promise<RunningEngine>
}

/** An engine that listens. */
export interface RunningEngine {
  url: string
  /** Makes everything as it was at the start. */
  renew(): Promise<void>
  /** The fields that an answer names as broken, each with its rule. */
  faultsOf(operationId: OperationId, answer: Answer): string[]
  close(): Promise<void>
}

/** All that the cases are run on. */
export const engines: Engine[] = [
  { name: 'Prism', start: startPrism },
  { name: 'the server on SQLite', start: () => startService() },
  { name: 'the server on PostgreSQL', start: startOnPostgres },
]

async function startPrism(): Promise<RunningEngine> {
  const mock = await startMock({ port: 0 })
  // It keeps no state.
  return { ...mock, renew: async () => undefined, faultsOf: violatedFields }
}

/** What leads to other rows comes before them. */
const tables: (keyof Database)[] = [
  'tokens',
  'approvals',
  'user_roles',
  'global_user_roles',
  'connections',
  'clients',
  'sign_in_attempts',
  'password_history',
  'users',
  'roles',
  'client_types',
  'audit_events',
]

async function startOnPostgres(): Promise<RunningEngine> {
  const postgres = await startPostgres({ quick: true })
  await postgres.run('create database parity')
  const service = await startService(postgres.url('parity'))
  return {
    ...service,
    async close() {
      await service.close()
      await postgres[Symbol.asyncDispose]()
    },
  }
}

async function startService(databaseUrl?: string): Promise<RunningEngine> {
  const server = await startServer({ fixtures: {}, origin: 'generated', ...(databaseUrl === undefined ? {} : { databaseUrl }) })
  const fixtures = await demoFixtures((rows) => {
    addOwnRows(rows)
    addHeartRows(rows)
  })
  const rows = [...(await toRows(fixtures, server.now())), { table: 'audit_events' as const, values: auditEvent() }]
  // One statement for each table: this is done before nearly every case. The rows are whole, and in the order of their tables.
  const rowsOfTables = [...Map.groupBy(rows, ({ table }) => table)].map(([table, own]) => [table, own.map(({ values }) => values)] as const)
  return {
    url: server.url,
    renew: () =>
      server.store.write(async (db) => {
        for (const table of tables) await db.deleteFrom(table).execute()
        for (const [table, values] of rowsOfTables) await db.insertInto(table).values(values as never).execute()
      }),
    faultsOf: (_operationId, answer) => brokenFields(answer),
    close: server.close,
  }
}
