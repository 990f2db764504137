import type { Settings } from '../../../server/config.ts'
import { insertRows, type Row } from '../../../server/fixtures/load-fixtures.ts'
import type { Answer } from '../../fixtures/call.ts'
import { openOutside } from '../../fixtures/open-outside.ts'
import { startServer, type TestServer } from '../../fixtures/start-server.ts'
import { makePasswordsCheap } from './cheap-passwords.ts'
import { connect, type WireRequest } from './connect.ts'

/** A server whose database can be put back at any time. */
export interface Sandbox extends AsyncDisposable {
  server: TestServer
  send(request: WireRequest): Promise<Answer>
  /** Has these rows and no others from now on. */
  load(rows: Row[]): Promise<void>
  /** The tables that are not as they were loaded last. */
  changedTables(): string[]
  /** Puts the database back to what was loaded last. */
  restore(): void
  close(): Promise<void>
}

/** Starts a server with an empty database. */
export async function startSandbox(settings: Partial<Settings> = {}): Promise<Sandbox> {
  const endCheapPasswords = makePasswordsCheap()
  const server = await startServer({ fixtures: {}, settings, origin: 'generated' })
  const connection = connect(server)
  const outside = openOutside(server)
  outside.pragma('synchronous = OFF')
  outside.exec("attach ':memory:' as loaded")
  const tables = outside.prepare("select name from main.sqlite_master where type = 'table' and name not like 'kysely%'").pluck().all().map(String)
  for (const table of tables) outside.exec(`create table loaded.${table} as select * from main.${table}`)
  const copies = (from: string, to: string) => {
    const statements = tables.flatMap((table) => [`delete from ${to}.${table}`, `insert into ${to}.${table} select * from ${from}.${table}`])
    const prepared = statements.map((statement) => outside.prepare(statement))
    return outside.transaction(() => prepared.forEach((statement) => statement.run()))
  }
  const [keep, putBack] = [copies('main', 'loaded'), copies('loaded', 'main')]

  // Grows with every commit of another connection that has changed something.
  const version = outside.prepare('pragma data_version').pluck()
  let restored = version.get()

  const isUntouched = () => version.get() === restored
  const differs = new Map(tables.map((table) => [table, outside.prepare(differenceOf(table)).pluck()]))
  const changedTables = () => (isUntouched() ? [] : tables.filter((table) => differs.get(table)?.get() === 1))

  function restore(): void {
    if (isUntouched()) return
    putBack()
    restored = version.get()
  }

  async function load(rows: Row[]): Promise<void> {
    outside.exec(tables.map((table) => `delete from main.${table};`).join(''))
    await server.store.write((db) => insertRows(db, rows))
    keep()
    restored = version.get()
  }

  async function close(): Promise<void> {
    connection.close()
    outside.close()
    await server.close()
    endCheapPasswords()
  }

  return {
    server,
    send: connection.send,
    load,
    changedTables,
    restore,
    close,
    [Symbol.asyncDispose]: close,
  }
}

const differenceOf = (table: string) => {
  const [now, before] = ['main', 'loaded'].map((schema) => `select * from ${schema}.${table}`)
  return `select exists (${now} except ${before}) or exists (${before} except ${now})`
}
