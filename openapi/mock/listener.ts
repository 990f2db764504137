/**
 * HTTP around the engine. Prism's own server is not used, because it never answers a body that is not JSON: it waits for
 * the end of a request that has already ended.
 */
import { ProblemJsonError, type IHttpRequest } from '@stoplight/prism-http'
import { getHttpConfigFromRequest } from '@stoplight/prism-http-server/dist/getHttpConfigFromRequest.js'
import express, { type Request, type RequestHandler } from 'express'
import type { IncomingMessage, RequestListener } from 'node:http'
import { parse as parseQuery } from 'node:querystring'
import { text } from 'node:stream/consumers'
import type { Engine, Question } from './prism.ts'
import { violationsHeader } from './violations.ts'

interface Answer {
  status: number
  headers: Record<string, string>
  body: unknown
}

const malformedJson = { code: 400, exampleKey: 'malformedJson' }
const notAcceptable = { code: 406, exampleKey: 'notAcceptable' }

/** Answers from the engine, to pages of every origin, like Prism's own server. */
export function createListener(engine: Engine): RequestListener {
  return express()
    .disable('x-powered-by')
    .use(allowEveryOrigin, async function answerFromContract(incoming, response) {
      const { status, headers, body } = await answer(engine, incoming).catch(problem)
      response.statusCode = status
      response.setHeaders(new Map(Object.entries(headers)))
      // Prism names a type of what has no body, too.
      if (body === undefined) response.removeHeader('Content-Type')
      response.end(JSON.stringify(body))
    })
}

async function answer(engine: Engine, incoming: Request): Promise<Answer> {
  const request = readRequest(incoming)
  if (incoming.accepts('json') === false) return ask(engine, { request, preference: notAcceptable, unchecked: true })
  const body = await readBody(incoming)
  if (body === malformed) return ask(engine, { request, preference: malformedJson, unchecked: true })

  const preference = getHttpConfigFromRequest(request)
  if (preference._tag === 'Left') throw preference.left
  return ask(engine, { request: { ...request, body }, preference: preference.right })
}

async function ask(engine: Engine, question: Question): Promise<Answer> {
  const result = await engine(question)
  if (result._tag === 'Left') throw result.left
  const { output, validations } = result.right
  return { status: output.statusCode, headers: { ...output.headers, ...violationsHeader(validations.input) }, body: output.body }
}

/** `Accept` is left out: it has been looked at, and where it is refused the answer is JSON all the same. */
function readRequest({ method, url, headers: { accept: _accept, ...headers } }: Request): IHttpRequest {
  const { pathname, search } = new URL(url, 'http://mock')
  // Real clients send one, and the server takes it.
  const path = pathname.replace(/(?<=.)\/$/, '')
  return {
    // The router compares it with the methods of the contract and refuses every other.
    method: method.toLowerCase() as IHttpRequest['method'],
    url: { path, query: parseQuery(search.slice(1)) as Record<string, string | string[]> },
    // Only `set-cookie` has several values, and no request carries it.
    headers: headers as Record<string, string>,
  }
}

const malformed = Symbol('malformed JSON')

/** Only a body that is declared as JSON is read as JSON; any other is for the engine to refuse with 415. */
async function readBody(incoming: IncomingMessage): Promise<unknown> {
  const raw = await text(incoming)
  if (raw === '') return null
  if (!/^application\/([\w.-]+\+)?json\b/i.test(incoming.headers['content-type'] ?? '')) return raw
  try {
    return JSON.parse(raw)
  } catch {
    return malformed
  }
}

/** What the contract does not document, such as an unknown route, keeps Prism's own form. */
function problem(error: unknown): Answer {
  const body = ProblemJsonError.toProblemJson(error instanceof Error ? error : new Error(String(error)))
  return { status: body.status, headers: { 'Content-Type': 'application/problem+json' }, body }
}

const allowEveryOrigin: RequestHandler = function allowEveryOrigin({ method, headers }, response, next) {
  response.setHeader('Access-Control-Allow-Origin', headers.origin ?? '*')
  response.setHeader('Access-Control-Allow-Headers', headers['access-control-request-headers'] ?? '*')
  response.setHeader('Access-Control-Allow-Methods', headers['access-control-request-method'] ?? '*')
  response.setHeader('Access-Control-Expose-Headers', '*')
  if (method === 'OPTIONS') response.writeHead(204).end()
  else next()
}
