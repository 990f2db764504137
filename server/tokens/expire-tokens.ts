import type { SqlBool, Expression, ExpressionBuilder } from 'kysely'
import { unixSeconds } from '../services.ts'
import type { Database } from '../store/schema.ts'
import type { Queries } from '../store/store.ts'

type TokenCondition = (expression: ExpressionBuilder<Database, 'tokens'>) => Expression<SqlBool>

/**
 * Ends the tokens that meet the condition and have not ended yet; returns how many. There is no other mark of a revoked token.
 * A grant that is being used is locked until its new token is there, so whoever ends both waits for it before looking for them.
 */
export async function expireTokens(db: Queries, condition: TokenCondition, now: Date): Promise<number> {
  const isLive = (expression: ExpressionBuilder<Database, 'tokens'>) =>
    expression.and([expression('expires_at', '>', unixSeconds(now)), condition(expression)])
  await db.selectFrom('tokens').where(isLive).select('id').orderBy('id').forUpdate().execute()
  const { numUpdatedRows } = await db
    .updateTable('tokens')
    .set({ expires_at: unixSeconds(now), updated_at: now.toISOString() })
    .where(isLive)
    .executeTakeFirst()
  return Number(numUpdatedRows)
}
