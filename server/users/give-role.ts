import { randomUUIDv7 } from 'node:crypto'
import { failures } from '../failure.ts'
import { invalid } from '../invalid-entry.ts'
import { known } from '../resources/rules.ts'
import type { Queries } from '../store/store.ts'
import { requireUser } from './require-user.ts'

interface Gift {
  user_id: string
  role_id: string
  client_id: string
}

/**
 * Gives a user a role for a client; returns its id.
 * @throws Failure 404 for the user, 422 for the role and the client, or when the user has the role already.
 */
export async function giveRole(db: Queries, gift: Gift, now: Date): Promise<string> {
  await requireUser(db, gift.user_id)
  const unknown = [...(await known(db, 'clients', gift.client_id, 'client_id')), ...(await known(db, 'roles', gift.role_id, 'role_id'))]
  if (unknown.length > 0) throw failures.validationFailed(unknown)
  const id = randomUUIDv7()
  const timestamp = now.toISOString()
  const { numInsertedOrUpdatedRows } = await db
    .insertInto('user_roles')
    .values({ id, ...gift, inserted_at: timestamp, updated_at: timestamp })
    .onConflict((conflict) => conflict.columns(['user_id', 'role_id', 'client_id']).doNothing())
    .executeTakeFirst()
  if (numInsertedOrUpdatedRows !== 1n) throw failures.validationFailed([invalid.taken('user_roles')])
  return id
}

/**
 * Gives a user a role for every client; who has it keeps it.
 * @throws Failure 404 for the user, 422 for the role.
 */
export async function giveGlobalRole(db: Queries, gift: Omit<Gift, 'client_id'>, now: Date): Promise<void> {
  await requireUser(db, gift.user_id)
  const unknown = await known(db, 'roles', gift.role_id, 'role_id')
  if (unknown.length > 0) throw failures.validationFailed(unknown)
  const timestamp = now.toISOString()
  await db
    .insertInto('global_user_roles')
    .values({ id: randomUUIDv7(), ...gift, inserted_at: timestamp, updated_at: timestamp })
    .onConflict((conflict) => conflict.columns(['user_id', 'role_id']).doNothing())
    .execute()
}
