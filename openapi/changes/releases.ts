import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { OpenAPIV3_1 } from 'openapi-types'

/** A released version and the contract that it had. */
export interface Release {
  version: string
  /** The tag or the commit of the release; HEAD when none is committed. */
  ref: string
  contract: OpenAPIV3_1.Document
}

/** A version in the changelog with its date. */
const heading = /^## (\d+\.\d+\.\d+) \(\d{4}-\d\d-\d\d\)$/gm

/** The bundle has more than the megabyte that a program may print. */
const longestFile = 64 * 1024 * 1024

/**
 * The releases of the project in a directory, the newest first: the versions with a date in the committed CHANGELOG.md. A release is
 * its tag (`v0.1.0`), else the commit that gave the version a date. Before the first one is committed, the last commit counts as it.
 *
 * @throws Error when no version has a date, and when git is not there or does not reach back to the release.
 */
export function releasesIn(directory: string): Release[] {
  if (versionsIn(readFileSync(join(directory, 'CHANGELOG.md'), 'utf8')).length === 0) {
    throw new Error('CHANGELOG.md has no release: a heading with a version and its date, as "## 0.1.0 (2026-11-22)"')
  }
  const released = versionsIn(git('show', 'HEAD:./CHANGELOG.md')).map((version) => ({ version, ref: refOf(version) }))
  if (released.length > 0) return released.map(({ version, ref }) => ({ version, ref, contract: contractAt(ref) }))
  const contract = contractAt('HEAD')
  return [{ version: contract.info.version, ref: 'HEAD', contract }]

  /** When a date is corrected later, the first one counts. */
  function refOf(version: string): string {
    if (git('tag', '--list', `v${version}`) !== '') return `v${version}`
    const pattern = `^## ${version.replaceAll('.', '\\.')} \\([0-9]`
    const [commit = ''] = git('log', '--reverse', '--format=%h', `-G${pattern}`, '--', 'CHANGELOG.md').split('\n')
    // The first commit of a shallow clone seems to have written every line.
    const isCutOff = git('rev-parse', '--is-shallow-repository') === 'true' && git('log', '-1', '--format=%P', commit || 'HEAD') === ''
    if (commit === '' || isCutOff) {
      throw new Error(`this clone does not reach back to release ${version}: fetch the rest with "git fetch --unshallow --tags"`)
    }
    return commit
  }

  function contractAt(ref: string): OpenAPIV3_1.Document {
    // A released bundle is what the linter has held against the specification of OpenAPI 3.1.
    return JSON.parse(git('show', `${ref}:./openapi/dist/openapi.json`)) as OpenAPIV3_1.Document
  }

  function git(...words: string[]): string {
    try {
      return execFileSync('git', words, { cwd: directory, encoding: 'utf8', stdio: 'pipe', maxBuffer: longestFile }).trim()
    } catch (cause) {
      const said = cause instanceof Error ? cause.message.trim().split('\n').at(-1) : cause
      throw new Error(`the contract of a release is read from git: run this in a clone of the repository, with git installed (${said})`, { cause })
    }
  }
}

const versionsIn = (changelog: string): string[] => [...changelog.matchAll(heading)].flatMap(([, version = '']) => version)
