import { spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises'
import { createServer, type AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, it, onTestFinished } from 'vitest'
import { startProcess } from '../fixtures/start-process.ts'

const production = { args: ['--production'], environment: { JWT_SECRET: 'k'.repeat(64) } }

/** Starts the program where it cannot start; returns what the person reads. */
async function refusedStart(options: Parameters<typeof startProcess>[0]): Promise<string> {
  await using server = await startProcess(options)
  expect(await server.ended).toBe(1)
  return server.output()
}

async function folderWith(files: Record<string, string>): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'ehealth-auth-'))
  onTestFinished(() => rm(folder, { recursive: true }))
  for (const [name, content] of Object.entries(files)) await writeFile(join(folder, name), content)
  return folder
}

it('prints where it listens and commands that work as they are pasted', async () => {
  await using server = await startProcess()
  await server.listening
  const commands = server.output().split('\n\n').slice(1).map((paragraph) => paragraph.slice(paragraph.indexOf('curl')).trim())
  expect(commands).toHaveLength(2)
  const statuses = commands.map((command) => {
    const { stdout } = spawnSync('sh', ['-c', `${command} -s -o /dev/null -w '%{http_code}'`], { encoding: 'utf8' })
    return stdout
  })
  expect(statuses).toEqual(['201', '200'])
})

it('keeps the data of a database that has some', async () => {
  const folder = await folderWith({})
  {
    await using first = await startProcess({ folder })
    await first.listening
    expect(first.output()).toContain('Loaded ')
    first.kill('SIGTERM')
    await first.ended
  }
  await using second = await startProcess({ folder })
  await second.listening
  expect(second.output()).toContain('keeps its data')
})

it('says which setting is wrong, by which rule, and ends with 1', async () => {
  expect(await refusedStart({ environment: { PORT: '80a' } })).toBe('ehealth-auth cannot start: PORT is "80a" and must be a whole number from 0 to 65535\n')
})

it('refuses a database it does not know without repeating the URL, which may hold a password', async () => {
  const output = await refusedStart({ environment: { DATABASE_URL: 'mysql://root:hunter2@db/auth' } })
  expect(output).toContain('DATABASE_URL must be "sqlite:" and a file')
  expect(output).not.toContain('hunter2')
})

it('says which port is taken', async () => {
  const other = createServer().listen(0, '127.0.0.1')
  onTestFinished(() => void other.close())
  await once(other, 'listening')
  const { port } = other.address() as AddressInfo
  expect(await refusedStart({ environment: { PORT: String(port) } })).toBe(
    `ehealth-auth cannot start: cannot listen on 127.0.0.1:${port}: another process listens there; choose another address with PORT and HOST\n`,
  )
})

it.each([
  ['is no database', async (folder: string) => writeFile(join(folder, 'x.db'), 'hello '.repeat(1000)), 'it is not a SQLite database'],
  ['is a folder', async (folder: string) => mkdir(join(folder, 'x.db')), 'it cannot be opened'],
])('says why a database file that %s cannot be used', async (_what, make, reason) => {
  const folder = await folderWith({})
  await make(folder)
  const output = await refusedStart({ folder, environment: { DATABASE_URL: 'sqlite:x.db' } })
  expect(output).toContain(`ehealth-auth cannot start: the database x.db cannot be used: ${reason}`)
})

it('says so when the folder of the database is a file', async () => {
  const folder = await folderWith({ data: 'a file' })
  expect(await refusedStart({ folder })).toContain('its folder is a file')
})

it('production refuses a database with demo credentials and names them', async () => {
  const folder = await folderWith({})
  {
    await using sandbox = await startProcess({ folder })
    await sandbox.listening
  }
  const output = await refusedStart({ ...production, folder })
  expect(output).toMatch(/the database holds public demo credentials \(.*user owner@example\.com, .*see DATABASE_URL/)
})

it.each([
  ['no.such.host.invalid', 'cannot listen on no.such.host.invalid:0: no'],
  ['192.0.2.1', 'cannot listen on 192.0.2.1:0: this machine does not have the address'],
])('refuses to listen on "%s" and says why', async (host, message) => {
  expect(await refusedStart({ environment: { HOST: host } })).toContain(`ehealth-auth cannot start: ${message}`)
})

it('starts from a folder whose name has a space and Cyrillic letters', async () => {
  const folder = join(await folderWith({}), 'Клон 1')
  await mkdir(folder)
  for (const part of ['server', 'openapi', 'sdk', 'node_modules']) await symlink(join(import.meta.dirname, '../..', part), join(folder, part))
  await using server = await startProcess({ folder, main: join(folder, 'server/main.ts'), environment: { NODE_OPTIONS: '--preserve-symlinks --preserve-symlinks-main' } })
  await server.listening
  expect(server.output()).toContain(`Loaded ${folder}`)
})

it('production starts on an empty database without loading anything', async () => {
  await using server = await startProcess(production)
  const url = await server.listening
  expect(server.output()).toContain('ehealth-auth (production) listens on')
  expect(server.output()).not.toContain('Loaded')
  expect((await fetch(`${url}/ready`)).status).toBe(200)
})
