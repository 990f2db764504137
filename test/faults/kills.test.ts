import { createHash } from 'node:crypto'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { startPostgres } from '../fixtures/start-postgres.ts'
import { KilledServer } from './load/killed-server.ts'
import { newFolder } from './new-folder.ts'

const kills = 20
const shortestDelayMs = 20
const longestDelayMs = 300

/** What the moments of the kills come of. */
const seed = process.env.FAULT_SEED ?? String(Date.now())

it('what was acknowledged survives 20 kills under load, and the rest is there wholly or not at all, on SQLite', async ({ annotate }) => {
  const folder = await newFolder()
  await annotate(await killAgainAndAgain(`sqlite:${join(folder, 'test.db')}`), 'figure')
}, 180_000)

it('what was acknowledged survives 20 kills under load, and the rest is there wholly or not at all, on PostgreSQL', async ({ annotate }) => {
  await using postgres = await startPostgres()
  await postgres.run('create database killed')
  await annotate(await killAgainAndAgain(postgres.url('killed')), 'figure')
}, 180_000)

/** Returns how the writes ended. */
async function killAgainAndAgain(databaseUrl: string): Promise<string> {
  const server = new KilledServer({ databaseUrl, compileCache: await newFolder() })
  // The first process makes the database, and the code that the others take from the cache.
  await server.rest()
  for (let kill = 0; kill < kills; kill += 1) {
    await server.dieUnderLoad(delayMs(kill))
    expect(server.breaches, `kill ${kill}; FAULT_SEED=${seed} chooses the same moments again`).toEqual([])
  }
  await server.rest()
  expect(server.breaches).toEqual([])
  const { acknowledged, done, undone, repeated } = server.ends
  const underWay = `of ${done + undone} under way ${done} were done and ${undone} not`
  return `${acknowledged} acknowledged writes found; ${underWay}; ${repeated} sent again with their key were done once`
}

function delayMs(kill: number): number {
  const random = createHash('sha256').update(`${seed} ${kill}`).digest().readUInt32BE()
  return shortestDelayMs + (random % (longestDelayMs - shortestDelayMs))
}
