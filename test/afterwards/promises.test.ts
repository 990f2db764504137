import type { OpenAPIV3_1 } from 'openapi-types'
import { expect, it } from 'vitest'
import { recordedTraffic } from '../traffic/traffic-file.ts'
import { collectSeen, isResponse, partAt } from './seen-values.ts'
import { optionalMembers, unpromisedBy, unpromisedHeaders } from './unpromised.ts'

const seen = [...collectSeen(recordedTraffic())]

it('the contract promises every member and type that the answers of the tests always had', async ({ annotate }) => {
  const schemas = seen.filter(([place]) => !isResponse(place))
  const unpromised = schemas.flatMap(([place, values]) =>
    unpromisedBy(partAt(place) as OpenAPIV3_1.SchemaObject, values).map((what) => `${place} ${what}`),
  )
  expect(unpromised.toSorted()).toEqual(Object.keys(optionalMembers).toSorted())
  const values = schemas.reduce((sum, [, { count }]) => sum + count, 0)
  await annotate(`${values} values at ${schemas.length} places, ${unpromised.length} members listed as optional`, 'figure')
})

it('the contract promises every header of its own that the answers of the tests always had', async ({ annotate }) => {
  const responses = seen.filter(([place]) => isResponse(place))
  const unpromised = responses.flatMap(([place, values]) =>
    unpromisedHeaders(partAt(place) as OpenAPIV3_1.ResponseObject, values).map((name) => `${place} ${name}`),
  )
  expect(unpromised).toEqual([])
  await annotate(`${responses.length} answers`, 'figure')
})
