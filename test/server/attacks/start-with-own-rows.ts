import type { Fixtures } from '../../../server/fixtures/fixtures.ts'
import { demoFixtures } from '../../fixtures/demo-fixtures.ts'
import { startServer, type TestServer } from '../../fixtures/start-server.ts'
import { makePasswordsCheap } from '../../properties/sandbox/cheap-passwords.ts'
import { addOwnRows } from '../statuses/own-rows.ts'

/** Starts a server whose database has rows for every operation, and passwords that are cheap as long as it runs. */
export async function startWithOwnRows(change: (fixtures: Required<Fixtures>) => void): Promise<TestServer> {
  const endCheapPasswords = makePasswordsCheap()
  const fixtures = await demoFixtures((lists) => {
    addOwnRows(lists)
    change(lists)
  })
  const server = await startServer({ fixtures, origin: 'generated' })
  const close = async () => {
    await server.close()
    endCheapPasswords()
  }
  return { ...server, close, [Symbol.asyncDispose]: close }
}
