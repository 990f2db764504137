import type { Response } from 'express'

/** Tells those who watch over the service that its database does not answer. */
export function databaseUnavailable(response: Response): void {
  response.status(503).set('Retry-After', '1').json({ status: 'database unavailable' })
}
