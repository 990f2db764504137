import { Router } from 'express'
import type { Store } from '../store/store.ts'
import { databaseUnavailable } from './database-unavailable.ts'

/**
 * For those who run the service, outside the contract: `/health` says that the process answers, `/ready` that it can
 * work, which it can once its database answers.
 */
export function health(store: Store): Router {
  const router = Router()
  router.get('/health', (_request, response) => {
    response.json({ status: 'ok' })
  })
  router.get('/ready', async (_request, response) => {
    try {
      // A table, because the engine could answer without looking into a damaged file.
      await store.read.selectFrom('roles').select('id').limit(1).execute()
      response.json({ status: 'ready' })
    } catch {
      databaseUnavailable(response)
    }
  })
  return router
}
