import { BaseSequencer, type TestSpecification } from 'vitest/node'

/**
 * Begins with the properties. Where no times of an earlier run are known Vitest begins with the largest files; theirs are small and
 * take the longest, and a worker would have nothing to do while the last of them runs.
 */
export class PropertiesFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const sorted = await super.sort(files)
    const rank = ({ moduleId }: TestSpecification) => Number(!moduleId.includes('/test/properties/'))
    return sorted.toSorted((one, other) => rank(one) - rank(other))
  }
}
