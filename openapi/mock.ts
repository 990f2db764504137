/** The mock of the contract: Prism in this process, answering with the named examples. `npm run mock` starts it. */
import { getHttpOperationsFromSpec } from '@stoplight/prism-http'
import { validateSecurity } from '@stoplight/prism-http/dist/validator/index.js'
import { createServer } from '@stoplight/prism-http-server'
import { parseArgs } from 'node:util'
import pino from 'pino'

/** Where the mock listens. */
export interface MockOptions {
  /** 0 lets the system choose a free port. */
  port: number
  /** @default '127.0.0.1' */
  host?: string
}

/** A mock that listens. */
export interface Mock {
  /** Its origin, with the port that was really taken. */
  url: string
  /** Ends the open connections and frees the port. */
  close(): Promise<void>
}

type Operation = Awaited<ReturnType<typeof getHttpOperationsFromSpec>>[number]
type PrismComponents = Parameters<typeof createServer>[1]['components']
type SecurityCheck = NonNullable<PrismComponents['validateSecurity']>

const contract = `${import.meta.dirname}/dist/openapi.json`

/** Prism marks deprecation with `Deprecation: true`, which would replace the header that the contract documents. */
function withOwnDeprecation(operation: Operation): Operation {
  return { ...operation, deprecated: false }
}

/** Prism lets `{}` in `security` pass only without `Authorization`, but the contract says that the header is ignored. */
function withOptionalSecurity(operation: Operation): Operation {
  return operation.security?.some((schemes) => schemes.length === 0) ? { ...operation, security: [] } : operation
}

/** Prism knows only `Bearer`, but the name of a scheme has no case (RFC 9110, section 11.1). */
const checkSecurity: SecurityCheck = ({ resource, element }) => {
  const authorization = element.headers?.['authorization']?.replace(/^bearer(?=\s)/i, 'Bearer')
  const headers = authorization === undefined ? element.headers : { ...element.headers, authorization }
  return validateSecurity({ resource, element: { ...element, headers } })
}

/**
 * Starts the mock of the bundled contract. `Prefer: code=401, example=invalidClient` chooses an answer; without it a
 * valid request gets the first example of its success, any other the first example of 401, 415 or 422. Then the header
 * `sl-violations` says what was wrong.
 *
 * @throws Error when the port cannot be taken.
 */
export async function startMock({ port, host = '127.0.0.1' }: MockOptions): Promise<Mock> {
  const operations = await getHttpOperationsFromSpec(contract)
  const server = createServer(operations.map(withOwnDeprecation).map(withOptionalSecurity), {
    components: { logger: silentLogger(), validateSecurity: checkSecurity },
    config: {
      checkSecurity: true,
      validateRequest: true,
      validateResponse: true,
      errors: false,
      upstreamProxy: undefined,
      isProxy: false,
      mock: { dynamic: false },
    },
    cors: true,
  })
  // Prism rejects with a bare string, and writes IPv6 addresses without their brackets.
  const address = await server.listen(port, host).catch((reason: unknown) => {
    throw new Error(`the mock cannot listen on ${host}:${port}: ${String(reason)}`)
  })
  const taken = address.slice(address.lastIndexOf(':') + 1)
  return { url: `http://${host.includes(':') ? `[${host}]` : host}:${taken}`, close: () => server.close() }
}

function silentLogger(): PrismComponents['logger'] {
  return pino({ level: 'silent', customLevels: { success: 27 } })
}

function commandLine(): Required<MockOptions> {
  const { values } = parseArgs({ options: { port: { type: 'string' }, host: { type: 'string' } } })
  const port = values.port ?? process.env['PORT'] ?? '4010'
  if (!/^\d{1,5}$/.test(port) || Number(port) > 65535) throw new Error(`"${port}" is not a port: a number from 0 to 65535`)
  return { port: Number(port), host: values.host ?? process.env['HOST'] ?? '127.0.0.1' }
}

const greeting = (url: string) => `mock of the contract: ${url}

# a valid request is answered with the first example of its success
curl -i ${url}/oauth/tokens -H 'Content-Type: application/json' \\
  -d '{"token":{"grant_type":"refresh_token","client_id":"6498d88e-97fb-47e2-85a5-99e884f888aa","client_secret":"msp-001-secret-key","refresh_token":"my-oauth-refresh-token"}}'

# Prefer chooses any documented status, and any named example of it
curl -i ${url}/oauth/tokens -H 'Content-Type: application/json' -H 'Prefer: code=401, example=expiredRefreshToken' \\
  -d '{"token":{"grant_type":"refresh_token","client_id":"6498d88e-97fb-47e2-85a5-99e884f888aa","client_secret":"msp-001-secret-key","refresh_token":"my-oauth-refresh-token"}}'
curl -i -X PATCH ${url}/admin/clients/df9f70ee-4b12-4740-b0f5-bb5aea116863/refresh_secret \\
  -H 'Authorization: Bearer any-token' -H 'Prefer: code=409, example=undecidedConnection'

# an invalid request gets 401, 415 or 422, and the header sl-violations says why
curl -i ${url}/oauth/tokens -H 'Content-Type: application/json' -d '{"token":{"grant_type":"refresh_token"}}'
`

if (import.meta.main) {
  try {
    const mock = await startMock(commandLine())
    console.log(greeting(mock.url))
    for (const signal of ['SIGINT', 'SIGTERM']) process.once(signal, () => void mock.close())
  } catch (error) {
    console.error(error instanceof Error ? error.message : error)
    process.exitCode = 1
  }
}
