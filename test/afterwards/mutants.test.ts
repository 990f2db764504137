import { beforeAll, expect, it } from 'vitest'
import { recordedTraffic } from '../traffic/traffic-file.ts'
import { catchers, judgeMutants, type Verdict } from './mutants/judge-mutants.ts'
import { survivors } from './mutants/survivors.ts'

/** What the checks must catch at the least, without the comparison with the last release, which any difference fails. */
const wanted = 0.95

let verdicts: Verdict[]
beforeAll(async () => {
  verdicts = await judgeMutants([...recordedTraffic()])
}, 300_000)

const isCaught = ({ caughtBy }: Verdict) => caughtBy !== undefined
const percent = (part: Verdict[]) => `${((100 * part.length) / verdicts.length).toFixed(1)} %`

it('a check fails when a constraint of the contract is taken away or loosened', async ({ annotate }) => {
  await annotate(table(), 'table')
  const [caught, otherwise] = [verdicts.filter(isCaught), verdicts.filter((verdict) => isCaught(verdict) && verdict.caughtBy !== 'release')]
  expect(otherwise.length / verdicts.length).toBeGreaterThanOrEqual(wanted)
  await annotate(
    `${verdicts.length} mutants, ${caught.length} caught (${percent(caught)}), ` +
      `${otherwise.length} of them without comparing with the last release (${percent(otherwise)})`,
    'figure',
  )
})

it('the mutants that nothing catches are listed, each with a reason', async ({ annotate }) => {
  const uncaught = verdicts.filter((verdict) => !isCaught(verdict))
  const unlisted = uncaught.filter(({ mutant }) => !(mutant.place in survivors))
  expect(unlisted.map(({ mutant }) => `${mutant.place}: ${mutant.what}`)).toEqual([])
  expect(Object.keys(survivors).filter((place) => !uncaught.some(({ mutant }) => mutant.place === place))).toEqual([])
  await annotate(`${uncaught.length} mutants at ${Object.keys(survivors).length} place`, 'figure')
})

/** By kind of constraint: how many mutants each check has caught. */
function table(): string {
  const columns = [...catchers, undefined]
  const rows = [...Map.groupBy(verdicts, ({ mutant }) => mutant.kind)].map(([kind, own]) => [
    kind,
    own.length,
    ...columns.map((catcher) => own.filter(({ caughtBy }) => caughtBy === catcher).length),
  ])
  const table = [['constraint', 'mutants', ...catchers, 'nothing'], ...rows]
  return table.map((row) => row.map((cell) => String(cell).padEnd(11)).join('').trimEnd()).join('\n')
}
