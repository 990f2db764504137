import type { Request, Response } from 'express'
import type { Meta } from '../../sdk/src/generated/types.gen.ts'
import { contractHashes } from '../contract-hashes.ts'
import { constantHeaders } from './constant-headers.ts'
import { operationOf } from './operation-of.ts'

interface Content {
  status: number
  headers?: Record<string, string>
  [member: string]: unknown
}

/** The headers of every answer, also of those that no operation gives. */
export const everywhere = { 'Cache-Control': 'no-store', 'X-Contract-Hash': contractHashes.hash }

/** Sends an answer in the envelope: `meta` and the members given, with the headers of the contract. */
export function sendEnvelope(request: Request, response: Response, { status, headers = {}, ...members }: Content): void {
  const { locals } = response
  // An answer that the contract refused is followed by a failure, which must not carry its headers.
  for (const name of locals.answerHeaders ?? []) response.removeHeader(name)
  const answerHeaders = { ...everywhere, ...constantHeaders(operationOf(request), status), ...headers }
  locals.answerHeaders = Object.keys(answerHeaders)
  response.set(answerHeaders).status(status)
  if (status === 204) return void response.end()
  // The validator compiles the schemas of an operation's answers anew for each type of a request, on which they do not depend.
  request.headers['content-type'] = 'application/json'
  response.json(envelope({ code: status, url: urlOf(request), request_id: locals.requestId }, members))
}

/** Puts the members of an answer into the envelope; whether `data` is a list says `meta.type`. */
export function envelope(about: Omit<Meta, 'type'>, members: Record<string, unknown>) {
  const type = Array.isArray(members.data) ? 'list' : 'object'
  return { meta: { ...about, type }, ...members }
}

/** The URL of the request without its query. */
function urlOf(request: Request): string {
  return `${request.protocol}://${request.get('host') ?? 'localhost'}${request.originalUrl.split('?', 1)[0]}`
}
