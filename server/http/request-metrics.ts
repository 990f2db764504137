import type { RequestHandler } from 'express'
import { Counter, Gauge, Histogram, type Registry } from 'prom-client'
import { contractOperations } from '../contract.ts'
import { operationOf } from './operation-of.ts'
import { statusOf } from './status-of.ts'

/** Most answers take a few milliseconds, and a sign-in some tens, because passwords are slow to check. */
const durationBuckets = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10]

/** The operation of requests that have none: health checks, pages, unknown paths. */
const none = 'none'

/**
 * Counts requests and answers. Labels have only what the contract names, and statuses, so that nobody can make more of them, nor
 * put a secret into one.
 */
export function requestMetrics(registry: Registry): RequestHandler {
  const registers = [registry]
  const requests = new Counter({
    name: 'ehealth_auth_http_requests_total',
    help: 'Requests that were answered, or aborted by their caller.',
    labelNames: ['operation', 'status'],
    registers,
  })
  const durations = new Histogram({
    name: 'ehealth_auth_http_request_duration_seconds',
    help: 'Time from a request to the end of its answer.',
    labelNames: ['operation'],
    buckets: durationBuckets,
    registers,
  })
  const underWay = new Gauge({ name: 'ehealth_auth_http_requests_under_way', help: 'Requests that wait for their answer.', registers })
  const refusals = new Counter({
    name: 'ehealth_auth_refusals_total',
    help: 'Answers with an error, by its type.',
    labelNames: ['operation', 'type'],
    registers,
  })
  const violations = new Counter({
    name: 'ehealth_auth_contract_violations_total',
    help: 'Answers that break the contract; the log says how.',
    labelNames: ['operation'],
    registers,
  })
  // Counted from nothing, so that the first one is seen as an increase.
  for (const { id } of contractOperations) violations.inc({ operation: id }, 0)

  return function countRequest(request, response, next) {
    const startedAt = performance.now()
    underWay.inc()
    response.once('close', () => {
      const operation = operationOf(request)?.operationId ?? none
      const { errorType, violation } = response.locals
      underWay.dec()
      requests.inc({ operation, status: statusOf(response) })
      durations.observe({ operation }, (performance.now() - startedAt) / 1_000)
      if (errorType !== undefined) refusals.inc({ operation, type: errorType })
      if (violation !== undefined) violations.inc({ operation })
    })
    next()
  }
}
