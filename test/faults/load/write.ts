import type { Fixtures } from '../../../server/fixtures/fixtures.ts'
import { hashSecretValue } from '../../../server/secrets/secret-value.ts'
import type { Queries } from '../../../server/store/store.ts'
import { types } from '../../fixtures/administration.ts'
import { demo } from '../../fixtures/demo.ts'

/** Whether a write is in the database; `broken` when it is there in part, or more than once. */
export type Trace = 'done' | 'undone' | 'broken'

/** A request that changes something that no other request changes, so that its traces are its own. */
export interface Write {
  target: string
  body?: unknown
  headers?: Record<string, string>
  /** The rows that must be there before. */
  rows: Fixtures
  trace(db: Queries): Promise<Trace>
  /** Tells whether the database has what was answered; left out where nothing new is. */
  isStored?(db: Queries, data: AnsweredData): Promise<boolean>
}

/** What answers have that is looked for in the database. */
export interface AnsweredData {
  id: string
  value: string
  secret: string
  details: { refresh_token: string }
}

/** What the tokens of the demo user have in common here. */
export const ownersToken = { user_id: demo.user.id, expires_in: 86_400 }

/** A client of the demo user that needs no API-key. */
export function ownClient(id: string) {
  return { id, name: id, user_id: demo.user.id, client_type_id: types.clinic, priv_settings: { access_type: 'DIRECT' } }
}

/** The trace of what must not be there twice. */
export const once = (rows: unknown[]): Trace => (rows.length === 0 ? 'undone' : rows.length === 1 ? 'done' : 'broken')

/** The tokens of the database. */
export const tokensIn = (db: Queries) => db.selectFrom('tokens').selectAll()

/** Tells whether the database has a token with this value, once. */
export async function hasToken(db: Queries, value: string): Promise<boolean> {
  return once(await tokensIn(db).where('value_hash', '=', hashSecretValue(value)).execute()) === 'done'
}
