import { randomUUID } from 'node:crypto'
import { mkdtemp, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import pg from 'pg'
import { copyDatabase, type CopiedTable } from '../../server/migrate-data/copy-database.ts'
import { fill, openAt } from '../fixtures/database.ts'
import { quickFolder } from '../fixtures/quick-folder.ts'
import { runOn } from '../fixtures/run-on-postgres.ts'
import { startPostgres } from '../fixtures/start-postgres.ts'
import { rowsOf } from './rows-of-every-table.ts'

export type Engine = 'sqlite' | 'postgres'

/** Databases of both engines. */
export interface Databases extends AsyncDisposable {
  /** Makes one with the demo data, or without any rows; returns its URL. */
  make(engine: Engine, content?: 'demo' | 'empty'): Promise<string>
}

/** Starts a PostgreSQL server, and makes a folder for the files. */
export async function startDatabases(): Promise<Databases> {
  const postgres = await startPostgres({ quick: true })
  const folder = await mkdtemp(join(quickFolder, 'ehealth-auth-'))
  return {
    async make(engine, content = 'empty') {
      const name = `test_${randomUUID().replaceAll('-', '')}`
      if (engine === 'postgres') await postgres.run(`create database ${name}`)
      const url = engine === 'postgres' ? postgres.url(name) : `sqlite:${join(folder, name)}`
      await fill(url, content)
      return url
    },
    async [Symbol.asyncDispose]() {
      await postgres[Symbol.asyncDispose]()
      await rm(folder, { recursive: true })
    },
  }
}

/** Copies one database into another, and closes both. */
export async function copy(from: string, to: string): Promise<CopiedTable[]> {
  const [source, target] = [await openAt(from), await openAt(to)]
  try {
    return await copyDatabase(source, target)
  } finally {
    await Promise.all([source.close(), target.close()])
  }
}

/** All rows of a database by table. */
export async function rowsAt(url: string): Promise<Record<string, string[]>> {
  const store = await openAt(url)
  const rows = await rowsOf(store)
  await store.close()
  return rows
}

/** The tables of a database that have rows. */
export async function filledTables(url: string): Promise<string[]> {
  return Object.entries(await rowsAt(url)).filter(([, rows]) => rows.length > 0).map(([table]) => table)
}

/** Keeps everybody from writing into a table of PostgreSQL. */
export async function holdTable(url: string, table: string) {
  const holder = new pg.Client(url)
  await holder.connect()
  await holder.query(`begin; lock table ${table} in share mode`)
  // Over another connection each time, because within a transaction nothing of this changes.
  const ours = `select pid from pg_stat_activity where datname = current_database() and application_name = 'ehealth-auth'`
  return {
    /** Resolves when somebody waits for the table. */
    async isWaitedFor(): Promise<void> {
      while ((await runOn(url, `${ours} and wait_event_type = 'Lock'`)).length === 0) await wait(5)
    },
    /** Lets go of the table; resolves when nobody of us uses the database any more. */
    async release(): Promise<void> {
      await holder.end()
      while ((await runOn(url, ours)).length > 0) await wait(5)
    },
  }
}
