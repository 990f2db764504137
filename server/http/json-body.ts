import { hash } from 'node:crypto'
import express, { type RequestHandler, type Response } from 'express'
import { failures } from '../failure.ts'
import { idempotencyKeyOf } from './idempotency-key.ts'

const maxBodyBytes = 64 * 1024

/** Answers are JSON: refuses a caller who would not read it. */
export const acceptJson: RequestHandler = function acceptJson(request, _response, next) {
  if (request.accepts('json') === false) throw failures.notAcceptable()
  next()
}

const json = express.json({
  limit: maxBodyBytes,
  type: 'application/json',
  strict: false,
  verify(request, response, bytes) {
    if (idempotencyKeyOf(request) === undefined) return
    // The response is Express's, which the library's types do not know.
    const { locals } = response as Response
    locals.bodyDigest = hash('sha256', bytes)
  },
})

/** Reads a JSON body of at most 64 KB. What is wrong with it is told after the caller's token was checked. */
export const readJsonBody: RequestHandler = function readJsonBody(request, response, next) {
  json(request, response, (fault?: unknown) => {
    response.locals.bodyFault = fault
    next()
  })
}

/** Refuses a body that could not be read, also where none is needed. */
export const refuseBodyFault: RequestHandler = function refuseBodyFault(_request, response, next) {
  next(response.locals.bodyFault)
}

/** Stands for every media type that is not JSON. */
const otherMediaType = 'application/octet-stream'

/**
 * Leaves the bare media type of Content-Type, and of those that are not JSON only one. The body was read already, and the
 * validator would keep compiled schemas for every string it ever sees here.
 */
export const bareContentType: RequestHandler = function bareContentType(request, _response, next) {
  const [given, ...others] = request.headersDistinct['content-type'] ?? []
  if (given !== undefined) {
    const mediaType = given.split(';', 1)[0]!.trim().toLowerCase()
    // Of several, somebody before us may have looked at another one.
    const isJson = mediaType === 'application/json' && others.length === 0
    request.headers['content-type'] = isJson ? mediaType : otherMediaType
  }
  next()
}
