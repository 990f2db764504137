import { globSync, readFileSync } from 'node:fs'
import * as sdk from 'ehealth-auth-sdk'
import { expect, it } from 'vitest'
import { Contract, type Operation } from '../../openapi/generate/contract.ts'
import { parametersOf } from '../../openapi/generate/method-parts.ts'
import { installSdk } from './install-sdk.ts'
import { namesIn, readme, rowsOf } from './readme-parts.ts'

const { operations } = new Contract('openapi/dist/openapi.json')
const nameOf = ({ sdkMethod: { resource, name } }: Operation) => `${resource}.${name}`

it('the tables of methods have every operation, with its parameters, its call and its scope', () => {
  const resources = [...new Set(operations.map(({ sdkMethod }) => sdkMethod.resource))]
  const documented = resources.flatMap((resource) =>
    rowsOf(`\`auth.${resource}\``, 'Method').map(([method = '', ...rest]) => [`${resource}.${method.slice(1, -1)}`, ...rest.slice(0, 3)]),
  )
  expect(documented.sort()).toEqual(operations.map(rowOf).sort())
})

function rowOf(operation: Operation): string[] {
  const { id, method, path, guarded, scope } = operation
  const parameters = parametersOf(operation).map(({ name, type }) => (/^\?|= \{\}$/.test(type) ? `${name}?` : name))
  return [
    `${nameOf(operation)}(${[...parameters, 'options?'].join(', ')})`,
    `\`${id}\``,
    `\`${method.toUpperCase()} ${path}\``,
    guarded ? scope.map((name) => `\`${name}\``).join(' ') || 'any' : 'no token',
  ]
}

it('the calls that are said to be repeatable are', () => {
  const [, exceptions = '', others = ''] = /all GET, DELETE and\s+PUT but (.*?), every `update`, (.*?)\. The/s.exec(readme)!
  const methodsIn = (text: string) => [...text.matchAll(/`(\w+\.\w+)`/g)].map(([, method]) => method).sort()
  const isNamed = ({ method, sdkMethod }: Operation) => ['get', 'delete', 'put'].includes(method) || sdkMethod.name === 'update'
  expect(operations.filter((operation) => isNamed(operation) && !operation.idempotent).map(nameOf)).toEqual(methodsIn(exceptions))
  expect(operations.filter((operation) => !isNamed(operation) && operation.idempotent).map(nameOf).sort()).toEqual(methodsIn(others))
})

it('the table of codes has every code of the contract, and no other', () => {
  expect(rowsOf('Errors', '`code`').flatMap(([code]) => namesIn(code))).toEqual(Object.values(sdk.ErrorType))
})

it('the table of errors has every class, with its guard', () => {
  const classes = Object.entries(sdk).flatMap(([name, value]) =>
    typeof value === 'function' && value.prototype instanceof sdk.EHealthAuthError ? [[name, `is${name}`]] : [],
  )
  expect(rowsOf('Errors', 'Class').map(([name, guard]) => [name, guard].flatMap(namesIn)).sort()).toEqual(classes.sort())
})

it('the table of environment variables has those that are read', () => {
  const sources = globSync('sdk/src/**/*.ts').map((file) => readFileSync(file, 'utf8')).join('\n')
  const read = [...sources.matchAll(/options\.(\w+) \?\? fromEnvironment\('(\w+)'\)/g)].map(([, option, variable]) => [variable, option])
  expect(rowsOf('Options', 'Environment variable').map((row) => row.flatMap(namesIn)).sort()).toEqual(read.sort())
})

it('the tables of options and of members have every one, and no other', { timeout: 60_000 }, async () => {
  const namesOf = (heading: string, column: string) => rowsOf(heading, column).flatMap(([names]) => namesIn(names))
  const optionsOf = (owner: string) => rowsOf('Options', 'Option').flatMap(([names, of]) => (of?.includes(owner) ? namesIn(names) : []))
  const membersOf = (heading: string, column: string, owner: string) =>
    rowsOf(heading, column).flatMap(([names = '']) => [...names.matchAll(/`(\w+)\.(\w+)/g)].flatMap(([, of, name = '']) => (of === owner ? name : [])))

  const documented = {
    EHealthAuthOptions: optionsOf('client'),
    CallOptions: optionsOf('call'),
    "RotateSecretOptions & Pick<CallOptions, 'idempotent'>": [...new Set([...namesOf('Rotate a secret', 'Option'), ...optionsOf('call')])],
    SignInRequest: namesOf('Options', 'Option of `auth.signInUrl`'),
    Session: membersOf('Sessions', 'Of a session', 'session'),
    GatekeeperOptions: namesOf('Guard your own service', 'Option'),
    Mock: [...new Set(membersOf('Testing your program', 'Of the mock', 'mock'))],
    'AnswerOptions<object>': namesOf('Testing your program', 'Option of `use` and `fail`'),
  }
  const checks = Object.entries(documented).map(
    ([type, names]) => `void ({ ${names.map((name) => `${name}: 0`).join(', ')} } satisfies Record<keyof ${type}, 0>)`,
  )
  await using project = await installSdk()
  await project.write('tables.ts', [
    `import type { CallOptions, EHealthAuthOptions, RotateSecretOptions, Session, SignInRequest } from 'ehealth-auth-sdk'`,
    `import type { GatekeeperOptions } from 'ehealth-auth-sdk/gatekeeper'`,
    `import type { AnswerOptions, Mock } from 'ehealth-auth-sdk/testing'`,
    ...checks,
  ].join('\n'))
  await expect(project.check('tables.ts')).resolves.toBeUndefined()
})
