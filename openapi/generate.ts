/**
 * Makes what is generated from the contract: the bundle, the SDK's methods and types, the table of the mock's answers, and the
 * table of operations that types the server's handlers. `node openapi/generate.ts [DIRECTORY]` writes below DIRECTORY instead of the
 * project, so that a test can tell a stale result.
 */
import { createClient } from '@hey-api/openapi-ts'
import { execFileSync } from 'node:child_process'
import { mkdirSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { contractHashFile } from './generate/contract-hash-file.ts'
import { Contract } from './generate/contract.ts'
import { errorTypesFile } from './generate/error-types-file.ts'
import { functionsFile } from './generate/functions-file.ts'
import { idempotencyKeyFile } from './generate/idempotency-key-file.ts'
import { operationHashesFile } from './generate/operation-hashes-file.ts'
import { operationsFile } from './generate/operations-file.ts'
import { publicTypesFile } from './generate/public-types-file.ts'
import { resourcesFile } from './generate/resources-file.ts'
import { scenariosFile } from './generate/scenarios-file.ts'
import { stampBundle } from './generate/stamp-bundle.ts'
import { stampCodeSamples } from './generate/stamp-code-samples.ts'
import { testingExamplesFile } from './generate/testing-examples-file.ts'

const project = dirname(import.meta.dirname)
const target = process.argv[2] ?? project

const bundle = join(target, 'openapi/dist/openapi.json')
const redocly = fileURLToPath(import.meta.resolve('@redocly/cli/bin/cli.js'))
execFileSync(process.execPath, [redocly, 'bundle', join(project, 'openapi/openapi.yaml'), '--output', bundle], {
  cwd: project,
  env: { ...process.env, REDOCLY_TELEMETRY: 'off', REDOCLY_SUPPRESS_UPDATE_NOTICE: 'true' },
  stdio: 'pipe',
})
const hashes = stampBundle(bundle)

const generated = join(target, 'sdk/src/generated')
await createClient({
  input: bundle,
  output: { path: generated, entryFile: false, module: { extension: '.js' } },
  plugins: [{ name: '@hey-api/typescript', enums: 'javascript' }],
  logs: { level: 'silent' },
})

const contract = new Contract(bundle)
stampCodeSamples(bundle, contract)
writeFileSync(join(generated, 'contract-hash.gen.ts'), contractHashFile(hashes))
writeFileSync(join(generated, 'operation-hashes.gen.ts'), operationHashesFile(hashes))
writeFileSync(join(generated, 'error-types.gen.ts'), errorTypesFile(contract))
writeFileSync(join(generated, 'examples.gen.ts'), testingExamplesFile(contract))
writeFileSync(join(generated, 'functions.gen.ts'), functionsFile(contract))
writeFileSync(join(generated, 'idempotency-key.gen.ts'), idempotencyKeyFile(contract))
writeFileSync(join(generated, 'resources.gen.ts'), resourcesFile(contract))
writeFileSync(join(generated, 'public-types.gen.ts'), publicTypesFile(contract))
writeFileSync(join(target, 'openapi/scenarios.md'), scenariosFile(contract))

const operations = join(target, 'server/operations')
mkdirSync(operations, { recursive: true })
writeFileSync(join(operations, 'operations.gen.ts'), operationsFile(contract))
