import { spawnSync } from 'node:child_process'
import { cp, glob, mkdir, readFile, symlink } from 'node:fs/promises'
import { isBuiltin } from 'node:module'
import { basename, join } from 'node:path'
import { validate } from 'dockerfile-utils'
import { expect, it } from 'vitest'
import packageJson from '../../package.json' with { type: 'json' }
import { newFolder } from '../faults/new-folder.ts'
import { startProcess } from '../fixtures/start-process.ts'

const root = join(import.meta.dirname, '../..')
const dockerfile = await readFile(join(root, 'server/Dockerfile'), 'utf8')
const ignored = await readFile(join(root, 'server/Dockerfile.dockerignore'), 'utf8')

/** The arguments of every instruction of a name; a long one goes on in the next line. */
const argumentsOf = (name: string): string[] =>
  dockerfile.replaceAll(/\\\n\s*/g, '').split('\n').flatMap((line) => (line.startsWith(`${name} `) ? [line.slice(name.length + 1)] : []))

/** What is copied into the image from the repository, and to where. */
const copies = argumentsOf('COPY').filter((text) => !text.startsWith('--from=')).map((text) => {
  const paths = text.split(' ')
  return { sources: paths.slice(0, -1), target: paths.at(-1)! }
})

/** A command in its form without a shell. */
const commandIn = (text = ''): string[] => JSON.parse(text.slice(text.indexOf('[')))

it('the Dockerfile has no fault', () => {
  expect(validate(dockerfile).map(({ message, range }) => `line ${range.start.line + 1}: ${message}`)).toEqual([])
})

it('the image has the Node that the tests run on', () => {
  const [own] = argumentsOf('FROM').slice(-1)
  expect(own).toBe(`node:${packageJson.devDependencies.node}-bookworm-slim`)
  expect(argumentsOf('FROM')).toEqual([`${own} AS dependencies`, own])
  expect(process.version).toBe(`v${packageJson.devDependencies.node}`)
})

it('the context of the build has what is copied, and nothing else', () => {
  const kept = ignored.split('\n').flatMap((line) => (line.startsWith('!') ? [line.slice(1)] : []))
  expect(kept.toSorted()).toEqual([...new Set(copies.flatMap(({ sources }) => sources))].toSorted())
  expect(ignored).toMatch(/^\*$/m)
})

it('the service needs no package that is left out of the image', async () => {
  const imported = new Set<string>()
  for await (const file of glob('server/**/*.ts', { cwd: root })) {
    const source = await readFile(join(root, file), 'utf8')
    // Types are gone when it runs.
    const modules = [...source.matchAll(/^(?:import|export)(?! type)(?: [^'\n]* from)? '([^.'\n][^'\n]*)'$/gm)].map(([, name = '']) => name)
    for (const name of modules) if (!isBuiltin(name)) imported.add(packageOf(name))
  }
  expect(imported).toContain('express')
  expect([...imported].filter((name) => !(name in packageJson.dependencies))).toEqual([])
})

it('what is copied is enough for the service to start and to be found healthy, as a user who is not root', async () => {
  const folder = await newFolder()
  for (const { sources, target } of copies) {
    for (const source of sources) {
      const place = join(folder, target.endsWith('/') ? join(target, basename(source)) : target)
      await mkdir(join(place, '..'), { recursive: true })
      await cp(join(root, source), place, { recursive: true })
    }
  }
  await symlink(join(root, 'node_modules'), join(folder, 'node_modules'))
  const [program, main = '', ...args] = commandIn(argumentsOf('CMD').at(-1))
  await using server = await startProcess({ folder, main, args, environment: { JWT_SECRET: 'k'.repeat(64), LOG_LEVEL: 'silent' } })
  const url = await server.listening
  const { port } = new URL(url)
  const [node, ...check] = commandIn(argumentsOf('HEALTHCHECK')[0])
  const health = (PORT: string) => spawnSync(process.execPath, check, { env: { PORT } }).status
  expect([program, node, health(port), health('1')]).toEqual(['node', 'node', 0, 1])
  for (const path of ['/', '/docs', '/openapi.json', '/contract']) expect((await fetch(`${url}${path}`)).status).toBe(200)
  expect(argumentsOf('USER')).toEqual(['node'])
})

/** The package of a module that it exports. */
function packageOf(module: string): string {
  const [first = '', second = ''] = module.split('/')
  return first.startsWith('@') ? `${first}/${second}` : first
}
