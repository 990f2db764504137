import { BaseSequencer, type TestSpecification } from 'vitest/node'

/** Parts of the paths of files that take long. */
const long = ['/test/properties/', '/test/faults/kills', '/test/parity/', '/test/sdk/consumer-types', '/test/browser/']

/**
 * Begins with the files that take longest. Where no times of an earlier run are known Vitest begins with the largest; these are small,
 * and a worker would have nothing to do while the last of them runs.
 */
export class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const sorted = await super.sort(files)
    const rank = ({ moduleId }: TestSpecification) => Number(!long.some((part) => moduleId.includes(part)))
    return sorted.toSorted((one, other) => rank(one) - rank(other))
  }
}
