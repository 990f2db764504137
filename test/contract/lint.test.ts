import { cpSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { lintFiles, runRedocly, type LintReport } from '../fixtures/run-redocly.ts'

const project = fileURLToPath(new URL('../..', import.meta.url))

/** What is wrong in a copy of the contract, the rule that says so, and the passage of a file that is another there. */
const faults = [
  ['a string without bounds', 'house/strings-are-bounded', 'components/schemas/GrantedScope.yaml', 'maxLength: 8192\n', ''],
  ['a number without a range', 'house/numbers-have-a-range', 'components/schemas/ExpiresAt.yaml', 'minimum: 0\n', ''],
  ['an array without bounds', 'house/arrays-are-bounded', 'components/schemas/ClientSettings.yaml', '    maxItems: 10\n', ''],
  ['an object without a description', 'house/objects-are-described', 'components/schemas/Meta.yaml', 'description: About the answer itself.\n', ''],
  ['an object of an answer that is open', 'house/answers-are-closed', 'components/schemas/Paging.yaml', 'additionalProperties: false\n', ''],
  ['a schema without a type', 'house/schemas-have-a-type', 'components/schemas/Email.yaml', 'type: string\n', ''],
  ['a default response', 'rule/no-default-response', 'paths/auth_logout.yaml', "'503':", 'default:'],
  ['an unnamed example', 'rule/named-examples', 'components/responses/TooManyRequests.yaml', 'examples:\n      tooManyRequests:\n        $ref', 'example:\n      $ref'],
  ['an example that its schema refuses', 'no-invalid-media-type-examples', 'components/examples/refreshedToken.yaml', 'code: 201', 'code: "201"'],
  ['an operationId that is not verb and noun', 'rule/operation-id-is-camel-case', 'paths/auth_login.yaml', 'operationId: logInUser', 'operationId: login'],
  ['an operation without a method of the SDK', 'rule/operations-have-a-method-of-the-sdk', 'paths/auth_login.yaml', '  x-sdk-method: users.logIn\n', ''],
  ['an operation without a description', 'operation-description', 'paths/contract.yaml', 'description: |', 'x-description: |'],
  ['a schema that shadows a global', 'rule/schema-names-shadow-nothing', 'openapi.yaml', 'components:\n', 'components:\n  schemas:\n    Client:\n      $ref: components/schemas/Uuid.yaml\n'],
  ['a schema that shadows a type of the page', 'rule/schema-names-shadow-nothing', 'openapi.yaml', 'components:\n', 'components:\n  schemas:\n    Text:\n      $ref: components/schemas/Uuid.yaml\n'],
  ['two paths that can be the same', 'house/paths-are-unambiguous', 'openapi.yaml', '  /auth/login:\n', '  /auth/{action}: {}\n  /auth/login:\n'],
  ['such paths of one path item', 'house/paths-are-unambiguous', 'openapi.yaml', '  /auth/login:\n', '  /auth/{action}:\n    $ref: paths/auth_login.yaml\n  /auth/login:\n'],
  ['paths that differ in the name of a UUID', 'house/paths-are-unambiguous', 'openapi.yaml', '  /admin/roles/{id}:\n', '  /admin/roles/{user_role_id}:\n    $ref: paths/admin_user_roles.yaml#/by_id\n  /admin/roles/{id}:\n'],
  ['an id in the place of a word, when it can be that word', 'house/paths-are-unambiguous', 'components/schemas/Uuid.yaml', 'format: uuid\n', ''],
]

const copies = mkdtempSync(join(tmpdir(), 'lint-'))
let reports: LintReport[]
beforeAll(async () => {
  const files = faults.map((fault, index) => copyWith(fault, String(index)))
  reports = await lintFiles(files, copies)
})
afterAll(() => rmSync(copies, { recursive: true }))

/** Copies the contract with a fault; gives its main file. */
function copyWith([, , file, passage, replacement]: (typeof faults)[number], name: string): string {
  const copy = join(copies, name)
  cpSync(join(project, 'openapi'), copy, { recursive: true, filter: (source) => !source.endsWith('/dist') })
  const target = join(copy, file!)
  const content = readFileSync(target, 'utf8')
  if (!content.includes(passage!)) throw new Error(`${file} has no "${passage}"`)
  writeFileSync(target, content.replace(passage!, replacement!))
  return join(name, 'openapi.yaml')
}

it('the contract passes every rule, with no exceptions listed', async () => {
  const { exitCode, stdout } = await runRedocly(['lint', '--format', 'json'])
  expect({ exitCode, problems: (JSON.parse(stdout) as LintReport).problems }).toEqual({ exitCode: 0, problems: [] })
  expect(existsSync(join(project, '.redocly.lint-ignore.yaml'))).toBe(false)
})

it.each(faults.map(([fault, rule], index) => ({ fault, rule, index })))('refuses $fault', ({ rule, index }) => {
  expect(reports[index]!.problems.map(({ ruleId }) => ruleId)).toContain(rule)
})
