import type { OpenAPIV3_1 } from 'openapi-types'
import { describe, expect, it } from 'vitest'
import type { Paging } from '../../sdk/src/generated/types.gen.ts'
import { contract, resolve } from '../../server/contract.ts'
import { schemaBreaches } from '../fixtures/contract-check.ts'
import { contractExamples } from './examples-of.ts'

const schemaNamed = (name: string) => `#/components/schemas/${name}`

const examples = contractExamples()
const operationIds = [...new Set(examples.map(({ operationId }) => operationId))]

describe('every named example is what its schema says', () => {
  it.each(operationIds)('%s', (id) => {
    const breaches = examples
      .filter(({ operationId }) => operationId === id)
      .flatMap(({ status, name, schema, value }) => schemaBreaches(schema, value).map((breach) => `${status} ${name}: ${breach}`))
    expect(breaches).toEqual([])
  })
})

it('every example of a parameter or a header is what its schema says', () => {
  const { parameters = {}, headers = {} } = contract.components!
  for (const [kind, components] of Object.entries({ parameters, headers })) {
    for (const [name, component] of Object.entries(components)) {
      const { example, examples = {} } = resolve<OpenAPIV3_1.ParameterBaseObject>(component)
      const values = [example, ...Object.values(examples).map((named) => resolve<OpenAPIV3_1.ExampleObject>(named).value)]
      for (const value of values.filter((value) => value !== undefined)) {
        expect(schemaBreaches(`#/components/${kind}/${name}/schema`, value), name).toEqual([])
      }
    }
  }
})

it('an answer is an example of the status it stands at', () => {
  for (const { status, value } of examples.filter(({ status }) => status !== undefined)) {
    expect(value).toMatchObject({ meta: { code: status } })
  }
})

describe('a list', () => {
  const answers = examples.filter(({ status }) => status !== undefined)

  it('is announced as one', () => {
    for (const { operationId, value } of answers) {
      // Every answer is an envelope, as the first test says.
      const { meta, data } = value as { meta: { type: string }; data?: unknown }
      expect(meta.type, operationId).toBe(Array.isArray(data) ? 'list' : 'object')
    }
  })

  it('has as many entries as its paging says', () => {
    const pages = answers.map(({ value }) => value as { data: unknown[]; paging?: Paging }).filter(({ paging }) => paging !== undefined)
    expect(pages.length).toBeGreaterThan(0)
    for (const { data, paging } of pages) {
      const { page_number, page_size, total_entries, total_pages } = paging!
      expect(data).toHaveLength(Math.min(page_size, total_entries - (page_number - 1) * page_size))
      expect(total_pages).toBe(Math.max(1, Math.ceil(total_entries / page_size)))
    }
  })
})

describe('the examples of the original documents are in the contract', () => {
  it('the request for a token', () => {
    const request = {
      token: {
        client_id: '6498d88e-97fb-47e2-85a5-99e884f888aa',
        client_secret: 'msp-001-secret-key',
        refresh_token: 'my-oauth-refresh-token',
        grant_type: 'refresh_token',
      },
    }
    expect(schemaBreaches(schemaNamed('CreateTokenRequest'), request)).toEqual([])
    expect(examples).toContainEqual(expect.objectContaining({ operationId: 'createToken', status: undefined, value: request }))
  })

  it('the answer with a token', () => {
    const answer = {
      meta: { code: 201, url: 'https://example.com/resource', type: 'object', request_id: 'req-adasdoijasdojsda' },
      data: {
        value: 'SnNRdCtvU0tTOENBV2dLRUZwNmIzZz09',
        user_id: '3ff33ced-69dc-415a-b231-c6446898335a',
        name: 'change_password_token',
        id: '3ff33ced-69dc-415a-b231-c6446898335a',
        expires_at: 1498749591,
        details: {
          scope: 'capitation_contracts:view capitation_contracts:create patients:view patients:create',
          grant_type: 'refresh_token',
          client_id: 'd290f1ee-6c54-4b01-90e6-d701748f0851',
        },
      },
    }
    expect(schemaBreaches(schemaNamed('AccessTokenEnvelope'), answer)).toEqual([])
    expect(examples).toContainEqual(expect.objectContaining({ operationId: 'createToken', status: 201, value: answer }))
  })

  it('the answer with a new secret', () => {
    const answer = {
      meta: { code: 200, url: 'https://example.com/resource', type: 'object', request_id: 'req-adasdoijasdojsda' },
      data: {
        id: 'df9f70ee-4b12-4740-b0f5-bb5aea116863',
        name: 'Аптека 199',
        secret: 'ZlFOaHBTR0d3Q0hQcDEraHVYdXBVZz09',
        redirect_uri: 'https://example2.com',
        settings: {},
        priv_settings: {},
      },
    }
    expect(schemaBreaches(schemaNamed('RefreshedClientEnvelope'), answer)).toEqual([])
    expect(examples).toContainEqual(expect.objectContaining({ operationId: 'refreshClientSecret', status: 200, value: answer }))
  })
})

it('the validator refuses what the contract forbids', () => {
  expect(schemaBreaches(schemaNamed('CreateTokenRequest'), { token: { grant_type: 'refresh_token' } })).not.toEqual([])
  expect(schemaBreaches(schemaNamed('Uuid'), 'not-a-uuid')).not.toEqual([])
})
