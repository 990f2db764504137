import { Router, type Request } from 'express'
import { Registry } from 'prom-client'
import type { Hosting } from '../hosting.ts'
import { hashSecretValue, isSameHash } from '../secrets/secret-value.ts'
import type { Services } from '../services.ts'
import { bearerOf } from './bearer-of.ts'
import { jobMetrics } from './job-metrics.ts'

/**
 * `/metrics` for those who run the service, outside the contract, in the text format of Prometheus. It asks for the bearer token of the
 * setting, where there is one.
 */
export function metrics({ store, settings: { metricsToken } }: Services, { registry, tellMetrics }: Hosting): Router {
  jobMetrics(registry, store)
  const router = Router()
  router.get('/metrics', async (request, response) => {
    if (metricsToken !== undefined && !hasToken(request, metricsToken)) {
      response.status(401).set('WWW-Authenticate', 'Bearer').json({ status: 'the token of METRICS_TOKEN is required' })
      return
    }
    response.type(Registry.PROMETHEUS_CONTENT_TYPE).send(await tellMetrics())
  })
  return router
}

function hasToken(request: Request, token: string): boolean {
  return isSameHash(hashSecretValue(bearerOf(request) ?? ''), hashSecretValue(token))
}
