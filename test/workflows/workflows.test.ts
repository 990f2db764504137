import { mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { readWorkflow } from '../../server/web/overview/read-workflow.ts'
import { startServer, type TestServer } from '../fixtures/start-server.ts'
import { findDrift } from './find-drift.ts'
import { playWorkflows, type Play } from './play-workflows.ts'
import { runRedocly } from '../fixtures/run-redocly.ts'
import { inputsOf, stepIdsOf, workflowFiles } from './workflow-files.ts'

// Redocly takes every secret in an answer for a leak. These are there to hand one out.
const secretsHandedOut = ['createToken', 'refreshClientSecret', 'refreshConnectionSecret', 'upsertConnection'].map(
  (operationId) => `${operationId}: Potential sensitive data exposure in response payload`,
)

const refusals = {
  administration: [
    'createUser 422 validation_failed',
    'listUsers 403 forbidden',
    'listOwnRoles 401 access_denied',
    'logInUser 401 user_blocked',
    'listOwnRoles 401 access_denied',
    'logInUser 422 request_malformed',
    'deleteClientType 409 request_conflict',
    'getApproval 404 not_found',
    'getAdministeredConnection 404 not_found',
    'createToken 401 invalid_client',
    'getClient 404 not_found',
    'getUser 404 not_found',
    'getRole 404 not_found',
    'getClientType 404 not_found',
  ],
  'secret-rotation': [
    'refreshClientSecret 401 access_denied',
    'refreshClientSecret 403 forbidden',
    'createToken 401 invalid_client',
    'createToken 401 invalid_client',
  ],
  'token-life': [
    'createToken 401 access_denied',
    'createToken 401 invalid_grant',
    'listOwnRoles 401 access_denied',
    'createToken 401 token_expired',
  ],
}

const folder = mkdtempSync(join(tmpdir(), 'workflows-'))
const traffic = join(folder, 'traffic')
const plays = new Map<string, Play>()
let server: TestServer

beforeAll(async () => {
  mkdirSync(traffic)
  server = await startServer()
  for (const { name, file } of workflowFiles) plays.set(name, await playWorkflows(file, server, traffic))
})
afterAll(async () => {
  await server.close()
  rmSync(folder, { recursive: true })
})

it('the documents of the workflows pass every rule', async () => {
  const { exitCode, output } = await runRedocly(['lint', ...workflowFiles.map(({ file }) => file)])
  expect(exitCode, output).toBe(0)
})

it('an input that several documents have is the same in each, so that one value of it fits all', () => {
  const inputs = workflowFiles.flatMap(({ file }) => inputsOf(file))
  for (const [name, schema] of inputs) expect(schema, name).toEqual(new Map(inputs).get(name))
})

it('the workflows show the refusals that they are there to show', () => {
  const shown = workflowFiles.map(({ name }) => name.replace('.arazzo.yaml', '')).map((name) => {
    const refused = readWorkflow(name).steps.filter(({ status }) => status >= 400)
    return [name, refused.map(({ operation, status, error }) => `${operation.id} ${status} ${error}`)]
  })
  expect(Object.fromEntries(shown)).toEqual(refusals)
})

it.each(workflowFiles)('the server answers every step of $name as the document says', ({ name, file }) => {
  expect(plays.get(name)?.failures).toEqual([])
  expect(plays.get(name)?.stepIds).toEqual(stepIdsOf(file))
})

it('the workflows run on the server as their documents say, and the contract knows all their traffic', async ({ annotate }) => {
  const { findings, exchangeCount, documentedCount } = await findDrift(traffic, server)
  expect(findings).toEqual(secretsHandedOut)
  expect([...plays.values()].flatMap(({ failures }) => failures)).toEqual([])
  const stepCount = workflowFiles.flatMap(({ file }) => stepIdsOf(file)).length
  expect([exchangeCount, documentedCount]).toEqual([stepCount, stepCount])
  const checkCount = [...plays.values()].reduce((sum, play) => sum + play.checkCount, 0)
  await annotate(
    `${plays.size} workflows, ${stepCount} steps, ${checkCount} checks; ${exchangeCount} exchanges held against the contract`,
    'figure',
  )
})
