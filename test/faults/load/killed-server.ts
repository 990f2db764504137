import { setTimeout as wait } from 'node:timers/promises'
import SQLite from 'better-sqlite3'
import { sqliteFileOf } from '../../../server/store/database-url.ts'
import type { Queries, Store } from '../../../server/store/store.ts'
import { call } from '../../fixtures/call.ts'
import { openAt } from '../../fixtures/database.ts'
import { startProcess } from '../../fixtures/start-process.ts'
import { oldSecret } from './administration.ts'
import { prepareAttempts, send, startLoad, type Attempt } from './attempts.ts'
import { judge } from './judge.ts'

/** More than can be sent before the longest delay is over. */
const writesOfEachKind = 12

/** How many secrets are tried after each restart. */
const triedSecrets = 3

interface Place {
  databaseUrl: string
  /** Where Node keeps compiled code, so that the next process starts sooner. */
  compileCache: string
}

/** A server that is killed under load and started again, with what was found on the way. */
export class KilledServer {
  /** How the writes ended: with an answer; without one, in two ways; sent again with their idempotency key. */
  readonly ends = { acknowledged: 0, done: 0, undone: 0, repeated: 0 }
  /** What is wrong, in words. */
  readonly breaches: string[] = []
  readonly #databaseUrl: string
  readonly #environment: Record<string, string>
  #doneWithKey = 0
  #interrupted: Attempt[] = []
  #refreshed: Attempt[] = []

  constructor({ databaseUrl, compileCache }: Place) {
    this.#databaseUrl = databaseUrl
    this.#environment = { DATABASE_URL: databaseUrl, LOG_LEVEL: 'error', NODE_COMPILE_CACHE: compileCache }
  }

  /** Starts the process, goes on with what the last kill has left, kills the process under load, and looks into the database. */
  async dieUnderLoad(delayMs: number): Promise<void> {
    await using server = await startProcess({ environment: this.#environment })
    const address = { url: await server.listening }
    const attempts = await this.#withStore(async (store) => {
      await this.#goOn(address, store.read)
      return prepareAttempts(store, writesOfEachKind)
    })
    const load = startLoad(address, attempts)
    await load.underWay
    await wait(delayMs)
    server.kill('SIGKILL')
    await server.ended
    await this.#inspect(await load.ended)
  }

  /** Starts the process, goes on with what the last kill has left, and stops the process. */
  async rest(): Promise<void> {
    await using server = await startProcess({ environment: this.#environment })
    const address = { url: await server.listening }
    await this.#withStore((store) => this.#goOn(address, store.read))
    server.kill('SIGTERM')
    await server.ended
  }

  async #goOn(server: { url: string }, db: Queries): Promise<void> {
    for (const attempt of this.#interrupted) await this.#repeat(server, db, attempt)
    for (const { id, answer } of this.#refreshed) {
      const refusals = await Promise.all([answer?.body.data.secret, oldSecret(id)].map((secret) => refusalOfSecret(server, id, secret)))
      // What is missing with the right secret is the token.
      if (refusals.join() !== 'token_not_found,invalid_client') this.breaches.push(`secrets of ${id}: ${refusals.join()}`)
    }
  }

  /** What comes again with its idempotency key, even twice at once, is done once. */
  async #repeat(server: { url: string }, db: Queries, attempt: Attempt): Promise<void> {
    if ((await attempt.trace(db)) === 'undone') this.#doneWithKey += 1
    const answers = await Promise.all([send(server, attempt), send(server, attempt)])
    const [one, other] = answers.map(({ body }) => JSON.stringify(body?.data))
    if (one !== other) this.breaches.push(`${attempt.kind} ${attempt.id}, sent again, was answered in two ways`)
    const { breach } = await judge(db, { ...attempt, answer: answers[0] })
    if (breach !== undefined) this.breaches.push(`${breach}, sent again`)
    this.ends.repeated += 1
  }

  async #inspect(sent: Attempt[]): Promise<void> {
    await this.#withStore(async ({ read }) => {
      for (const attempt of sent) await this.#reckon(read, attempt)
      const kept = await read.selectFrom('idempotency_records').select('id').execute()
      if (kept.length !== this.#doneWithKey) this.breaches.push(`${kept.length} answers are kept of ${this.#doneWithKey} writes`)
    })
    const file = sqliteFileOf(this.#databaseUrl)
    if (file !== undefined) this.breaches.push(...damageOf(file))
    this.#interrupted = sent.filter(({ answer, idempotencyKey }) => answer === undefined && idempotencyKey !== undefined)
    this.#refreshed = sent.filter(({ answer, kind }) => answer !== undefined && kind === 'refreshSecret').slice(-triedSecrets)
  }

  async #reckon(db: Queries, attempt: Attempt): Promise<void> {
    const { trace, breach } = await judge(db, attempt)
    if (breach !== undefined) this.breaches.push(breach)
    if (attempt.answer !== undefined) this.ends.acknowledged += 1
    else if (trace !== 'broken') this.ends[trace] += 1
    if (attempt.idempotencyKey !== undefined && trace === 'done') this.#doneWithKey += 1
  }

  async #withStore<Result>(work: (store: Store) => Promise<Result>): Promise<Result> {
    const store = await openAt(this.#databaseUrl)
    try {
      return await work(store)
    } finally {
      await store.close()
    }
  }
}

async function refusalOfSecret(server: { url: string }, client_id: string, client_secret: string): Promise<string> {
  const token = { grant_type: 'refresh_token', client_id, client_secret, refresh_token: 'none' }
  return (await call(server, 'POST /oauth/tokens', { body: { token } })).body.error.type
}

/** What SQLite finds wrong with a file. */
function damageOf(file: string): string[] {
  const database = new SQLite(file)
  const found = database.pragma('integrity_check', { simple: true })
  database.close()
  return found === 'ok' ? [] : [String(found)]
}
