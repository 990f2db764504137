import type { SqlBool, Expression, ExpressionBuilder } from 'kysely'
import { unixSeconds } from '../services.ts'
import type { Database } from '../store/schema.ts'
import type { Queries } from '../store/store.ts'

type TokenCondition = (expression: ExpressionBuilder<Database, 'tokens'>) => Expression<SqlBool>

/** Ends the tokens that meet the condition and have not ended yet. There is no other mark of a revoked token. */
export async function expireTokens(db: Queries, condition: TokenCondition, now: Date): Promise<void> {
  await db
    .updateTable('tokens')
    .set({ expires_at: unixSeconds(now), updated_at: now.toISOString() })
    .where('expires_at', '>', unixSeconds(now))
    .where(condition)
    .execute()
}
