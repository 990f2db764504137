import { Session, type Debugger, type InspectorNotification } from 'node:inspector'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { call } from '../fixtures/call.ts'
import { demo, logIn, refreshGrant } from '../fixtures/demo.ts'
import { startServer } from '../fixtures/start-server.ts'

/**
 * The validator keeps what it compiles by the text of Content-Type, for ever, so that a stranger could
 * fill the memory. Each compilation is a script that the engine parses, and the engine's own debugger reports those.
 */
const engine = new Session()
let compiled = 0

/** How the scripts begin that Ajv makes. The database's driver makes others, for rows, and keeps none of them. */
const beginning = '(function anonymous(self,scope'

function count({ params: { scriptId } }: InspectorNotification<Debugger.ScriptParsedEventDataType>): void {
  engine.post('Debugger.getScriptSource', { scriptId }, (_error, { scriptSource }) => {
    if (scriptSource.startsWith(beginning)) compiled++
  })
}

const server = await startServer()
beforeAll(() => {
  engine.connect()
  // Counting begins after the scripts that are there already have been reported.
  engine.post('Debugger.enable', () => engine.on('Debugger.scriptParsed', count))
})
afterAll(async () => {
  engine.disconnect()
  await server.close()
})

const session = { Authorization: `Bearer ${await logIn(server)}` }
const owner = { Authorization: `Bearer ${demo.pharmacy.ownerToken}`, 'API-key': demo.mis.apiKey }

/** How many requests differ only in Content-Type. */
const variety = 200

const spellings: [string, (number: number) => string][] = [
  ['parameters of JSON', (number) => `application/json; x=${number}`],
  ['charsets', (number) => `application/json; charset=x-${number}`],
  ['spaces and capitals', (number) => `Application/JSON${' '.repeat(number % 50)};${number}`],
  ['media types', (number) => `application/x-${number}+json`],
  ['texts that are no media type', (number) => `${number}`],
  ['boundaries and more', (number) => `multipart/form-data; boundary=${number}; x=${number}`],
]

const calls: [string, { headers?: Record<string, string>; body?: unknown }][] = [
  ['POST /oauth/tokens', { body: refreshGrant }],
  ['POST /oauth/tokens', { body: {} }],
  ['POST /auth/login', { body: {} }],
  ['POST /oauth/apps/authorize', { body: {} }],
  ['POST /oauth/apps/authorize', { body: {}, headers: session }],
  ['POST /auth/logout', {}],
  [`PATCH /admin/clients/${demo.pharmacy.id}/refresh_secret`, { headers: owner }],
  ['GET /oauth/tokens', {}],
]

/** Sends each call once with each Content-Type. */
async function send(contentTypes: string[]): Promise<void> {
  for (const contentType of contentTypes) {
    await Promise.all(calls.map(([target, { headers, body }]) => call(server, target, { body, headers: { ...headers, 'Content-Type': contentType } })))
  }
}

it('the count sees what the first requests compile', async () => {
  expect(compiled).toBe(0)
  await send(['application/json'])
  expect(compiled).toBeGreaterThan(10)
})

describe.each(spellings)(`${variety} %s`, (_name, spell) => {
  it('compile nothing', async () => {
    await send([spell(0)])
    const before = compiled
    await send(Array.from({ length: variety / calls.length }, (_, number) => spell(number + 1)))
    expect(compiled - before).toBe(0)
  })
})
