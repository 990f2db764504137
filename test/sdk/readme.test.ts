import { readFileSync } from 'node:fs'
import { ErrorType } from 'ehealth-auth-sdk'
import type { OpenAPIV3_1 } from 'openapi-types'
import { expect, it } from 'vitest'
import { contract, contractOperations } from '../../server/contract.ts'
import { startServer } from '../fixtures/start-server.ts'
import { tokensAskedFor } from '../fixtures/token-asked-for.ts'
import { installSdk } from './install-sdk.ts'

const readme = readFileSync('sdk/README.md', 'utf8')

/** All examples as one program, as the README tells the reader to save them. */
const program = [...readme.matchAll(/^```ts\n(.*?)^```$/gms)].map((fence) => fence[1]).join('\n')

it('the examples compile, run against the sandbox and print what they say', { timeout: 60_000 }, async () => {
  await using project = await installSdk()
  await using server = await startServer()
  const road = program.replaceAll('http://127.0.0.1:4000', server.url)
  await project.write('road.ts', road)
  await project.check('road.ts')
  await project.write('road.mjs', road)
  const promised = [...program.matchAll(/^ *console\.log\(.*\) \/\/ (.+)$/gm)].map((line) => line[1])
  expect((await project.run('road.mjs')).trimEnd().split('\n')).toEqual(promised)
})

it('the tables of methods have every operation of the contract, and no other, with its call and its scope', () => {
  const documented = [...readme.matchAll(/^### (.+)\n\n\| Method .*\n.*\n((?:\|.*\n)+)/gm)].flatMap(([, tag, rows = '']) =>
    [...rows.matchAll(/^\| `(\w+)\(.*?\)` \| `(.+?)` \| (.+?) \| .+ \|$/gm)].map(([, id, call, scope]) => ({ tag, id, call, scope })),
  )
  const ofTag = ({ name }: OpenAPIV3_1.TagObject) => contractOperations.filter(({ operation }) => operation.tags?.[0] === name)
  expect(documented).toEqual(
    (contract.tags ?? []).flatMap((tag) =>
      ofTag(tag).map(({ id, method, path, operation: { security = [] } }) => ({
        tag: tag.name,
        id,
        call: `${method.toUpperCase()} ${path}`,
        scope: scopeOf(security[0] ?? {}),
      })),
    ),
  )
})

function scopeOf(alternative: OpenAPIV3_1.SecurityRequirementObject): string {
  const [token] = tokensAskedFor(alternative)
  if (token === undefined) return 'no token'
  return token.scope.map((name) => `\`${name}\``).join(' ') || 'any'
}

it('the tables of methods have their parameters', () => {
  const documented = [...readme.matchAll(/^\| `(\w+)\((.*?)\)` \|/gm)].map(([, id, names]) => `${id}(${names})`)
  const methods = readFileSync('sdk/src/generated/methods.gen.ts', 'utf8')
  const generated = [...methods.matchAll(/^    (\w+)\((.*)\): Promise<.*> \{$/gm)].map(([, id, parameters = '']) => {
    const names = parameters.replace(/: \{.*\} = \{\}/, '?: object').matchAll(/(\w+\??): /g)
    return `${id}(${[...names].map(([, name]) => name).join(', ')})`
  })
  expect(documented.sort()).toEqual(generated.sort())
})

it('the table of errors has every type of the contract, and no other', () => {
  const table = readme.slice(readme.indexOf('| `type` | Status |'))
  const documented = [...table.matchAll(/^\| `(\w+)` \| \d/gm)].map((row) => row[1])
  expect(documented).toEqual(Object.values(ErrorType))
})
