import { randomUUID } from 'node:crypto'
import { toRows } from '../../../server/fixtures/load-fixtures.ts'
import type { Store } from '../../../server/store/store.ts'
import { call, type Answer } from '../../fixtures/call.ts'
import { createRole, createUser, deleteApproval, deleteRole, refreshSecret } from './administration.ts'
import { approve, exchange, logOut, refresh } from './grants.ts'
import type { Write } from './write.ts'

const kinds = { refresh, approve, exchange, logOut, refreshSecret, createRole, deleteRole, createUser, deleteApproval }

/** How many kinds of writes there are. */
export const kindCount = Object.keys(kinds).length

/** A write that is sent, and the answer if one came whole. */
export interface Attempt extends Write {
  kind: string
  id: string
  /** Every other one has one. */
  idempotencyKey: string | undefined
  answer?: Answer
}

const tablesInOrder = ['roles', 'clients', 'connections', 'approvals', 'tokens'] as const

/** Makes writes of all kinds in turn, and puts the rows that they need into the database. */
export async function prepareAttempts(store: Store, ofEachKind: number): Promise<Attempt[]> {
  const attempts = Array.from({ length: ofEachKind }).flatMap((_, round) =>
    Object.entries(kinds).map(([kind, write], index): Attempt => {
      const id = randomUUID()
      return { ...write(id), kind, id, idempotencyKey: (round + index) % 2 === 0 ? id : undefined }
    }),
  )
  const rows = await Promise.all(attempts.map(({ rows }) => toRows(rows, new Date())))
  const byTable = Map.groupBy(rows.flat(), ({ table }) => table)
  await store.write(async (db) => {
    // Clients come before what belongs to them.
    for (const table of tablesInOrder) {
      // The rows of a table have the same columns, and all of them.
      await db.insertInto(table).values(byTable.get(table)!.map(({ values }) => values) as never).execute()
    }
  })
  return attempts
}

/** Sends a write, with its idempotency key if it has one. */
export const send = (server: { url: string }, { target, body, headers, idempotencyKey }: Attempt): Promise<Answer> =>
  call(server, target, { body, headers: { ...headers, ...(idempotencyKey === undefined ? {} : { 'X-Idempotency-Key': idempotencyKey }) } })

/** Many clients at once that send writes until the server fails them. */
export interface Load {
  /** Resolves when as many answers have come as there are kinds. */
  underWay: Promise<void>
  /** Resolves with what was sent, when every client has ended. */
  ended: Promise<Attempt[]>
}

const clientCount = 8

/** Sends writes from many clients at once. */
export function startLoad(server: { url: string }, attempts: Attempt[]): Load {
  const queue = [...attempts]
  const sent: Attempt[] = []
  const { promise: underWay, resolve } = Promise.withResolvers<void>()
  let answers = 0

  async function run(): Promise<void> {
    for (let attempt = queue.shift(); attempt !== undefined; attempt = queue.shift()) {
      sent.push(attempt)
      attempt.answer = await send(server, attempt)
      answers += 1
      if (answers === kindCount) resolve()
      if (attempt.answer.status >= 500) return
    }
  }

  const clients = Array.from({ length: clientCount }, run)
  return { underWay, ended: Promise.allSettled(clients).then(() => sent) }
}
