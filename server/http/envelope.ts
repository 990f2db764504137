import type { Request, Response } from 'express'
import { constantHeaders } from './constant-headers.ts'
import { operationOf } from './operation-of.ts'

interface Content {
  status: number
  headers?: Record<string, string>
  [member: string]: unknown
}

/** Sends an answer in the envelope: `meta` and the members given, with the headers of the contract. */
export function sendEnvelope(request: Request, response: Response, { status, headers = {}, ...members }: Content): void {
  response.set({ 'Cache-Control': 'no-store', ...constantHeaders(operationOf(request), status), ...headers })
  const meta = {
    code: status,
    url: urlOf(request),
    type: Array.isArray(members.data) ? 'list' : 'object',
    request_id: response.locals.requestId,
  }
  response.status(status).json({ meta, ...members })
}

/** The URL of the request without its query. */
function urlOf(request: Request): string {
  return `${request.protocol}://${request.get('host') ?? 'localhost'}${request.originalUrl.split('?', 1)[0]}`
}
