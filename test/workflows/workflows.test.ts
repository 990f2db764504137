import { mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { startServer, type TestServer } from '../fixtures/start-server.ts'
import { findDrift } from './find-drift.ts'
import { playWorkflows, type Play } from './play-workflows.ts'
import { runRedocly } from '../fixtures/run-redocly.ts'
import { stepIdsOf, workflowFiles } from './workflow-files.ts'

// Redocly takes every secret in an answer for a leak. These are there to hand one out.
const secretsHandedOut = ['createToken', 'refreshClientSecret', 'refreshConnectionSecret', 'upsertConnection'].map(
  (operationId) => `${operationId}: Potential sensitive data exposure in response payload`,
)

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
