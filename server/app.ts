import express, { type Express } from 'express'
import type { Logger } from 'pino'
import { failures } from './failure.ts'
import { hostAlone } from './hosting.ts'
import { accessLog } from './http/access-log.ts'
import { contractRoutes } from './http/contract-routes.ts'
import { health } from './http/health.ts'
import { acceptJson, bareContentType, readJsonBody } from './http/json-body.ts'
import { metrics } from './http/metrics.ts'
import { parseQuery } from './http/parse-query.ts'
import { rateLimit } from './http/rate-limit.ts'
import { requestId } from './http/request-id.ts'
import { requestMetrics } from './http/request-metrics.ts'
import { envelopeSender } from './http/send-envelope.ts'
import { securityHeaders } from './http/security-headers.ts'
import { sendFailure } from './http/send-failure.ts'
import { warnOfProxy } from './http/warn-of-proxy.ts'
import { handlers } from './operations/handlers.ts'
import type { Services } from './services.ts'
import { pages } from './web/pages.ts'

/** The whole request path. */
export function createApp(services: Services, logger: Logger, hosting = hostAlone()): Express {
  const app = express()
  const sendEnvelope = envelopeSender(services.settings, logger)
  app.disable('x-powered-by')
  app.disable('etag')
  app.set('query parser', parseQuery)
  app.set('trust proxy', services.settings.trustedProxies)

  app.use(requestId)
  app.use(accessLog(logger))
  app.use(requestMetrics(hosting.registry))
  app.use(securityHeaders)
  app.use(health(services.store, hosting))
  app.use(metrics(services, hosting))
  app.use(pages)
  app.use(warnOfProxy(logger), rateLimit(services))
  app.use(acceptJson, readJsonBody, bareContentType)
  app.use(contractRoutes(handlers, services, sendEnvelope))
  app.use((_request, _response, next) => next(failures.notFound()))
  app.use(sendFailure(sendEnvelope, logger))
  return app
}
