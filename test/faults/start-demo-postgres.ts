import { fill } from '../fixtures/database.ts'
import { startPostgres, type Postgres } from '../fixtures/start-postgres.ts'

/** A PostgreSQL server with a database of demo data, which others are copies of. */
export interface DemoPostgres extends Postgres {
  /** Makes a copy of the demo data; returns its URL. */
  copy(name: string): Promise<string>
}

/** Starts a PostgreSQL server with demo data. */
export async function startDemoPostgres(): Promise<DemoPostgres> {
  const postgres = await startPostgres()
  await postgres.run('create database demo')
  await fill(postgres.url('demo'), 'demo')
  return {
    ...postgres,
    async copy(name) {
      await postgres.run(`create database ${name} template demo strategy file_copy`)
      return postgres.url(name)
    },
  }
}
