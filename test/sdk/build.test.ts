import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { cp, mkdir, mkdtemp, readdir, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { beforeEach, expect, it, onTestFinished } from 'vitest'

const root = join(import.meta.dirname, '../..')

let sdk: string
beforeEach(async () => {
  const project = await mkdtemp(join(tmpdir(), 'build-'))
  onTestFinished(() => rm(project, { recursive: true }))
  sdk = join(project, 'sdk')
  await mkdir(sdk)
  await mkdir(join(project, 'openapi/dist'), { recursive: true })
  await writeFile(join(project, 'openapi/dist/openapi.json'), '{ "openapi": "3.1.1" }')
  for (const file of ['build.ts', 'tsconfig.json', 'tsconfig.cjs.json']) await cp(join(root, 'sdk', file), join(sdk, file))
  await symlink(join(root, 'node_modules'), join(sdk, 'node_modules'))
  await writeFile(join(sdk, 'package.json'), '{ "type": "module" }')
  await mkdir(join(sdk, 'src'))
  await mkdir(join(sdk, 'dist'))
  await writeFile(join(sdk, 'dist/of-an-earlier-build.js'), '')
})

/** Builds a package of one source, and gives the exit code and the files that are there afterwards. */
async function build(source: string) {
  await writeFile(join(sdk, 'src/index.ts'), source)
  const [code] = await once(spawn(process.execPath, ['build.ts'], { cwd: sdk, stdio: 'ignore' }), 'close')
  const folders = (await readdir(sdk)).filter((name) => name.startsWith('dist'))
  const files = await readdir(join(sdk, 'dist'), { recursive: true })
  return { code, folders, files: files.sort() }
}

it('puts both kinds of modules and the contract in the place of an earlier build', async () => {
  expect(await build('export const one: number = 1')).toEqual({
    code: 0,
    folders: ['dist'],
    files: ['cjs', 'cjs/index.d.ts', 'cjs/index.js', 'cjs/package.json', 'esm', 'esm/index.d.ts', 'esm/index.js', 'openapi.json'],
  })
})

it('leaves an earlier build, and nothing beside it, when the sources do not compile', async () => {
  expect(await build("export const one: number = '1'")).toEqual({ code: 1, folders: ['dist'], files: ['of-an-earlier-build.js'] })
})
