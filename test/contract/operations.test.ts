import type { OpenAPIV3_1 } from 'openapi-types'
import { describe, expect, it } from 'vitest'
import { contract, contractOperations, parametersOf, resolve, type ContractOperation } from '../../server/contract.ts'
import { wrapperOf } from '../../server/http/wrapper-of.ts'
import { tokensAskedFor } from '../fixtures/token-asked-for.ts'
import { findKeyGaps } from './key-gaps.ts'
import { findListBounds } from './list-bounds.ts'
import { findOpenings } from './openings.ts'

const listedBy = ({ operation }: ContractOperation) => Object.keys(operation.responses!)
const responseOf = ({ operation }: ContractOperation, status: string) => resolve(operation.responses![status]!)
const bearersOf = ({ operation }: ContractOperation) =>
  operation.security!.map((schemes) => tokensAskedFor(schemes)[0]?.scope)
const isGuarded = (operation: ContractOperation) => !bearersOf(operation).includes(undefined)

const exampleNames = (operation: ContractOperation, status: string) =>
  Object.keys(responseOf(operation, status).content?.['application/json']?.examples ?? {})

describe('every operation lists what can happen to it', () => {
  it.each(contractOperations)('$id: what the service says of any request', (operation) => {
    expect(listedBy(operation)).toEqual(expect.arrayContaining(['400', '406', '413', '415', '429', '431', '500', '503']))
    expect(exampleNames(operation, '400')).toContain('malformedJson')
  })

  it.each(contractOperations.filter(isGuarded))('$id: a token that is refused', (operation) => {
    expect(exampleNames(operation, '401')).toEqual(expect.arrayContaining(['missingBearer', 'invalidBearer']))
    const asksForApiKey = operation.operation.security!.some((schemes) => 'apiKey' in schemes)
    expect(exampleNames(operation, '401').includes('missingApiKey')).toBe(asksForApiKey)
    expect(listedBy(operation).includes('403')).toBe(bearersOf(operation).some((scope) => scope!.length > 0))
  })

  it.each(contractOperations.filter(({ path }) => path.includes('{')))('$id: an object that is not there', (operation) => {
    const isUpsert = ['putClient', 'updateClient'].includes(operation.id)
    expect(listedBy(operation).includes('404')).toBe(!isUpsert)
  })

  it.each(contractOperations)('$id: an id of the path that is no UUID', (operation) => {
    const hasUuid = parametersOf(operation).some(
      ({ in: place, schema }) => place === 'path' && resolve<OpenAPIV3_1.SchemaObject>(schema!).format === 'uuid',
    )
    expect(exampleNames(operation, '400').includes('malformedPathId')).toBe(hasUuid)
  })

  it.each(contractOperations)('$id: a body without its outer object', (operation) => {
    const { requestBody } = operation.operation
    const isRequired = requestBody !== undefined && resolve(requestBody).required === true && wrapperOf(operation.id) !== undefined
    expect(exampleNames(operation, '400').some((name) => name.startsWith('missing'))).toBe(isRequired)
  })

  it.each(contractOperations)('$id: fields and filters that break a rule', (operation) => {
    const canBeWrong = operation.operation.requestBody !== undefined || parametersOf(operation).some((parameter) => parameter.in === 'query')
    if (canBeWrong) expect(listedBy(operation)).toContain('422')
  })
})

it('no name stands for examples of two statuses of an operation', () => {
  for (const operation of contractOperations) {
    const names = listedBy(operation).flatMap((status) => exampleNames(operation, status))
    expect(names, operation.id).toEqual([...new Set(names)])
  }
})

it('only 204 has no body', () => {
  for (const operation of contractOperations) {
    const bodiless = listedBy(operation).filter((status) => responseOf(operation, status).content === undefined)
    expect(bodiless, operation.id).toEqual(listedBy(operation).filter((status) => status === '204'))
  }
})

it('PUT and PATCH of an object differ in their names only', () => {
  const rest = ({ operationId: _id, summary: _summary, description: _description, ...others }: OpenAPIV3_1.OperationObject) =>
    // Extensions are for the generator, and say how it tells the two apart.
    Object.fromEntries(Object.entries(others).filter(([key]) => !key.startsWith('x-')))
  const pairs = Object.values(contract.paths!).filter((item) => item?.put && item.patch)
  expect(pairs.length).toBeGreaterThan(0)
  for (const item of pairs) expect(rest(item!.put!)).toEqual(rest(item!.patch!))
})

it('lists have the bounds of the parameters that ask for their pages', () => {
  expect(findListBounds(contract)).toEqual([])
})

it('every operation that is not safe takes an idempotency key and shows how it is refused, and every answer repeats the key', () => {
  expect(findKeyGaps(contract)).toEqual([])
})

it('no operation is open to more than those it is meant for', () => {
  expect(findOpenings(contract)).toEqual([])
})

it('every tag has operations, and a place in one group of the menu', () => {
  const declared = contract.tags!.map(({ name }) => name).toSorted()
  const used = [...new Set(contractOperations.flatMap(({ operation }) => operation.tags!))].toSorted()
  // An extension that Redoc reads, so the type of the document does not have it.
  const groups = (contract as { 'x-tagGroups'?: { tags: string[] }[] })['x-tagGroups']!
  expect(used).toEqual(declared)
  expect(groups.flatMap(({ tags }) => tags).toSorted()).toEqual(declared)
})
