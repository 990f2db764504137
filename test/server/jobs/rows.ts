import { randomUUID } from 'node:crypto'
import type { Job } from '../../../server/jobs/job.ts'
import { jobs } from '../../../server/jobs/jobs.ts'
import type { Services } from '../../../server/services.ts'
import type { AuditEventRow, IdempotencyRow, RateLimitRow, TokenRow, UserRow } from '../../../server/store/schema.ts'
import type { Store } from '../../../server/store/store.ts'
import { tokenDefaults } from '../../../server/tokens/token-defaults.ts'
import { userDefaults } from '../../../server/users/user-defaults.ts'
import { demo } from '../../fixtures/demo.ts'

const stamps = { inserted_at: '2026-01-01T00:00:00.000Z', updated_at: '2026-01-01T00:00:00.000Z' }

/** The job of this name. */
export function jobNamed(name: string): Job {
  const job = jobs.find((candidate) => candidate.name === name)
  if (job === undefined) throw new Error(`no job is named ${name}`)
  return job
}

/** The services as they are at a moment, at which the clock stands still. */
export const at = (moment: Date, services: Services): Services => ({ ...services, now: () => moment })

/** A moment with seconds added. */
export const later = (moment: Date, seconds: number): Date => new Date(moment.getTime() + seconds * 1_000)

/** Adds a user who has no password that could be used; returns the id. */
export async function addUser(store: Store, changes: Partial<UserRow>): Promise<string> {
  const id = randomUUID()
  const row = { ...userDefaults, id, email: `${id}@example.com`, password_hash: '', password_set_at: 0, tax_id: '', ...stamps, ...changes }
  await store.write((db) => db.insertInto('users').values(row).execute())
  return id
}

/** Adds tokens that differ in nothing but their ids and values; returns the ids. */
export async function addTokens(store: Store, changes: Partial<TokenRow>, count = 1): Promise<string[]> {
  const rows = Array.from({ length: count }, () => {
    const id = randomUUID()
    const owner = { user_id: demo.user.id, client_id: demo.clinic.id, grant_type: 'password' }
    return { ...tokenDefaults, id, name: 'access_token', value_hash: id, ...owner, expires_at: 0, ...stamps, ...changes }
  })
  await store.write((db) => db.insertInto('tokens').values(rows).execute())
  return rows.map(({ id }) => id)
}

/** Adds answers that are given again until they expire. */
export async function addAnswers(store: Store, changes: Partial<IdempotencyRow>, count = 1): Promise<void> {
  const rows = Array.from({ length: count }, () => ({ id: randomUUID(), answer: '', expires_at: 0, ...changes }))
  await store.write((db) => db.insertInto('idempotency_records').values(rows).execute())
}

/** Adds events of the audit log. */
export async function addEvents(store: Store, changes: Partial<AuditEventRow>, count = 1): Promise<void> {
  const nobody = { error_type: null, user_id: null, client_id: null, mis_client_id: null, object: null, address: null }
  const event = { inserted_at: stamps.inserted_at, act: 'deleteUser', outcome: 'success', request_id: 'none', ...nobody } as const
  await store.write((db) => db.insertInto('audit_events').values(Array.from({ length: count }, () => ({ id: randomUUID(), ...event, ...changes }))).execute())
}

/** Adds windows in which something came once. */
export async function addWindows(store: Store, changes: Partial<RateLimitRow>, count = 1): Promise<void> {
  const rows = Array.from({ length: count }, () => ({ key: randomUUID(), points: 1, expires_at: 0, ...changes }))
  await store.write((db) => db.insertInto('rate_limits').values(rows).execute())
}
