import { expect, it } from 'vitest'
import type { Change } from '../../openapi/changes/change.ts'
import { compareContracts } from '../../openapi/changes/compare-contracts.ts'
import { contractHashes } from '../../openapi/generate/contract-hashes.ts'
import { contract, contractOperations, resolve, type ContractOperation } from '../../server/contract.ts'
import { isObject } from '../../server/is-object.ts'
import { pointerSteps } from '../../server/json-pointer.ts'
import { editedBy, excerptOf, type Document } from './edited-contract.ts'

/** A member somewhere in an operation of the contract. */
interface Spot {
  /** Of spots of one kind the first one stands for all: `answer properties.maxLength`. */
  kind: string
  operation: ContractOperation
  holder: string[]
  key: string
}

/** Where the keys are names that the contract has chosen, which make no kinds. */
const named = ['properties', 'responses', 'headers', 'content']

/** What is documentation all the way down, and whatever is left out of excerpts. */
const isDocumentation = (key: string) => key === 'examples' || key === 'mapping' || key.startsWith('x-')

/** Every kind of spot of the contract, in requests and in answers. */
function spotsOfEachKind(): Spot[] {
  const found = new Map<string, Spot>()
  for (const operation of contractOperations) {
    const seen = new Set<string>()
    visit(operation.operation, ['paths', operation.path, operation.method], 'operation', 'request')

    function visit(value: unknown, way: string[], label: string, side: 'request' | 'answer'): void {
      if (!isObject(value)) return
      if (typeof value.$ref === 'string') {
        if (seen.has(side + value.$ref)) return
        seen.add(side + value.$ref)
        return visit(resolve({ $ref: value.$ref }), pointerSteps(value.$ref), label, side)
      }
      for (const [key, member] of Object.entries(value)) {
        const isName = Array.isArray(value) || named.includes(way.at(-1)!)
        const kind = `${side} ${label}${isName ? '' : `.${key}`}`
        // A list is changed as a whole.
        if (!Array.isArray(value) && key !== 'examples' && !found.has(kind)) found.set(kind, { kind, operation, holder: way, key })
        if (!isDocumentation(key)) visit(member, [...way, key], isName ? label : key, key === 'responses' ? 'answer' : side)
      }
    }
  }
  return [...found.values()]
}

/** Other values than the one given. */
function othersThan(value: unknown): unknown[] {
  if (typeof value === 'number') return [value + 1, value - 1]
  if (typeof value === 'string') return [`${value}x`]
  if (typeof value === 'boolean') return [!value]
  if (Array.isArray(value)) return [value.slice(1), [...value, ...value.slice(0, 1).flatMap(othersThan)]]
  return [{}]
}

/** The operations whose hashes differ. */
function operationsThatDiffer(was: Document, is: Document): string[] {
  const [{ operations: former }, { operations: present }] = [contractHashes(was), contractHashes(is)]
  return [...new Set([...Object.keys(former), ...Object.keys(present)])].filter((id) => former[id] !== present[id]).toSorted()
}

const operationsIn = (changes: Change[]) => [...new Set(changes.map(({ operationId }) => operationId))].toSorted()

it('a change of what all operations answer is told of each of them', () => {
  const edited = editedBy(contract, ({ components }) => (components.schemas.Meta.properties.url.maxLength -= 1))
  const everyOperation = contractOperations.map(({ id }) => id).toSorted()
  expect(operationsIn(compareContracts(contract, edited))).toEqual(everyOperation)
})

it('an operation has changes exactly when its hash is another, wherever the contract is changed', async ({ annotate }) => {
  const spots = spotsOfEachKind()
  const counted = { edits: 0, noticed: 0 }
  for (const { kind, operation, holder, key } of spots) {
    const excerpt = excerptOf(operation.path)
    excerpt.paths[operation.path] = { [operation.method]: excerpt.paths[operation.path][operation.method] }
    const at = (document: Document) => holder.reduce((value, step) => value[step], document)
    const value = at(excerpt)[key]
    const others = [undefined, ...othersThan(value)].filter((other) => JSON.stringify(other) !== JSON.stringify(value))
    for (const other of others) {
      const edited = editedBy(excerpt, (document) => (other === undefined ? delete at(document)[key] : (at(document)[key] = other)))
      const differing = operationsThatDiffer(excerpt, edited)
      expect(operationsIn(compareContracts(excerpt, edited)), `${kind} of ${operation.id}: ${JSON.stringify(other)}`).toEqual(differing)
      counted.edits += 1
      counted.noticed += Math.sign(differing.length)
    }
  }
  expect(counted.noticed).toBeGreaterThan(0)
  expect(counted.noticed).toBeLessThan(counted.edits)
  await annotate(`${counted.edits} edits at ${spots.length} kinds of places, ${counted.noticed} of which programs notice`, 'figure')
})
