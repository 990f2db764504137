import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, it, onTestFinished, vi } from 'vitest'
import { contractOperations } from '../../server/contract.ts'
import { call } from '../fixtures/call.ts'
import { startServer } from '../fixtures/start-server.ts'
import { countAnswers, findGaps, tableOf } from './answer-counts.ts'

/** Every answer that the contract lists. */
const complete = contractOperations.flatMap(({ id, operation }) => Object.keys(operation.responses ?? {}).map((status) => `${id} ${status}`))

it('the answers of a server are recorded, also those given before it looks for their operation', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'ehealth-auth-'))
  onTestFinished(() => rm(folder, { recursive: true }))
  vi.stubEnv('ANSWERS_FILE', join(folder, 'answers'))
  onTestFinished(() => void vi.unstubAllEnvs())

  const server = await startServer({ settings: { rateLimitPerMinute: 4 } })
  await call(server, 'GET /admin/roles?page=1')
  await call(server, 'DELETE /admin/roles')
  await call(server, 'GET /health')
  await call(server, 'GET /nothing')
  await call(server, 'GET /admin/roles/x', { headers: { Accept: 'text/html' } })
  await call(server, 'GET /admin/roles')
  await server.close()
  expect(await readFile(join(folder, 'answers'), 'utf8')).toBe('listRoles 401\ngetRole 406\nlistRoles 429\n')
})

it('a whole contract leaves no gap', () => {
  expect(findGaps(countAnswers(complete.join('\n')))).toEqual([])
})

it('an answer that was not seen is named', () => {
  const answers = complete.filter((answer) => !['createToken 201', 'deleteRole 204', 'deleteRole 404'].includes(answer))
  expect(findGaps(countAnswers(answers.join('\n')))).toEqual(['The contract lists answers that no test has seen: createToken 201, deleteRole 204 404.'])
})

it('an answer that is not listed is named', () => {
  expect(findGaps(countAnswers([...complete, 'createToken 418'].join('\n')))).toEqual([
    'Tests have seen answers that the contract does not list: createToken 418.',
  ])
})

it('each operation has a line with how often it gave which answer', () => {
  const table = tableOf(countAnswers('listRoles 401\nlistRoles 200\nlistRoles 200\n'))
  expect(table.split('\n')).toHaveLength(contractOperations.length)
  expect(table).toMatch(/^listRoles +200×2 401×1$/m)
})
