import { auditPurge } from './audit-purge.ts'
import { idempotencyPurge } from './idempotency-purge.ts'
import type { Job } from './job.ts'
import { rateLimitPurge } from './rate-limit-purge.ts'
import { tokenDeleting } from './token-deleting.ts'
import { tokenExpiration } from './token-expiration.ts'

/** Everything that the scheduler runs. */
export const jobs: readonly Job[] = [tokenExpiration, tokenDeleting, idempotencyPurge, rateLimitPurge, auditPurge]
