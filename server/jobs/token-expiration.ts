import type { Token } from '../../sdk/src/generated/types.gen.ts'
import { secondsPerDay, unixSeconds } from '../services.ts'
import { expireTokens } from '../tokens/expire-tokens.ts'
import { batchRows, type Job } from './job.ts'

/** What a user needs to get out of this state, and so keeps. */
const kept = ['2fa_access_token', 'change_password_token'] as const satisfies Token['name'][]

/** Ends the tokens of users whose password has expired. */
export const tokenExpiration: Job = {
  name: 'token_expiration',
  schedule: (settings) => settings.tokenExpirationSchedule,
  handle(db, { settings, now }) {
    const live = db
      .selectFrom('tokens')
      .innerJoin('users', 'users.id', 'tokens.user_id')
      .where('users.password_set_at', '<=', unixSeconds(now()) - settings.passwordExpirationDays * secondsPerDay)
      .where('tokens.expires_at', '>', unixSeconds(now()))
      .where('tokens.name', 'not in', kept)
      .select('tokens.id')
      .orderBy('tokens.id')
      .limit(batchRows)
    return expireTokens(db, ({ eb }) => eb('id', 'in', live), now())
  },
}
