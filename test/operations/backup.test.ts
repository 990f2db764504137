import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { copyFile as copy, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import SQLite from 'better-sqlite3'
import { expect, it } from 'vitest'
import { copyFile } from '../../server/backup/copy-file.ts'
import { readSides } from '../../server/backup/read-sides.ts'
import { newFolder } from '../faults/new-folder.ts'
import { call } from '../fixtures/call.ts'
import { fill } from '../fixtures/database.ts'
import { demo, logIn, refreshGrant } from '../fixtures/demo.ts'
import { startProcess } from '../fixtures/start-process.ts'

const program = join(import.meta.dirname, '../../server/backup/backup.ts')

/** Starts a backup as `npm run backup` does, in a folder. */
function startBackup(folder: string, args: string[], environment: Record<string, string> = {}) {
  const env = { PATH: process.env.PATH, NODE_COMPILE_CACHE: join(tmpdir(), 'node-compile-cache'), ...environment }
  const child = spawn(process.execPath, [program, ...args], { cwd: folder, env })
  let output = ''
  for (const stream of [child.stdout, child.stderr]) stream.setEncoding('utf8').on('data', (text: string) => (output += text))
  const ended = once(child, 'close').then(([code]) => ({ code: code as number | null, output }))
  return { child, ended }
}

const backUp = (...args: Parameters<typeof startBackup>) => startBackup(...args).ended

/** Issues access tokens from several clients until told to stop; returns their ids, in the order of the answers to each client. */
function issueTokens(server: { url: string }) {
  let isStopping = false
  const clients = Array.from({ length: 4 }, async () => {
    const ids: string[] = []
    while (!isStopping) {
      const { status, body } = await call(server, 'POST /oauth/tokens', { body: refreshGrant })
      expect(status).toBe(201)
      ids.push(body.data.id)
      acknowledged.push(body.data.id)
    }
    return ids
  })
  const acknowledged: string[] = []
  return {
    acknowledged,
    stop: () => {
      isStopping = true
      return Promise.all(clients)
    },
  }
}

/** Approves a client with a session; tells with which status. */
async function statusOf(session: string, server: { url: string }): Promise<number> {
  const app = { client_id: demo.clinic.id, redirect_uri: demo.clinic.redirectUri, scope: 'patients:view' }
  return (await call(server, 'POST /oauth/apps/authorize', { body: { app }, headers: { Authorization: `Bearer ${session}` } })).status
}

it('a copy made while the service writes has everything that was acknowledged before, and the service starts with it', async ({ annotate }) => {
  await using server = await startProcess()
  const address = { url: await server.listening }
  const session = await logIn(address)
  const load = issueTokens(address)
  await expect.poll(() => load.acknowledged.length).toBeGreaterThan(20)
  const before = [...load.acknowledged]
  const { code, output } = await backUp(server.folder, ['copy.db'])
  const after = load.acknowledged.length
  const issued = await load.stop()
  const success = 'Everything that was acknowledged before is in copy\\.db now: \\d\\.\\d MB, verified, in [\\d.]+ seconds\\.'
  expect([code, output]).toEqual([0, expect.stringMatching(new RegExp(`^tokens +\\d+ rows$[^]*\\n\\n${success}\\n$`, 'm'))])
  expect((await stat(join(server.folder, 'copy.db'))).mode & 0o777).toBe(0o600)
  expect((await readdir(server.folder)).toSorted()).toEqual(['copy.db', 'data'])
  expect(after).toBeGreaterThan(before.length)

  const opened = new SQLite(join(server.folder, 'copy.db'), { readonly: true })
  const copied = new Set(opened.prepare<[], string>('select id from tokens').pluck().all())
  opened.close()
  expect(before.filter((id) => !copied.has(id))).toEqual([])
  // Of one moment: a client's later token is not there without the earlier one.
  for (const ids of issued) expect(ids.filter((id) => copied.has(id))).toEqual(ids.slice(0, ids.filter((id) => copied.has(id)).length))

  expect(await statusOf(session, address)).toBe(201)
  await call(address, 'POST /auth/logout', { headers: { Authorization: `Bearer ${session}` } })
  expect(await statusOf(session, address)).toBe(401)
  server.kill('SIGTERM')
  await server.ended
  const database = join(server.folder, 'data/ehealth-auth.db')
  await rm(database)
  expect(await readdir(join(server.folder, 'data'))).toEqual([])
  await copy(join(server.folder, 'copy.db'), database)

  await using restored = await startProcess({ folder: server.folder })
  const again = { url: await restored.listening }
  expect(restored.output()).toContain('The database keeps its data')
  expect((await call(again, 'GET /ready')).status).toBe(200)
  expect((await call(again, 'POST /oauth/tokens', { body: refreshGrant })).status).toBe(201)
  // What happened after the copy did not happen.
  expect(await statusOf(session, again)).toBe(201)
  await annotate(`${before.length} acknowledged writes found in the copy, ${after - before.length} came while it was made`, 'figure')
})

it('a copy that is killed half-way has no name yet, and a new one is made beside what is left of it', async () => {
  const folder = await newFolder()
  const file = join(folder, 'auth.db')
  await fill(`sqlite:${file}`, 'empty')
  const database = new SQLite(file)
  database.exec(`with recursive number(n) as (select 1 union all select n + 1 from number where n < 200000)
    insert into rate_limits select 'address ' || n, n, n from number`)
  database.close()
  const environment = { DATABASE_URL: `sqlite:${file}` }
  const { child, ended } = startBackup(folder, ['copy.db'], environment)
  await expect.poll(async () => (await readdir(folder)).join(), { interval: 1 }).toMatch(/copy\.db\.\d+\.unfinished/)
  child.kill('SIGKILL')
  expect((await ended).code).toBeNull()
  expect(await readdir(folder)).not.toContain('copy.db')
  const { code, output } = await backUp(folder, ['copy.db'], environment)
  expect([code, output]).toEqual([0, expect.stringContaining('200000 rows')])
})

it('a copy of a database that an older version has made says so', async () => {
  const folder = await newFolder()
  await fill(`sqlite:${join(folder, 'auth.db')}`, 'empty')
  const database = new SQLite(join(folder, 'auth.db'))
  const last = database.prepare<[], string>('select max(name) from kysely_migration').pluck().get()!
  database.prepare('delete from kysely_migration where name = ?').run(last)
  database.close()
  const { code, output } = await backUp(folder, ['copy.db'], { DATABASE_URL: 'sqlite:auth.db' })
  expect([code, output]).toEqual([0, expect.stringContaining(`this one brings it up to date at its start (${last})`)])
})

const postgres = 'postgres://ehealth:hunter2@db.example.com:5432/auth?sslmode=verify-full&password=hunter2'

const dump = `pg_dump --format=custom --file='the owner'\\''s copy' 'postgres://ehealth@db.example.com:5432/auth?sslmode=verify-full'`

/** What is asked for in a folder with databases, and what is said. */
const refusals: [string, string[], string, string][] = [
  ['no file', [], 'sqlite:auth.db', 'name one file for the copy: npm run backup FILE'],
  ['two files', ['one.db', 'two.db'], 'sqlite:auth.db', 'name one file for the copy: npm run backup FILE'],
  ['a file that is there', ['kept.db'], 'sqlite:auth.db', 'kept.db is there already; choose another name'],
  ['the database itself', ['auth.db'], 'sqlite:auth.db', 'auth.db is there already; choose another name'],
  ['a folder that is not there', ['no/copy.db'], 'sqlite:auth.db', 'there is no folder no'],
  ['a folder that is a file', ['kept.db/copy.db'], 'sqlite:auth.db', 'there is no folder kept.db'],
  ['a database that is not there', ['copy.db'], 'sqlite:typo.db', 'there is no database typo.db; see DATABASE_URL'],
  ['what is no database', ['copy.db'], 'sqlite:kept.db', 'kept.db cannot be copied: it is not a SQLite database'],
  ['a damaged database', ['copy.db'], 'sqlite:damaged.db', 'damaged.db cannot be copied: it is damaged'],
  ['a database of another program', ['copy.db'], 'sqlite:other.db', 'the database belongs to another program'],
  ['a database of a newer version', ['copy.db'], 'sqlite:newer.db', 'the database was made by a newer version, which has the migrations 9999_newer'],
  ['rows without what they belong to', ['copy.db'], 'sqlite:strays.db', 'rows of connections refer to rows that are not there'],
  ['PostgreSQL', ["the owner's copy"], postgres, `PostgreSQL has a tool of its own: ${dump}`],
]

const pageBytes = 4_096

/** Makes databases of which no copy is made. */
async function makeBad(folder: string): Promise<void> {
  const change = (name: string, statements: string) => {
    const database = new SQLite(join(folder, name))
    database.exec(`pragma foreign_keys = off; ${statements}`)
    database.close()
  }
  const good = join(folder, 'auth.db')
  await fill(`sqlite:${good}`, 'demo')
  for (const name of ['newer.db', 'strays.db']) await copy(good, join(folder, name))
  change('newer.db', "insert into kysely_migration values ('9999_newer', '2031-01-01')")
  change('strays.db', "update connections set client_id = 'nobody' where id = (select min(id) from connections)")
  const whole = await readFile(good)
  await writeFile(join(folder, 'damaged.db'), whole.fill('x', pageBytes))
  change('other.db', 'create table others (id text)')
  await writeFile(join(folder, 'kept.db'), 'keep me '.repeat(200))
}

it('what cannot be copied is refused in words, and nothing is left behind', async () => {
  const folder = await newFolder()
  await makeBad(folder)
  const before = (await readdir(folder)).toSorted()
  const refused: unknown[] = []
  await inFolder(folder, async () => {
    for (const [what, args, databaseUrl] of refusals) {
      const attempt = async () => {
        const { source, target } = readSides(args, databaseUrl)
        return copyFile(source, target)
      }
      refused.push([what, await attempt().then(() => 'done', ({ message }: Error) => message)])
    }
  })
  expect(refused).toEqual(refusals.map(([what, , , message]) => [what, message]))
  expect((await readdir(folder)).toSorted()).toEqual(before)
})

it('a refusal is one line, and the exit code 1', async () => {
  const folder = await newFolder()
  await makeBad(folder)
  const before = (await readdir(folder)).toSorted()
  const refusal = { code: 1, output: 'cannot back up: damaged.db cannot be copied: it is damaged\n' }
  expect(await backUp(folder, ['copy.db'], { DATABASE_URL: 'sqlite:damaged.db' })).toEqual(refusal)
  expect((await readdir(folder)).toSorted()).toEqual(before)
})

/** Runs in a folder, so that messages have short names. */
async function inFolder(folder: string, work: () => Promise<void>): Promise<void> {
  const before = process.cwd()
  process.chdir(folder)
  await work().finally(() => process.chdir(before))
}
