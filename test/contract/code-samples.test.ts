import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { needing, needs } from '../../openapi/generate/code-samples/needs.ts'
import { contract, contractOperations } from '../../server/contract.ts'
import { installSdk, type Project } from '../sdk/install-sdk.ts'
import { samplesIn, samplesOf, type Sample } from './code-samples/samples.ts'
import { startPrograms, type Programs } from './code-samples/start-programs.ts'
import { startSandbox, type Sandbox } from './code-samples/start-sandbox.ts'
import { contractExamples } from './examples-of.ts'

const run = promisify(execFile)
const commands = samplesIn('Shell')
const programs = samplesIn('TypeScript')
const succeeded = { Shell: 0, TypeScript: 0 }

let sandbox: Sandbox
let project: Project
let runner: Programs
beforeAll(async () => {
  ;[sandbox, project] = await Promise.all([startSandbox(), installSdk()])
  for (const program of programs) await project.write(`${program.name}.ts`, forSandbox(program))
  runner = await startPrograms(project)
})
afterAll(async () => {
  runner[Symbol.dispose]()
  await Promise.all([sandbox[Symbol.asyncDispose](), project[Symbol.asyncDispose]()])
})

const forSandbox = ({ source }: Sample) => source.replaceAll(contract.servers![0]!.url, sandbox.url)
const paste = (command: Sample) => run('sh', ['-c', forSandbox(command)])

const successesOf = ({ operation: { operation } }: Sample) =>
  Object.entries(operation.responses!).filter(([status]) => status.startsWith('2'))

/** The log has the line of an answer when its connection is done with it, which may be after its reader is. */
const answers = () => vi.waitUntil(() => sandbox.answers().length > 0 && sandbox.answers(), { timeout: 20_000 })

async function expectSuccess(sample: Sample): Promise<void> {
  const answered = await answers()
  expect(answered.map(({ operation }) => operation)).toEqual([sample.operation.id])
  expect(successesOf(sample).map(([status]) => Number(status))).toContain(answered[0]!.status)
}

it.each(contractOperations)('$id has a sample for each example of its request, with curl and with the SDK', (operation) => {
  const named = contractExamples().filter(({ operationId, status }) => operationId === operation.id && status === undefined)
  const labels = (tool: string) => (named.length > 1 ? named.map(({ summary }) => `${tool}: ${summary.split(',')[0]}`) : [tool])
  // `fetch` sends no body with GET, so the method of the SDK has no parameter for it.
  const methods = operation.method === 'get' ? ['SDK'] : labels('SDK')
  expect(samplesOf(operation).map(({ label }) => label)).toEqual([...labels('curl'), ...methods])
})

it.each(commands)('the command "$name" does what its operation is for', async (command) => {
  await sandbox.restore(command.need)
  await paste(command)
  await expectSuccess(command)
  succeeded.Shell++
})

it('the programs of the SDK compile strictly', { timeout: 60_000 }, async () => {
  await project.write('all.ts', programs.map(({ name }) => `import './${name}.js'\n`).join(''))
  await expect(project.check('all.ts')).resolves.toBeUndefined()
})

it.each(programs)('the program "$name" does what its operation is for, and prints the answer', async (program) => {
  await sandbox.restore(program.need)
  const printed = await runner.run(`${program.name}.ts`)
  await expectSuccess(program)
  expect(printed === '').toBe(successesOf(program).every(([status]) => status === '204'))
  succeeded.TypeScript++
})

describe('no sample says that it needs what it does not need', () => {
  const needy = ({ need }: Sample) => need !== undefined

  it.each(commands.filter(needy))('the command "$name"', async (command) => {
    await sandbox.restore()
    await paste(command)
    expect((await answers()).map(({ status }) => status >= 400)).toEqual([true])
  })

  it.each(programs.filter(needy))('the program "$name"', async (program) => {
    await sandbox.restore()
    // A module runs once for each of its URLs.
    await expect(runner.run(`${program.name}.ts?unprepared`)).rejects.toThrow()
    expect((await answers()).map(({ status }) => status >= 400)).toEqual([true])
  })
})

it('each line of the list of needs is in one command, can be pasted into any shell, and names operations that exist', () => {
  expect(commands.filter(({ need }) => need !== undefined)).toHaveLength(Object.keys(needing).length)
  expect(new Set(commands.flatMap(({ need = [] }) => need))).toEqual(new Set(Object.keys(needs)))
  expect(Object.values(needs).join(' ')).toMatch(/^[\w /{},]+$/)
  const named = Object.values(needs).flatMap((need) => need.match(/[A-Z]+ \/[\w/{}]+/g) ?? [])
  const existing = contractOperations.map(({ method, path }) => `${method.toUpperCase()} ${path}`)
  expect(existing).toEqual(expect.arrayContaining(named))
})

it('every code sample of the contract, pasted and run, succeeds against the sandbox', async ({ annotate }) => {
  expect(succeeded).toEqual({ Shell: commands.length, TypeScript: programs.length })
  await annotate(`${succeeded.Shell} commands of curl, ${succeeded.TypeScript} programs of the SDK, ${contractOperations.length} operations`, 'figure')
})
