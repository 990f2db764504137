import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { open, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import SQLite from 'better-sqlite3'
import { expect, it, onTestFinished } from 'vitest'
import { administration } from '../fixtures/administration.ts'
import { call, type Answer } from '../fixtures/call.ts'
import { fill, openAt } from '../fixtures/database.ts'
import { refreshGrant } from '../fixtures/demo.ts'
import { fileOf, holdOutside } from '../fixtures/open-outside.ts'
import { refusal } from '../fixtures/refusal.ts'
import { startProcess } from '../fixtures/start-process.ts'
import { startServer, type TestServer } from '../fixtures/start-server.ts'
import { prepareAttempts, send, startLoad } from './load/attempts.ts'
import { judge } from './load/judge.ts'
import { newFolder } from './new-folder.ts'

type Server = { url: string }

const unavailable = [503, 'internal_error', 'The service is busy. Try again later.']
const refresh = (server: Server) => call(server, 'POST /oauth/tokens', { body: refreshGrant })
const read = (server: Server) => call(server, 'GET /admin/roles', administration)
const readiness = async ({ url }: Server) => (await fetch(`${url}/ready`)).status
const run = (command: string, ...args: string[]) => spawnSync(command, args).status === 0

/** A server on a file with demo data. */
async function startOn(folder: string): Promise<TestServer> {
  const databaseUrl = `sqlite:${join(folder, 'test.db')}`
  await fill(databaseUrl, 'demo')
  return startServer({ databaseUrl })
}

/** Tells whether the database has the tokens of these answers, and no others. */
async function expectTokensOf(server: TestServer, answers: Answer[]): Promise<void> {
  const issued = await server.store.read.selectFrom('tokens').where('refresh_token_id', 'is not', null).select('id').execute()
  const answered = answers.map(({ status, body }) => (status === 201 ? body.data.id : undefined))
  expect(issued.map(({ id }) => id).sort()).toEqual(answered.sort())
}

/** Tries in a folder whether this machine, and whoever runs the test, can do something. */
function isPossible(attempt: (folder: string) => boolean): boolean {
  const folder = mkdtempSync(join(tmpdir(), 'ehealth-auth-'))
  const possible = attempt(folder)
  rmSync(folder, { recursive: true })
  return possible
}

const mountDisk = (folder: string) => run('mount', '-t', 'tmpfs', '-o', 'size=1m', 'tmpfs', folder)
const unmountDisk = (folder: string) => run('umount', folder)
const protect = (...files: string[]) => run('chattr', '+i', ...files)
const unprotect = (...files: string[]) => run('chattr', '-i', ...files)
const limitFiles = (pid: number, bytes: number | 'unlimited') =>
  run('prlimit', '--pid', String(pid), `--fsize=${bytes}:unlimited`)

const canMount = isPossible((folder) => mountDisk(folder) && unmountDisk(folder))
const canProtect = isPossible((folder) => {
  const file = join(folder, 'file')
  writeFileSync(file, '')
  return protect(file) && unprotect(file)
})
const canLimit = isPossible(() => run('prlimit', '--version'))

it.skipIf(!canLimit)('on a file that may not grow what gets 503 is not done, all else is, and it goes on once it may', async ({ annotate }) => {
  await using server = await startProcess({ environment: { LOG_LEVEL: 'error' } })
  const address = { url: await server.listening }
  const file = join(server.folder, 'data/ehealth-auth.db')
  const store = await openAt(`sqlite:${file}`)
  onTestFinished(store.close)
  const attempts = await prepareAttempts(store, 20)
  const { size } = await stat(`${file}-wal`)
  limitFiles(server.pid, size + 500_000)
  const sent = await startLoad(address, attempts).ended
  const refused = sent.filter(({ answer }) => answer?.status === 503)
  const verdicts = await Promise.all(sent.map((attempt) => judge(store.read, attempt)))
  expect(verdicts.flatMap(({ breach }) => breach ?? [])).toEqual([])
  expect(refused.map(({ answer }) => refusal(answer!))).toEqual(refused.map(() => unavailable))
  expect(refused.length).toBeGreaterThan(0)
  expect((await read(address)).status).toBe(200)

  limitFiles(server.pid, 'unlimited')
  for (const attempt of refused) {
    const { breach, trace } = await judge(store.read, { ...attempt, answer: await send(address, attempt) })
    expect([breach, trace]).toEqual([undefined, 'done'])
  }
  await annotate(`${sent.length - refused.length} acknowledged writes found, ${refused.length} with 503 not done before they came again`, 'figure')
})

it.skipIf(!canMount)('on a full disk writes get 503 and reads go on, until there is space again', async () => {
  const folder = await newFolder()
  mountDisk(folder)
  try {
    await using server = await startOn(folder)
    const answers = [await refresh(server)]
    const filler = join(folder, 'filler')
    await expect(writeFile(filler, Buffer.alloc(1 << 20))).rejects.toThrow('ENOSPC')
    const refused = await refresh(server)
    expect(refusal(refused)).toEqual(unavailable)
    expect(server.logs.join()).toContain('SQLITE_FULL')
    expect((await read(server)).status).toBe(200)
    await rm(filler)
    answers.push(await refresh(server))
    await expectTokensOf(server, answers)
  } finally {
    unmountDisk(folder)
  }
})

it.skipIf(!canProtect)('on a file that is read-only meanwhile writes get 503 and reads go on', async () => {
  await using server = await startOn(await newFolder())
  const answers = [await refresh(server)]
  const files = [fileOf(server), `${fileOf(server)}-wal`]
  protect(...files)
  try {
    expect(refusal(await refresh(server))).toEqual(unavailable)
    expect((await read(server)).status).toBe(200)
  } finally {
    unprotect(...files)
  }
  answers.push(await refresh(server))
  await expectTokensOf(server, answers)
})

it.skipIf(!canProtect)('says so when it starts on a file that is read-only', async () => {
  const folder = await newFolder()
  const file = join(folder, 'test.db')
  await fill(`sqlite:${file}`, 'demo')
  protect(file)
  try {
    await expect(openAt(`sqlite:${file}`)).rejects.toThrow(`the database ${file} cannot be used: it is read-only`)
  } finally {
    unprotect(file)
  }
})

it('what a damaged file does not tell gets 503 and a line in the log, and all is there once it is whole and the server started again', async () => {
  const server = await startOn(await newFolder())
  const answers = [await refresh(server)]
  const repair = await damage(fileOf(server))
  // What is in memory yet is as good as before. A write makes the readers look into the file again.
  answers.push(await refresh(server))
  expect(refusal(await read(server))).toEqual(unavailable)
  expect(await readiness(server)).toBe(503)
  expect(server.logs.join()).toContain('SQLITE_CORRUPT')
  await repair()
  await server.close()
  await using restarted = await startServer({ databaseUrl: server.settings.databaseUrl })
  expect(await readiness(restarted)).toBe(200)
  answers.push(await refresh(restarted))
  await expectTokensOf(restarted, answers)
})

it('says so when it starts on a damaged file, and starts when the file is whole again', async () => {
  const folder = await newFolder()
  const server = await startOn(folder)
  const answer = await refresh(server)
  await server.close()
  const repair = await damage(fileOf(server))
  const { databaseUrl } = server.settings
  await expect(openAt(databaseUrl)).rejects.toThrow('test.db cannot be used: it is damaged')
  await repair()
  await using restarted = await startServer({ databaseUrl })
  await expectTokensOf(restarted, [answer])
})

it('a start that fails half-way leaves nothing of the tables', async () => {
  const file = join(await newFolder(), 'test.db')
  const database = new SQLite(file)
  onTestFinished(() => void database.close())
  database.exec('create table approvals (id text)')
  await expect(openAt(`sqlite:${file}`)).rejects.toThrow('it belongs to another program (table "approvals" already exists)')
  expect(database.prepare('select name from sqlite_master').pluck().all()).toEqual(['approvals'])
  database.exec('drop table approvals')
  const store = await openAt(`sqlite:${file}`)
  await store.close()
})

it('a start waits for another process that makes the tables', async () => {
  const file = join(await newFolder(), 'test.db')
  const other = new SQLite(file)
  other.exec('pragma journal_mode = WAL; begin immediate')
  const opening = openAt(`sqlite:${file}`)
  other.close()
  const store = await opening
  await store.close()
})

it('a write that waits too long for another process gets 503, reads go on, and so do writes afterwards', async () => {
  await using server = await startOn(await newFolder())
  const release = await holdOutside(server)
  const write = refresh(server)
  expect((await read(server)).status).toBe(200)
  expect(refusal(await write)).toEqual(unavailable)
  await release()
  await expectTokensOf(server, [await refresh(server)])
})

const pageBytes = 4_096

/** Overwrites all of a file but its first page; returns what puts it back. */
async function damage(file: string): Promise<() => Promise<void>> {
  const whole = await readFile(file)
  const overwrite = async (bytes: Buffer) => {
    await using handle = await open(file, 'r+')
    await handle.write(bytes, 0, bytes.length, pageBytes)
  }
  await overwrite(Buffer.alloc(whole.length - pageBytes, 'x'))
  return () => overwrite(whole.subarray(pageBytes))
}
