import express, { type RequestHandler } from 'express'
import { failures } from '../failure.ts'

const maxBodyBytes = 64 * 1024

/** Answers are JSON: refuses a caller who would not read it. */
export const acceptJson: RequestHandler = function acceptJson(request, _response, next) {
  if (request.accepts('json') === false) throw failures.notAcceptable()
  next()
}

/** Reads a JSON body of at most 64 KB. */
export const readJsonBody: RequestHandler = express.json({ limit: maxBodyBytes, type: 'application/json' })

/**
 * Leaves the bare media type of Content-Type. The body was read already, and the validator would keep a compiled schema
 * for every parameter string it ever sees.
 */
export const bareContentType: RequestHandler = function bareContentType(request, _response, next) {
  const contentType = request.headers['content-type']
  if (contentType !== undefined) request.headers['content-type'] = contentType.split(';', 1)[0]!.trim().toLowerCase()
  next()
}
