import { describe, expect, it } from 'vitest'
import { contractHashes } from '../../openapi/generate/contract-hashes.ts'
import { contract, contractOperations } from '../../server/contract.ts'

const original = contractHashes(contract)

// A contract is changed here in places that the type of a document would make long.
type Document = any

/** The contract with a change, hashed. */
function hashedWith(change: (document: Document) => void) {
  const document: Document = structuredClone(contract)
  change(document)
  expect(document).not.toEqual(contract)
  return contractHashes(document)
}

/** The operations whose hashes a change changes. */
function changedBy(change: (document: Document) => void): string[] {
  const { hash, operations } = hashedWith(change)
  const changed = Object.keys(operations).filter((id) => operations[id] !== original.operations[id])
  expect(hash === original.hash).toBe(changed.length === 0)
  return changed
}

/** The operations that refer to a component, also by way of others. */
function operationsBehind(component: string): string[] {
  const reaches = (part: unknown, way: string[] = []): boolean =>
    [...JSON.stringify(part ?? {}).matchAll(/"\$ref":"#\/components\/(\w+)\/(\w+)"/g)].some(([, kind = '', name = '']) => {
      const found = `${kind}/${name}`
      if (found === component) return true
      return !way.includes(found) && reaches((contract as Document).components[kind][name], [...way, found])
    })
  const ids = contractOperations.filter(({ path, operation }) => reaches([contract.paths?.[path]?.parameters, operation])).map(({ id }) => id)
  return ids.toSorted()
}

const all = contractOperations.map(({ id }) => id).toSorted()
const tokenCall = (document: Document) => document.paths['/oauth/tokens'].post
const nonce = (document: Document) => document.components.schemas.Nonce

describe('documentation does not count:', () => {
  it.each<[string, (document: Document) => void]>([
    ['the description of the contract', ({ info }) => (info.description += 'x')],
    ['the description of an operation', (document) => (tokenCall(document).description += 'x')],
    ['its summary', (document) => (tokenCall(document).summary += 'x')],
    ['its tag', (document) => (tokenCall(document).tags = ['Session'])],
    ['that it is deprecated', (document) => (tokenCall(document).deprecated = true)],
    ['how the SDK calls it', (document) => (tokenCall(document)['x-sdk-method'] = 'tokens.make')],
    ['the description of an answer', ({ components }) => (components.responses.NotAcceptable.description += 'x')],
    ['the description of a property', ({ components }) => (components.schemas.Meta.properties.url.description += 'x')],
    ['the title of a schema', ({ components }) => (components.schemas.Meta.title = 'About the answer')],
    ['the description of a parameter', ({ components }) => (components.parameters.Page.description += 'x')],
    ['the example of a header', ({ components }) => (components.headers.RequestId.example += 'x')],
    ['a named example', ({ components }) => (components.examples.malformedJson.value.meta.code = 499)],
    ['a new example', (document) => (tokenCall(document).responses['201'].content['application/json'].examples.another = { value: {} })],
    ['how a broken pattern is told', ({ components }) => (components.schemas.ScopeNames['x-pattern-broken'] += 'x')],
    ['the mapping of a discriminator, which the branches repeat', ({ components }) => delete components.schemas.TokenGrant.discriminator.mapping],
    ['a tag', ({ tags }) => tags.reverse().pop()],
    ['a component that nothing refers to', ({ components }) => (components.schemas.Unused = { type: 'string' })],
    ['the hash itself', ({ components }) => (components.headers.ContractHash.schema.const = '0123456789abcdef')],
  ])('%s', (_what, change) => {
    expect(changedBy(change)).toEqual([])
  })
})

describe('order and names of components do not count:', () => {
  const reversed = (value: unknown): unknown => {
    if (Array.isArray(value)) return value.map(reversed)
    if (typeof value !== 'object' || value === null) return value
    return Object.fromEntries(Object.entries(value).toReversed().map(([key, member]) => [key, reversed(member)]))
  }

  it('the order of all members', () => {
    const backwards = reversed(contract) as Document
    expect(JSON.stringify(backwards)).not.toBe(JSON.stringify(contract))
    expect(contractHashes(backwards)).toEqual(original)
  })

  it.each<[string, (document: Document) => void]>([
    ['the order of required members', ({ components }) => components.schemas.Meta.required.reverse()],
    ['the order of values', ({ components }) => components.schemas.ErrorType.enum.reverse()],
    ['the order of parameters', ({ paths }) => paths['/user/roles'].get.parameters.reverse()],
    ['the order of alternatives', (document) => document.paths['/user/roles'].get.security.reverse()],
    ['the name of a schema', ({ components, paths }) => {
      const content = paths['/oauth/nonce'].get.responses['200'].content['application/json']
      components.schemas.Another = components.schemas.NonceEnvelope
      content.schema = { $ref: '#/components/schemas/Another' }
    }],
    ['a schema written in place of the reference to it', ({ components, paths }) => {
      paths['/oauth/nonce'].get.responses['200'].content['application/json'].schema = components.schemas.NonceEnvelope
    }],
  ])('%s', (_what, change) => {
    expect(changedBy(change)).toEqual([])
  })
})

