import { spawnSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'
import { compareContracts } from '../../openapi/changes/compare-contracts.ts'
import { releasesIn } from '../../openapi/changes/releases.ts'
import { countOf, reportOf } from '../../openapi/changes/report.ts'
import { isOlder, versionNeeded } from '../../openapi/changes/version.ts'
import { contract } from '../../server/contract.ts'
import { changesOf, excerptOf, type Edit } from './edited-contract.ts'

const project = fileURLToPath(new URL('../..', import.meta.url))
const excerpt = excerptOf('/oauth/tokens', '/admin/roles')

const addMember: Edit = ({ components }) => (components.schemas.NewRole.properties.hint = {})
const removeBody: Edit = ({ paths }) => delete paths['/oauth/tokens'].post.requestBody

describe('the version', () => {
  it.each<[string, Edit | undefined, string]>([
    ['is enough where nothing changed', undefined, '0.1.9'],
    ['is the next minor one after an addition', addMember, '0.2.0'],
    ['is the next major one after a breaking change, also while it begins with 0', removeBody, '1.0.0'],
    ['is the next major one when something was added besides', (document) => {
      addMember(document)
      removeBody(document)
    }, '1.0.0'],
  ])('%s', (_what, edit, needed) => {
    expect(versionNeeded('0.1.9', edit ? changesOf(excerpt, edit) : [])).toBe(needed)
  })

  it.each([['0.1.9', '0.1.10'], ['0.9.9', '0.10.0'], ['9.9.9', '10.0.0'], ['0.1.0', '1.0.0']])('%s comes before %s', (version, other) => {
    expect([isOlder(version, other), isOlder(other, version), isOlder(version, version)]).toEqual([true, false, false])
  })

  it('is three numbers', () => {
    expect(() => isOlder('1.0.0-rc.1', '1.0.0')).toThrow('"1.0.0-rc.1" is not a version: three numbers, as 0.1.0')
  })

  it('is the same of the contract, the project and the SDK', () => {
    const versions = ['package.json', 'sdk/package.json'].map((file) => JSON.parse(readFileSync(join(project, file), 'utf8')).version)
    expect(versions).toEqual([contract.info.version, contract.info.version])
  })
})

it('the command tells the changes and the version that they need, and fails when that is a later one', () => {
  const { stdout, status } = spawnSync(process.execPath, [join(project, 'openapi/changes.ts')], { encoding: 'utf8' })
  expect(stdout).toMatch(/^Changes of the contract since \d/)
  const [, needed = '', present] = /\nNeeded: version (\S+) or later\. The contract says (\S+) \(info\.version\)\.\n$/.exec(stdout) ?? []
  expect(present).toBe(contract.info.version)
  expect(status).toBe(isOlder(contract.info.version, needed) ? 1 : 0)
})

it('the version of the contract is high enough for what changed since each release', async ({ annotate }) => {
  const releases = releasesIn(project)
  const told = releases.map((release) => {
    const changes = compareContracts(release.contract, contract)
    const report = reportOf(release, contract.info.version, changes)
    expect(release.contract.info.version, `the contract of ${release.ref}`).toBe(release.version)
    expect(isOlder(contract.info.version, versionNeeded(release.version, changes)), report).toBe(false)
    return `${countOf(changes)} since ${release.version}`
  })
  await annotate(told.join('; '), 'figure')
})
