/**
 * The floor: what a refresh costs with nothing but node:http, JSON, SHA-256 and the same SQL at the same durability (WAL,
 * `synchronous=FULL`, group commit). No validation, no framework, no logging.
 */
import SQLite from 'better-sqlite3'
import { createHash, randomBytes, randomUUID } from 'node:crypto'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'

const [file = ':memory:'] = process.argv.slice(2)
const clientId = '6498d88e-97fb-47e2-85a5-99e884f888aa'
const userId = '3ff33ced-69dc-415a-b231-c6446898335a'
const hash = (text: string) => createHash('sha256').update(text).digest()
const now = () => Math.floor(Date.now() / 1000)

const database = new SQLite(file)
database.pragma('journal_mode = WAL')
database.pragma('synchronous = FULL')
database.exec(`
  create table connections (id text primary key, client_id text, secret_hash blob, unique (client_id, secret_hash));
  create table tokens (id text primary key, user_id text, name text, hash blob unique, expires_at int, client_id text,
    scope text, grant_type text);
  create table approvals (user_id text, client_id text, scope text, primary key (user_id, client_id));
`)
database.prepare('insert into connections values (?, ?, ?)').run(randomUUID(), clientId, hash('msp-001-secret-key'))
database.prepare('insert into approvals values (?, ?, ?)').run(userId, clientId, 'patients:view patients:create')
const insertToken = database.prepare('insert into tokens values (?, ?, ?, ?, ?, ?, ?, ?)')
insertToken.run(randomUUID(), userId, 'refresh_token', hash('my-oauth-refresh-token'), 4e9, clientId, '', 'authorization_code')
const findConnection = database.prepare('select id from connections where client_id = ? and secret_hash = ?')
const findToken = database.prepare('select user_id, client_id, expires_at from tokens where hash = ? and name = ?')
const findApproval = database.prepare('select scope from approvals where user_id = ? and client_id = ?')

interface Grant {
  client_id: string
  client_secret: string
  refresh_token: string
}
type Found = { user_id: string; client_id: string; expires_at: number }

function refresh(grant: Grant) {
  if (findConnection.get(grant.client_id, hash(grant.client_secret)) === undefined) throw new Error('client')
  const token = findToken.get(hash(grant.refresh_token), 'refresh_token') as Found
  if (token.client_id !== grant.client_id || token.expires_at <= now()) throw new Error('token')
  const { scope } = findApproval.get(token.user_id, token.client_id) as { scope: string }
  const id = randomUUID()
  const value = randomBytes(32).toString('base64url')
  const expiresAt = now() + 2_592_000
  insertToken.run(id, token.user_id, 'access_token', hash(value), expiresAt, token.client_id, scope, 'refresh_token')
  const details = { scope, grant_type: 'refresh_token', client_id: token.client_id }
  return { id, name: 'access_token', value, user_id: token.user_id, expires_at: expiresAt, details }
}

let queue: { grant: Grant; resolve: (data: unknown) => void }[] = []
const commitTogether = database.transaction((jobs: typeof queue) => jobs.map(({ grant }) => refresh(grant)))
function flush() {
  const jobs = queue
  queue = []
  for (const [index, data] of commitTogether(jobs).entries()) jobs[index]!.resolve(data)
}
const enqueue = (grant: Grant) =>
  new Promise((resolve) => {
    if (queue.length === 0) setImmediate(flush)
    queue.push({ grant, resolve })
  })

const server = createServer((request, response) => {
  let text = ''
  request.setEncoding('utf8').on('data', (chunk: string) => (text += chunk))
  request.on('end', async () => {
    const data = await enqueue((JSON.parse(text) as { token: Grant }).token)
    const url = `http://${request.headers.host}${request.url}`
    const answer = JSON.stringify({ meta: { code: 201, url, type: 'object', request_id: randomUUID() }, data })
    response.writeHead(201, { 'content-type': 'application/json', 'content-length': Buffer.byteLength(answer) }).end(answer)
  })
})
server.listen(0, '127.0.0.1', () => {
  console.log(`listens on http://127.0.0.1:${(server.address() as AddressInfo).port}`)
})