describe('what a program can notice counts, for the operations that it is a part of and no other:', () => {
  it.each<[string, string, (component: Document) => void]>([
    ['the longest e-mail', 'schemas/Email', (schema) => (schema.maxLength -= 1)],
    ['the longest URL of a redirect', 'schemas/RedirectTarget', (schema) => (schema.maxLength -= 1)],
    ['a further member of a grant', 'schemas/RefreshTokenGrant', (schema) => (schema.properties.hint = { type: 'string' })],
    ['a member that becomes optional', 'schemas/Paging', (schema) => schema.required.pop()],
    ['a further error type', 'schemas/ErrorType', (schema) => schema.enum.push('another')],
    ['the type of an id', 'schemas/Uuid', (schema) => delete schema.format],
    ['the largest page', 'parameters/PageSize', (parameter) => (parameter.schema.maximum = 200)],
    ['a header that an answer may lack', 'headers/RetryAfter', (header) => (header.required = false)],
    ['a header with another value', 'headers/Deprecation', (header) => (header.schema.const = '@0')],
    ['an answer without body', 'responses/OwnContextOnly', (response) => delete response.content],
  ])('%s', (_what, component, change) => {
    const [kind, name] = component.split('/') as [string, string]
    const behind = operationsBehind(component)
    expect(behind.length).toBeGreaterThan(0)
    expect(changedBy(({ components }) => change(components[kind][name]))).toEqual(behind)
  })

  it.each<[string, string[], (document: Document) => void]>([
    ['a status', ['createToken'], (document) => delete tokenCall(document).responses['503']],
    ['a status with the body of another', ['createToken'], (document) => (tokenCall(document).responses['401'] = tokenCall(document).responses['404'])],
    ['whether a body is needed', ['createToken'], (document) => (tokenCall(document).requestBody.required = false)],
    ['a filter', ['listOwnRoles'], ({ paths }) => paths['/user/roles'].get.parameters.pop()],
    ['a parameter of the path', ['getContract'], ({ paths }) => (paths['/contract'].parameters = [{ in: 'query', name: 'x', schema: {} }])],
    ['a scope', ['listRoles'], ({ paths }) => (paths['/admin/roles'].get.security[0].administrator = ['role:see'])],
    ['an alternative of the security', ['createNonce'], ({ paths }) => paths['/oauth/nonce'].post.security.pop()],
    ['a path', ['getContract'], ({ paths }) => {
      paths['/hashes'] = paths['/contract']
      delete paths['/contract']
    }],
    ['a method', ['getContract'], ({ paths }) => {
      paths['/contract'] = { post: paths['/contract'].get }
    }],
    ['a property that is called as documentation is', ['createNonce', 'getNonce'], (document) => (nonce(document).properties.description = { type: 'string' })],
    ['a property that is called as an extension is', ['createNonce', 'getNonce'], (document) => (nonce(document).properties['x-kind'] = { type: 'string' })],
  ])('%s', (_what, operations, change) => {
    expect(changedBy(change)).toEqual(operations)
  })

  it('the type of a property that is called as documentation is', () => {
    const typed = (type: string) => hashedWith((document) => (nonce(document).properties.title = { type })).operations.getNonce
    expect(typed('string')).not.toBe(typed('integer'))
  })

  it('data that has members called as documentation is', () => {
    const withDefault = (summary: string) => hashedWith((document) => (nonce(document).default = { summary })).operations.getNonce
    expect(withDefault('one')).not.toBe(withDefault('another'))
  })

  it('how a credential is sent, for the operations that take it', () => {
    const takers = contractOperations.filter(({ operation }) => operation.security!.some((alternative) => 'apiKey' in alternative))
    expect(takers.length).toBeGreaterThan(0)
    expect(changedBy(({ components }) => (components.securitySchemes.apiKey.name = 'X-API-key'))).toEqual(takers.map(({ id }) => id).toSorted())
  })

  it('the members of a schema that contains itself', () => {
    const nested = (maxItems: number) => hashedWith((document) => (nonce(document).properties.nested = { type: 'array', maxItems, items: { $ref: '#/components/schemas/Nonce' } }))
    expect(nested(1).operations.getNonce).not.toBe(nested(2).operations.getNonce)
    expect(nested(1)).toEqual(nested(1))
  })
})

describe('the hash of the contract', () => {
  it('counts an operation that was taken away, the others being the same', () => {
    const { hash, operations } = hashedWith(({ paths }) => delete paths['/contract'])
    expect(hash).not.toBe(original.hash)
    const { getContract: _gone, ...others } = original.operations
    expect(operations).toEqual(others)
  })

  it('counts an operation that was renamed', () => {
    const { hash, operations } = hashedWith(({ paths }) => (paths['/contract'].get.operationId = 'showContract'))
    expect(hash).not.toBe(original.hash)
    expect(operations.showContract).toBe(original.operations.getContract)
  })

  it('is a change of all operations when what all of them answer changes', () => {
    expect(changedBy(({ components }) => (components.responses.InternalError.headers = {}))).toEqual(all)
  })
})
