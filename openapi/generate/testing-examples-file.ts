import type { Contract } from './contract.ts'
import { type MockedAnswer, mockedOperations } from './testing-answers.ts'
import { header } from './write.ts'

/** The data of the SDK's mock: what each operation asks for and answers, and the bodies of the named examples. */
export function testingExamplesFile(contract: Contract): string {
  const operations = mockedOperations(contract)
  const answers = operations.flatMap((operation) => operation.answers)
  const components = new Map(answers.flatMap((answer) => (answer.component ? [[answer.component, answer]] : [])))
  const headers = commonHeaders(answers)
  const bodies = new Map<string, string>()
  const dataOf = (answer: MockedAnswer) => answerData(answer, headers, bodies)
  const data = operations.flatMap(({ id, asked, answers }) => [
    `    ${id}: {`,
    `        ${JSON.stringify(asked).slice(1, -1)},`,
    '        answers: {',
    ...answers.map((answer) => `            ${answer.status}: ${answer.component ?? dataOf(answer)},`),
    '        },',
    '    },',
  ])
  const shared = [...components].map(([name, answer]) => `const ${name}: AnswerData = ${dataOf(answer)};`)
  return [
    header,
    '',
    "import type { AnswerData, OperationData } from '../testing/contract-data.js';",
    "import type * as types from './types.gen.js';",
    '',
    ...[...components].map(([name, answer]) => `type ${name} = ${answerType(answer)};`),
    '',
    '/** The bodies of each operation by the names of its examples, and by statuses, each of which stands for its first. */',
    'export interface ContractAnswers {',
    ...operations.flatMap(({ id, answers }) => [
      `    ${id}:`,
      ...answers.flatMap((answer) => (answer.component ? [] : [`        & ${answerType(answer)}`])),
      `        ${answers.flatMap(({ component }) => (component ? [`& ${component}`] : [])).join(' ')};`,
    ]),
    '}',
    '',
    ...[...bodies].map(([name, json]) => `const ${name} = ${json};`),
    '',
    ...shared,
    '',
    '/** The headers of every answer. */',
    `export const commonHeaders = ${JSON.stringify(headers)};`,
    '',
    '/** Every operation of the contract by its operationId. */',
    'export const operations: Readonly<Record<keyof ContractAnswers, OperationData>> = {',
    ...data,
    '};',
    '',
  ].join('\n')
}

function answerType({ status, type, examples }: MockedAnswer): string {
  const names = [status, ...Object.keys(examples).map((name) => `'${name}'`)]
  return `Record<${names.join(' | ')}, ${type === undefined ? 'undefined' : `types.${type}`}>`
}

/** The names and values that every answer has, so that only the others have to be repeated. */
function commonHeaders([first, ...others]: MockedAnswer[]): Record<string, string> {
  const isCommon = ([name, value]: [string, string]) => others.every(({ headers }) => headers[name] === value)
  return Object.fromEntries(Object.entries(first?.headers ?? {}).filter(isCommon))
}

function answerData(
  { headers, examples }: MockedAnswer,
  common: Record<string, string>,
  bodies: Map<string, string>,
): string {
  const own = Object.fromEntries(Object.entries(headers).filter(([name]) => !(name in common)))
  const members = Object.entries(examples).map(([name, value]) => {
    const constant = constantOf(name, JSON.stringify(value), bodies)
    return constant === name ? name : `${name}: ${constant}`
  })
  const ownHeaders = Object.keys(own).length === 0 ? '' : `headers: ${JSON.stringify(own)}, `
  return `{ ${ownHeaders}examples: { ${members.join(', ')} } }`
}

/** The constant that holds a body. Operations may show different bodies under one name. */
function constantOf(name: string, json: string, bodies: Map<string, string>): string {
  for (let count = 1; ; count += 1) {
    const constant = count === 1 ? name : `${name}${count}`
    const known = bodies.get(constant)
    if (known === undefined) bodies.set(constant, json)
    if (known === undefined || known === json) return constant
  }
}
