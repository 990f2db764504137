import type { SqlBool, Expression, ExpressionBuilder } from 'kysely'
import { unixSeconds } from '../services.ts'
import type { Database } from '../store/schema.ts'
import type { Queries } from '../store/store.ts'

type TokenCondition = (expression: ExpressionBuilder<Database, 'tokens'>) => Expression<SqlBool>

/** How far the clocks of instances may be apart: what has expired here may still be used elsewhere. */
const clockSkewSeconds = 60

/** Ends the tokens that meet the condition and have not ended yet; returns how many. There is no other mark of a revoked token. */
export async function expireTokens(db: Queries, condition: TokenCondition, now: Date): Promise<number> {
  await waitForGrants(db, condition, now)
  const { numUpdatedRows } = await db
    .updateTable('tokens')
    .set({ expires_at: unixSeconds(now), updated_at: now.toISOString() })
    .where('expires_at', '>', unixSeconds(now))
    .where(condition)
    .executeTakeFirst()
  return Number(numUpdatedRows)
}

/**
 * Waits for those who are using tokens that meet the condition, and keeps others from it until the end of the transaction. A grant
 * is locked while it is used, and the token that it is exchanged for is seen only after that: so whoever ends both waits first.
 */
export async function waitForGrants(db: Queries, condition: TokenCondition, now: Date): Promise<void> {
  await db
    .selectFrom('tokens')
    .where('expires_at', '>', unixSeconds(now) - clockSkewSeconds)
    .where(condition)
    .select('id')
    .orderBy('id')
    .forUpdate()
    .execute()
}
