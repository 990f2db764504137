/**
 * Tells what changed in the contract since the last release. `npm run changes` ends with 1 when `info.version` is too low for that,
 * or when the release cannot be found.
 */
import { dirname } from 'node:path'
import { contract } from '../server/contract.ts'
import { compareContracts } from './changes/compare-contracts.ts'
import { releasesIn } from './changes/releases.ts'
import { reportOf } from './changes/report.ts'
import { isOlder, versionNeeded } from './changes/version.ts'

const { version } = contract.info

try {
  for (const release of releasesIn(dirname(import.meta.dirname)).slice(0, 1)) {
    const changes = compareContracts(release.contract, contract)
    console.log(reportOf(release, version, changes))
    if (isOlder(version, versionNeeded(release.version, changes))) process.exitCode = 1
  }
} catch (error) {
  console.error(error instanceof Error ? error.message : error)
  process.exitCode = 1
}
