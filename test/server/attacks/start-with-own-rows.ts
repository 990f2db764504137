import type { Fixtures } from '../../../server/fixtures/fixtures.ts'
import type { Answer } from '../../fixtures/call.ts'
import { demoFixtures } from '../../fixtures/demo-fixtures.ts'
import { startServer, type TestServer } from '../../fixtures/start-server.ts'
import { makePasswordsCheap } from '../../properties/sandbox/cheap-passwords.ts'
import { connect } from '../../properties/sandbox/connect.ts'
import type { ContractRequest } from '../statuses/contract-request.ts'
import { addOwnRows } from '../statuses/own-rows.ts'

/** A server to which many requests are sent. */
export interface AttackedServer extends TestServer {
  /** Sends a request as `METHOD /path`, over one connection for all, which takes half the time of `fetch`. */
  ask(target: string, request?: Partial<Omit<ContractRequest, 'target'>>): Promise<Answer>
  send(request: ContractRequest): Promise<Answer>
}

/** Starts a server whose database has rows for every operation, and passwords that are cheap as long as it runs. */
export async function startWithOwnRows(change: (fixtures: Required<Fixtures>) => void = () => undefined): Promise<AttackedServer> {
  const endCheapPasswords = makePasswordsCheap()
  const fixtures = await demoFixtures((lists) => {
    addOwnRows(lists)
    change(lists)
  })
  const server = await startServer({ fixtures, origin: 'generated' })
  const connection = connect(server)

  const ask: AttackedServer['ask'] = (target, { headers = {}, body } = {}) => {
    const [method = '', path = ''] = target.split(' ')
    const text = typeof body === 'string' || body === undefined ? body : JSON.stringify(body)
    const content: Record<string, string> = text === undefined ? {} : { 'Content-Type': 'application/json' }
    return connection.send({ method, target: path, headers: { ...content, ...headers }, body: text })
  }
  const close = async () => {
    connection.close()
    await server.close()
    endCheapPasswords()
  }
  return { ...server, ask, send: ({ target, ...request }) => ask(target, request), close, [Symbol.asyncDispose]: close }
}
