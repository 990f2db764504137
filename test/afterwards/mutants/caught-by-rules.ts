import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { OpenAPIV3_1 } from 'openapi-types'
import { lintFiles } from '../../fixtures/run-redocly.ts'
import type { Mutant } from './mutant.ts'

/**
 * The mutants that the rules for the contract refuse. All those of a keyword are made at once, and a problem is that of the mutant at its
 * place, so that the linter reads the contract a few times and not a thousand.
 */
export async function caughtByRules(contract: OpenAPIV3_1.Document, mutants: Mutant[]): Promise<Set<Mutant>> {
  const folder = await mkdtemp(join(tmpdir(), 'mutants-'))
  const removals = mutants.filter(({ what }) => what.endsWith('→ none'))
  const groups = Map.groupBy(removals, ({ what }) => what.split(' ', 1)[0]).values()
  const files = new Map([...groups].map((group, index) => [`${index}.json`, group]))
  try {
    for (const [file, group] of files) await writeFile(join(folder, file), withAll(contract, group))
    const reports = await lintFiles([...files.keys()], folder)
    const pointers = Map.groupBy(reports.flatMap(({ problems }) => problems), ({ location: [where] }) => where?.source.ref)
    return new Set(
      [...files].flatMap(([file, group]) => {
        const places = new Set(pointers.get(file)?.map(({ location: [where] }) => where?.pointer?.slice(1)))
        return group.filter(({ place }) => places.has(place))
      }),
    )
  } finally {
    await rm(folder, { recursive: true })
  }
}

function withAll(contract: OpenAPIV3_1.Document, mutants: Mutant[]): string {
  const undo = mutants.map((mutant) => mutant.change(contract))
  const text = JSON.stringify(contract)
  for (const undoOne of undo.toReversed()) undoOne()
  return text
}
