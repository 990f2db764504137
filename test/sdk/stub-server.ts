import { createServer, type RequestListener } from 'node:http'
import type { AddressInfo } from 'node:net'
import { onTestFinished } from 'vitest'

/** A server that stands for whatever may sit between an integrator and the service. It ends with the test. */
export async function startStub(listener: RequestListener): Promise<string> {
  const server = createServer(listener)
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  onTestFinished(() => {
    server.closeAllConnections()
    server.close()
  })
  // A server that listens on TCP has an address of this form.
  const { port } = server.address() as AddressInfo
  return `http://127.0.0.1:${port}`
}

/** A server that always gives this answer. */
export function startAnswering(
  status: number,
  body: string,
  headers: Record<string, string> = { 'Content-Type': 'application/json' },
): Promise<string> {
  return startStub((_request, response) => response.writeHead(status, headers).end(body))
}
