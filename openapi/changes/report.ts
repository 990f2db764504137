import { sentenceOf, type Change } from './change.ts'
import type { Release } from './releases.ts'
import { versionNeeded } from './version.ts'

/** Tells the changes since a release, the version that they need and the version that there is. */
export function reportOf({ version: released, ref }: Release, version: string, changes: Change[]): string {
  const origin = ref === 'HEAD' ? 'the last commit, since no release is committed yet' : ref
  const sections = (['breaking', 'addition'] as const).flatMap((kind) => {
    const sentences = sentencesOf(changes.filter((change) => change.kind === kind))
    return sentences.length === 0 ? [] : [`${titles[kind]}:\n${sentences.map((sentence) => `- ${sentence}`).join('\n')}`]
  })
  return [
    `Changes of the contract since ${released} (${origin}): ${countOf(changes)}`,
    ...sections,
    `Needed: version ${versionNeeded(released, changes)} or later. The contract says ${version} (info.version).`,
  ].join('\n\n')
}

const titles: Record<Change['kind'], string> = { breaking: 'Breaking', addition: 'Additions' }

/** How many changes there are of each kind. */
export function countOf(changes: Change[]): string {
  const count = changes.filter(({ kind }) => kind === 'breaking').length
  return `${count} breaking, ${changes.length - count} additions`
}

/** One sentence for each change; one that a component makes in many places is told once. */
function sentencesOf(changes: Change[]): string[] {
  const alike = Object.values(Object.groupBy(changes, ({ side, member, what, consequence }) => JSON.stringify([side, member, what, consequence])))
  return alike.flatMap((group = []) => {
    const [first, ...others] = group
    if (first === undefined) return []
    const operations = new Set(group.map(({ operationId }) => operationId)).size
    const further = `${others.length} further ${others.length === 1 ? 'place' : 'places'}`
    return others.length === 0 ? sentenceOf(first) : `${sentenceOf(first)}; the same in ${further}, ${operations} operations in all`
  })
}
