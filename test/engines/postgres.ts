import { fill, templateVariables } from '../fixtures/database.ts'
import { startPostgres } from '../fixtures/start-postgres.ts'

/** Starts the PostgreSQL server of a run, with the databases that others are copies of. */
export async function setup(): Promise<() => Promise<void>> {
  const postgres = await startPostgres({ quick: true })
  for (const content of ['demo', 'empty'] as const) {
    await postgres.run(`create database ${content}`)
    await fill(postgres.url(content), content)
  }
  process.env[templateVariables.postgres] = postgres.url('postgres')
  return async () => postgres[Symbol.asyncDispose]()
}
