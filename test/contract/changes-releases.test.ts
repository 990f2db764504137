import { execFileSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { releasesIn } from '../../openapi/changes/releases.ts'

const directories: string[] = []

// A hook of git names its own repository, which is not that of these tests.
beforeEach(() => Object.keys(process.env).filter((name) => name.startsWith('GIT_')).forEach((name) => vi.stubEnv(name, undefined)))
afterEach(() => {
  vi.unstubAllEnvs()
  directories.splice(0).forEach((directory) => rmSync(directory, { recursive: true }))
})

function newDirectory(): string {
  const directory = mkdtempSync(join(tmpdir(), 'releases-'))
  directories.push(directory)
  return directory
}

const author = ['-c', 'user.name=Somebody', '-c', 'user.email=somebody@example.com', '-c', 'commit.gpgsign=false']
const git = (directory: string, ...words: string[]) =>
  execFileSync('git', [...author, ...words], { cwd: directory, encoding: 'utf8', stdio: 'pipe' }).trim()

/** A contract that can be told from others by its title. */
const contractCalled = (title: string, version = '0.1.0') => ({ openapi: '3.1.0', info: { title, version }, paths: {} })

/** Writes a contract, and below the changelog's own heading those given. */
function write(directory: string, contract: object, ...headings: string[]): void {
  mkdirSync(join(directory, 'openapi/dist'), { recursive: true })
  writeFileSync(join(directory, 'openapi/dist/openapi.json'), JSON.stringify(contract))
  writeFileSync(join(directory, 'CHANGELOG.md'), ['# Changelog', ...headings.map((heading) => `## ${heading}`)].join('\n\n'))
}

function commit(directory: string, contract: object, ...headings: string[]): string {
  write(directory, contract, ...headings)
  git(directory, 'add', '.')
  git(directory, 'commit', '--message', 'A change')
  return git(directory, 'rev-parse', '--short', 'HEAD')
}

function newProject(): string {
  const directory = newDirectory()
  git(directory, 'init', '--quiet')
  return directory
}

/** A project whose last commit came after its release, and the commit of the release. */
function releasedProject() {
  const project = newProject()
  commit(project, contractCalled('before'), '0.1.0 (unreleased)')
  const released = commit(project, contractCalled('released'), '0.1.0 (2026-11-22)')
  commit(project, contractCalled('after'), 'Unreleased', '0.1.0 (2026-11-22)')
  return { project, released }
}

const cloneOf = (project: string, ...options: string[]) => {
  const clone = newDirectory()
  git(clone, 'clone', '--quiet', ...options, `file://${project}`, '.')
  return clone
}

it('a release is the commit that gave the version a date', () => {
  const { project, released } = releasedProject()
  const release = { version: '0.1.0', ref: released, contract: contractCalled('released') }
  expect(releasesIn(project)).toEqual([release])
  expect(releasesIn(cloneOf(project))).toEqual([release])
})

it('what is not committed makes no release', () => {
  const { project, released } = releasedProject()
  write(project, contractCalled('present', '0.2.0'), '0.2.0 (2026-12-01)', '0.1.0 (2026-11-22)')
  expect(releasesIn(project).map(({ ref }) => ref)).toEqual([released])
})

it('before the first release is committed, the last commit counts as it', () => {
  const project = newProject()
  commit(project, contractCalled('last'), '0.1.0 (unreleased)')
  write(project, contractCalled('present'), '0.1.0 (2026-11-22)')
  expect(releasesIn(project)).toEqual([{ version: '0.1.0', ref: 'HEAD', contract: contractCalled('last') }])
})

it('all releases are told, the newest first, so that a release is held against the one before it', () => {
  const { project, released } = releasedProject()
  const second = commit(project, contractCalled('second', '0.2.0'), '0.2.0 (2026-12-01)', '0.1.0 (2026-11-22)')
  expect(releasesIn(project).map(({ version, ref }) => [version, ref])).toEqual([['0.2.0', second], ['0.1.0', released]])
})

it('a date that is corrected later does not move the release', () => {
  const { project, released } = releasedProject()
  commit(project, contractCalled('later'), 'Unreleased', '0.1.0 (2026-11-23)')
  expect(releasesIn(project).map(({ ref }) => ref)).toEqual([released])
})

it('a tag says better which commit it is', () => {
  const { project } = releasedProject()
  git(project, 'tag', 'v0.1.0', 'HEAD~2')
  const release = { version: '0.1.0', ref: 'v0.1.0', contract: contractCalled('before') }
  expect(releasesIn(project)).toEqual([release])
  expect(releasesIn(cloneOf(project))).toEqual([release])
})

it('a project may be a folder of a repository', () => {
  const repository = newProject()
  const project = join(repository, 'service')
  mkdirSync(project)
  const released = commit(project, contractCalled('released'), '0.1.0 (2026-11-22)')
  expect(releasesIn(project)).toEqual([{ version: '0.1.0', ref: released, contract: contractCalled('released') }])
})

it('a clone that does not reach back to the release says how to fetch the rest', () => {
  const { project, released } = releasedProject()
  const shallow = cloneOf(project, '--depth', '1')
  expect(() => releasesIn(shallow)).toThrow('this clone does not reach back to release 0.1.0: fetch the rest with "git fetch --unshallow --tags"')
  git(shallow, 'fetch', '--quiet', '--unshallow', '--tags')
  expect(releasesIn(shallow).map(({ ref }) => ref)).toEqual([released])
})

it('without git there is no release to compare with, and that is an error', () => {
  const { project } = releasedProject()
  rmSync(join(project, '.git'), { recursive: true })
  expect(() => releasesIn(project)).toThrow(/^the contract of a release is read from git: run this in a clone .*not a git repository/)
  vi.stubEnv('PATH', '')
  expect(() => releasesIn(project)).toThrow(/with git installed \(spawnSync git ENOENT\)$/)
})

it('a changelog whose versions have no date is an error', () => {
  const { project } = releasedProject()
  write(project, contractCalled('present'), '0.1.0')
  expect(() => releasesIn(project)).toThrow('CHANGELOG.md has no release: a heading with a version and its date, as "## 0.1.0 (2026-11-22)"')
})
