/** The mock of the contract: Prism in this process, answering with the named examples. `npm run mock` starts it. */
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { parseArgs } from 'node:util'
import { createListener } from './mock/listener.ts'
import { loadEngine } from './mock/prism.ts'
import { exampleValue } from '../server/contract.ts'
import { onStop } from '../server/on-stop.ts'

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

/**
 * Starts the mock of the bundled contract. `Prefer: code=401, example=invalidClient` chooses an answer; without it a
 * valid request gets the first example of its success, any other the example of 400, 401, 406, 413, 415 or 422 that fits. The
 * header `sl-violations` then says what was wrong.
 *
 * @throws Error when the port cannot be taken.
 */
export async function startMock({ port, host = '127.0.0.1' }: MockOptions): Promise<Mock> {
  const server = createServer(createListener(await loadEngine()))
  await new Promise<void>((resolve, reject) => server.once('error', reject).listen(port, host, resolve))
  // A server that listens on a port has no other form of address.
  const taken = (server.address() as AddressInfo).port
  return {
    url: `http://${host.includes(':') ? `[${host}]` : host}:${taken}`,
    close: () => new Promise((resolve) => server.close(() => resolve()).closeAllConnections()),
  }
}

function commandLine(): Required<MockOptions> {
  const { values } = parseArgs({ options: { port: { type: 'string' }, host: { type: 'string' } } })
  const port = values.port ?? process.env['PORT'] ?? '4010'
  if (!/^\d{1,5}$/.test(port) || Number(port) > 65535) throw new Error(`"${port}" is not a port: a number from 0 to 65535`)
  return { port: Number(port), host: values.host ?? process.env['HOST'] ?? '127.0.0.1' }
}

const grant = JSON.stringify(exampleValue('refreshGrant'))

const greeting = (url: string) => `mock of the contract: ${url}

# a valid request is answered with the first example of its success
curl -i ${url}/oauth/tokens -H 'Content-Type: application/json' -d '${grant}'
curl -i ${url}/admin/users -H 'Authorization: Bearer any'

# Prefer chooses any documented status, and any named example of it; openapi/scenarios.md lists them all
curl -i ${url}/oauth/tokens -H 'Content-Type: application/json' -d '${grant}' \\
  -H 'Prefer: code=401, example=expiredRefreshToken'
curl -i -X PATCH ${url}/admin/clients/df9f70ee-4b12-4740-b0f5-bb5aea116863/refresh_secret \\
  -H 'Authorization: Bearer any' -H 'Prefer: code=409, example=undecidedConnection'

# an invalid request is answered with 400, 401, 406, 413, 415 or 422, and the header sl-violations says why
curl -i ${url}/oauth/tokens -H 'Content-Type: application/json' -d '{"token":{"grant_type":"refresh_token"}}'
`

if (import.meta.main) {
  try {
    const mock = await startMock(commandLine())
    onStop(() => void mock.close())
    console.log(greeting(mock.url))
  } catch (error) {
    console.error(error instanceof Error ? error.message : error)
    process.exitCode = 1
  }
}
