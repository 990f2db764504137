import fc from 'fast-check'
import { afterAll, expect, it } from 'vitest'
import { seed } from './run.ts'
import { startSandbox } from './sandbox/sandbox.ts'
import { tokenLifeProperty } from './token-life/property.ts'
import type { Seen } from './token-life/step.ts'
import { settings, worldRows } from './token-life/world.ts'

const series = 300
/** Several times what it takes, for a machine that is busy. */
const maxDurationMs = 120_000

const sandbox = await startSandbox(settings)
afterAll(sandbox.close)
await sandbox.load(await worldRows(sandbox.server.now()))

it('in whatever order tokens are issued, refreshed, rotated, blocked and ended, the service answers what a model foretells', async ({ annotate }) => {
  const seen: Seen = new Map()
  await fc.assert(tokenLifeProperty(sandbox, seen), { seed, numRuns: series })
  const calls = [...seen.values()].reduce((sum, count) => sum + count, 0)
  const names = [...new Set([...seen.keys()].map((each) => each.split(' ')[0]!))]
  // Each call that can be refused was refused, and did what it is for.
  const always = ['store', 'takeBack', 'rotateAnyhow', 'blockClient', 'deactivate']
  for (const name of names) {
    const statuses = [...seen.keys()].filter((each) => each.startsWith(`${name} `)).map((each) => Number(each.split(' ')[1]))
    expect([name, statuses.some((status) => status < 300), statuses.some((status) => status >= 400)]).toEqual([name, true, !always.includes(name)])
  }
  await annotate(`${series} series, ${calls} calls of ${names.length} kinds with ${seen.size} different outcomes, seed ${seed}`, 'figure')
}, maxDurationMs)
