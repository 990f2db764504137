import express from 'express'
import { createServer, request as ask, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, expect, it, onTestFinished } from 'vitest'
import { demo, refreshGrant } from '../fixtures/demo.ts'
import { startServer } from '../fixtures/start-server.ts'
import { installSdk, type Project } from '../sdk/install-sdk.ts'
import { launchChromium } from './chromium.ts'

let browser: Browser
let project: Project
beforeAll(async () => {
  ;[browser, project] = await Promise.all([launchChromium(), installSdk()])
})
afterAll(() => Promise.all([browser.close(), project[Symbol.asyncDispose]()]))

/** Allows what the SDK needs: scripts and requests of its own origin, and the map of its modules. */
const policy = "default-src 'none'; script-src 'self' 'nonce-map'; connect-src 'self'"

const page = `<!doctype html>
<script type="importmap" nonce="map">
  { "imports": { "ehealth-auth-sdk": "/sdk/index.js", "ehealth-auth-sdk/testing": "/sdk/testing/index.js" } }
</script>
<script type="module" src="/program.js"></script>`

/** Serves the page, its program and the packed SDK as it is, and passes everything else on to the service. */
function serve(program: string, service: string): Server {
  const app = express()
  app.get('/', (_request, response) => void response.set('Content-Security-Policy', policy).send(page))
  app.get('/program.js', (_request, response) => void response.type('js').send(program))
  app.use('/sdk', express.static(join(project.sdk, 'dist/esm')))
  app.use((incoming: IncomingMessage, outgoing: ServerResponse) => {
    const { method, headers } = incoming
    const onward = ask(new URL(incoming.url ?? '/', service), { method, headers }, (answer) => {
      outgoing.writeHead(answer.statusCode ?? 502, answer.headers)
      answer.pipe(outgoing)
    })
    incoming.pipe(onward)
  })
  return createServer(app).listen(0, '127.0.0.1')
}

/** Runs the body of a function in a page; gives what it returns and what the page complained about. */
async function runInPage(body: string): Promise<{ report: unknown; complaints: string[] }> {
  const service = await startServer()
  const program = `
    import * as sdk from 'ehealth-auth-sdk'
    import { createMock } from 'ehealth-auth-sdk/testing'
    const run = async () => { ${body} }
    globalThis.report = run()`
  const server = serve(program, service.url)
  const tab = await browser.newPage()
  onTestFinished(async () => {
    await tab.close()
    server.closeAllConnections()
    server.close()
    await service.close()
  })
  const complaints: string[] = []
  tab.on('pageerror', (error) => complaints.push(error.message))
  // A server that listens on TCP has an address of this form.
  await tab.goto(`http://127.0.0.1:${(server.address() as AddressInfo).port}`)
  return { report: await tab.evaluate('report'), complaints }
}

it('the SDK works in a page as it was packed, under a policy that compiles no code', async () => {
  const { report, complaints } = await runInPage(`
    const auth = new sdk.EHealthAuth({ baseUrl: location.origin, accessToken: '${demo.administrator.token}' })
    const { data } = await auth.tokens.create(${JSON.stringify(refreshGrant.token)})
    const emails = []
    for await (const user of auth.users.list({ page_size: 1 })) emails.push(user.email)
    const options = { accessToken: 'nobody-has-it' }
    const refusal = await auth.clients.refreshSecret('${demo.clinic.id}', options).catch((error) => error)
    const { status, code } = refusal
    return { token: data.name, emails: emails.sort(), refused: sdk.isApiError(refusal), status, code }
  `)
  expect(report).toEqual({
    token: 'access_token',
    emails: ['admin@example.com', 'owner@example.com'],
    refused: true,
    status: 401,
    code: 'access_denied',
  })
  expect(complaints).toEqual([])
})

it('the mock works in a page', async () => {
  const { report } = await runInPage(`
    const mock = createMock()
    const auth = new sdk.EHealthAuth({ baseUrl: mock.baseUrl, fetch: mock.fetch })
    mock.use('createToken', 'expiredRefreshToken')
    const refusal = await auth.tokens.create(${JSON.stringify(refreshGrant.token)}).catch((error) => error)
    return refusal.code
  `)
  expect(report).toBe('token_expired')
})
