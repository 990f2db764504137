import { failures } from '../failure.ts'
import type { Services } from '../services.ts'
import type { UserRow } from '../store/schema.ts'
import type { Queries } from '../store/store.ts'
import { expireTokens } from '../tokens/expire-tokens.ts'
import { clearAttempts } from './login-attempts.ts'
import { requireUser } from './require-user.ts'

interface Order {
  userId: string
  blocked: boolean
  reason: string | null
}

/**
 * Blocks or unblocks a user.
 * @throws Failure 404, 409 when the user is so already.
 */
export async function setBlocked(db: Queries, { userId, blocked, reason }: Order, { now }: Services): Promise<void> {
  const changed = await db
    .updateTable('users')
    .set({ is_blocked: blocked ? 1 : 0, block_reason: reason, updated_at: now().toISOString() })
    .where('id', '=', userId)
    .where('is_blocked', '=', blocked ? 0 : 1)
    .returning(['id', 'email', 'is_blocked'])
    .executeTakeFirst()
  if (changed !== undefined) return followBlock(db, changed, now())
  await requireUser(db, userId)
  throw failures.conflict(`user already ${blocked ? 'blocked' : 'unblocked'}`)
}

/** What follows when a user was blocked, whose tokens expire, or unblocked, whose failed sign-ins are forgotten. */
export async function followBlock(db: Queries, { id, email, is_blocked }: Pick<UserRow, 'id' | 'email' | 'is_blocked'>, now: Date): Promise<void> {
  if (is_blocked === 1) await expireTokens(db, ({ eb }) => eb('user_id', '=', id), now)
  else await clearAttempts(db, email)
}
