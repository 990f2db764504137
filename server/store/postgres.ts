import { Socket } from 'node:net'
import { setTimeout as wait } from 'node:timers/promises'
import { Kysely, PostgresDialect, sql } from 'kysely'
import pg from 'pg'
import { isConflict, isUnavailable } from './database-faults.ts'
import { findObstacle } from './find-obstacle.ts'
import { migrate, type SchemaUpdate } from './migrate.ts'
import type { Database } from './schema.ts'
import type { Queries, Store } from './store.ts'

/** How this process uses the server. */
export interface PostgresLimits {
  poolSize: number
  statementTimeoutMs: number
}

/** How the server's own lists of connections name ours. */
const application_name = 'ehealth-auth'

/** How long a request waits for a connection, whether the pool is used up or the server does not answer. */
const connectTimeoutMs = 2_000

/** How much longer than the server's own limit we wait for an answer, for a server that is gone without a word. */
const answerGraceMs = 1_000

/** Transactions that are in each other's way this often in a row are better told to come back. */
const maxAttempts = 10

/** How long a transaction stays out of the way of the others before its next attempt, times the attempts so far, at most. */
const pauseMs = 5

/**
 * Opens a database of PostgreSQL and brings its schema up to date. Connections are made as they are needed, so that it works on
 * after the server was away.
 * @throws when the database cannot be used.
 */
export async function openPostgresStore(url: string, { poolSize, statementTimeoutMs }: PostgresLimits): Promise<Store> {
  const schemaUpdate = await prepare(url)
  const silenceMs = statementTimeoutMs + answerGraceMs
  const pool = new pg.Pool({
    connectionString: url,
    max: poolSize,
    application_name,
    connectionTimeoutMillis: connectTimeoutMs,
    statement_timeout: statementTimeoutMs,
    idle_in_transaction_session_timeout: silenceMs,
    keepAlive: true,
    types: { getTypeParser: (type, format) => (type === pg.types.builtins.INT8 ? Number : pg.types.getTypeParser(type, format)) },
  })
  // Whoever uses a connection that breaks is told by their query; without a listener the process would end.
  pool.on('error', ignore).on('connect', (client) => {
    client.on('error', ignore)
    if (client instanceof pg.Client) breakWhenSilent(client, silenceMs)
  })
  const db = new Kysely<Database>({ dialect: new PostgresDialect({ pool }) })
  return { schemaUpdate, read: db, write: (work) => writeTo(db, work), findObstacle: () => findObstacle(db), close: () => db.destroy() }
}

function ignore(): void {}

/** Changes to large tables take their time, and so does another process that makes them; no limit for statements counts here. */
async function prepare(connectionString: string): Promise<SchemaUpdate> {
  const pool = new pg.Pool({ connectionString, max: 1, application_name, connectionTimeoutMillis: connectTimeoutMs }).on('error', ignore)
  const db = new Kysely<Database>({ dialect: new PostgresDialect({ pool }) })
  try {
    await requireUkrainian(db)
    return await migrate(db)
  } finally {
    await db.destroy()
  }
}

/**
 * Breaks a connection over which nothing has come for so long. The driver's own limit for answers gives the query up and keeps the
 * connection, so that one whose other end is gone without a word would fail everybody who gets it from the pool.
 */
function breakWhenSilent({ connection: { stream } }: pg.Client, silenceMs: number): void {
  if (stream instanceof Socket) stream.setTimeout(silenceMs, () => stream.destroy())
}

/** The outcome of a transaction whose COMMIT was never answered: it may be done, so nobody may be told that it is not. */
export class UnknownOutcome extends Error {
  override readonly name = 'UnknownOutcome'
}

/** Runs `work` in a transaction, anew when another one was in its way. Row locks decide, so READ COMMITTED is enough. */
async function writeTo<Result>(db: Kysely<Database>, work: (transaction: Queries) => Promise<Result>): Promise<Result> {
  for (let attempt = 1; ; attempt += 1) {
    let isDone = false
    try {
      return await db.transaction().execute(async (transaction) => {
        const result = await work(transaction)
        isDone = true
        return result
      })
    } catch (error) {
      if (isConflict(error) && attempt < maxAttempts) {
        await wait(Math.random() * attempt * pauseMs)
        continue
      }
      if (isDone && isUnavailable(error)) throw new UnknownOutcome('the connection was lost while a transaction was being committed', { cause: error })
      throw error
    }
  }
}

/** Searches ignore the case of letters, which a database with the locale `C` does for Latin ones only. */
async function requireUkrainian(db: Kysely<Database>): Promise<void> {
  const { rows } = await sql<{ lower: string }>`select lower('Ї') as lower`.execute(db)
  if (rows[0]?.lower !== 'ї') throw new Error('its encoding and locale must know Ukrainian letters, such as UTF8 with C.UTF-8')
}
