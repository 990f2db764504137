import { Router } from 'express'
import type { Hosting } from '../hosting.ts'
import type { Store } from '../store/store.ts'

/**
 * For those who run the service, outside the contract: `/health` says that the process answers, `/ready` that it can
 * work, or in words why it cannot.
 */
export function health(store: Store, hosting: Pick<Hosting, 'isStopping'>): Router {
  const router = Router()
  router.get('/health', (_request, response) => {
    response.json({ status: 'ok' })
  })
  router.get('/ready', async (_request, response) => {
    const obstacle = hosting.isStopping ? 'stopping' : await store.findObstacle()
    if (obstacle === undefined) response.json({ status: 'ready' })
    else response.status(503).set('Retry-After', '1').json({ status: obstacle })
  })
  return router
}
