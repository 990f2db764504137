import { describe, expect, it } from 'vitest'
import { schemaBreaches } from '../fixtures/contract-check.ts'
import { contractExamples } from './examples-of.ts'

const schemaNamed = (name: string) => `#/components/schemas/${name}`

describe('every named example is what its schema says', () => {
  it.each(contractExamples())('$operationId $status $name', ({ schema, value }) => {
    expect(schemaBreaches(schema, value)).toEqual([])
  })
})

it('a success is an example of the status it stands at', () => {
  for (const { status, value } of contractExamples().filter(({ status }) => status !== undefined)) {
    expect(value).toMatchObject({ meta: { code: status } })
  }
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
    expect(contractExamples()).toContainEqual(expect.objectContaining({ operationId: 'createToken', status: undefined, value: request }))
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
    expect(contractExamples()).toContainEqual(expect.objectContaining({ operationId: 'createToken', status: 201, value: answer }))
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
    expect(contractExamples()).toContainEqual(expect.objectContaining({ operationId: 'refreshClientSecret', status: 200, value: answer }))
  })
})

it('the validator refuses what the contract forbids', () => {
  expect(schemaBreaches(schemaNamed('CreateTokenRequest'), { token: { grant_type: 'refresh_token' } })).not.toEqual([])
  expect(schemaBreaches(schemaNamed('Uuid'), 'not-a-uuid')).not.toEqual([])
})
