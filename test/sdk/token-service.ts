import type { IncomingMessage } from 'node:http'
import { text } from 'node:stream/consumers'
import { EHealthAuth, type EHealthAuthOptions } from 'ehealth-auth-sdk'
import type { Received, Step } from './scripted-server.ts'
import { startStub } from './stub-server.ts'

/** A service that gives the tokens `access-1`, `access-2` and so on, and a resource that takes them. */
export interface TokenService {
  baseUrl: string
  /** The refresh tokens and codes that were presented. */
  grants: string[]
  /** The access tokens that logged out. */
  logouts: string[]
  /** What reached the resource. */
  received: Received[]
  /** What the next requests for tokens, or logouts, get instead. */
  faults: Step[]
  /** Access tokens that the resource refuses. */
  dead: Set<string>
  /** How the resource answers a token that it takes; with the token unless told otherwise. */
  resource: Step
  /** Told of each request for tokens before it is answered. */
  onGrant: () => unknown
  /** A client that tries everything once. */
  client(options?: EHealthAuthOptions): EHealthAuth
}

interface Options {
  /** Of an access token. */
  lifetimeSeconds?: number
  /** What comes with each access token; `null` for nothing. */
  refreshToken?: string | null
}

/** Starts a service that has the clock of this process. */
export async function startTokenService({ lifetimeSeconds = 3_600, refreshToken = 'refresh' }: Options = {}): Promise<TokenService> {
  const issue = () => {
    const now = Date.now()
    const details = { scope: 'a b', ...(refreshToken === null ? {} : { refresh_token: refreshToken }) }
    const data = { value: `access-${service.grants.length}`, expires_at: Math.floor(now / 1_000) + lifetimeSeconds, details }
    return { date: new Date(now).toUTCString(), body: JSON.stringify({ meta: {}, data }) }
  }
  const service: TokenService = {
    baseUrl: '',
    grants: [],
    logouts: [],
    received: [],
    faults: [],
    dead: new Set(),
    resource: (request, response) => void response.end(bearerOf(request)),
    onGrant: () => {},
    client: (options) => new EHealthAuth({ baseUrl: service.baseUrl, clientId: 'id', clientSecret: 'secret', maxRetries: 0, ...options }),
  }
  service.baseUrl = await startStub(async (request, response) => {
    const { method, url, headers } = request
    const body = await text(request)
    if (url?.endsWith('/oauth/tokens')) {
      const { token } = JSON.parse(body)
      service.grants.push(token.refresh_token ?? token.code)
      const tokens = issue()
      await service.onGrant()
      const fault = service.faults.shift()
      if (fault !== undefined) return fault(request, response)
      response.writeHead(201, { Date: tokens.date }).end(tokens.body)
    } else if (url?.endsWith('/auth/logout')) {
      service.logouts.push(bearerOf(request))
      const fault = service.faults.shift()
      if (fault !== undefined) return fault(request, response)
      response.end('{"meta":{},"data":{}}')
    } else {
      service.received.push({ line: `${method} ${url}`, headers, body })
      const bearer = bearerOf(request)
      if (service.dead.has(bearer)) response.writeHead(401).end(bearer)
      else service.resource(request, response)
    }
  })
  return service
}

const bearerOf = ({ headers }: IncomingMessage) => headers.authorization?.replace('Bearer ', '') ?? ''

/** Answers with a refusal in the envelope of the contract. */
export const refuse = (status: number, type: string): Step => (_request, response) =>
  void response.writeHead(status).end(JSON.stringify({ meta: {}, error: { type } }))
