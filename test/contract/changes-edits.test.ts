import { describe, expect, it } from 'vitest'
import { sentenceOf } from '../../openapi/changes/change.ts'
import { reportOf } from '../../openapi/changes/report.ts'
import { maxLengthOf } from '../../server/contract.ts'
import { changesOf, excerptOf, type Document, type Edit } from './edited-contract.ts'

const excerpt = excerptOf('/oauth/tokens', '/admin/roles', '/contract')

const tokenCall = ({ paths }: Document) => paths['/oauth/tokens'].post
const created = (document: Document) => tokenCall(document).responses['201']
const grant = ({ components }: Document) => components.schemas.RefreshTokenGrant
const newRole = ({ components }: Document) => components.schemas.NewRole
const role = ({ components }: Document) => components.schemas.Role
const roleList = ({ paths }: Document) => paths['/admin/roles'].get

/** Gives a schema a member that is always there. */
function requireMember(schema: Document): void {
  schema.required = [...schema.required, 'hint']
  schema.properties = { ...schema.properties, hint: {} }
}

/** Changes the header with the id of the request, for the answer to the token call alone. */
function changeHeader(document: Document, change: (header: Document) => unknown): void {
  const header = structuredClone(document.components.headers.RequestId)
  change(header)
  created(document).headers['X-Request-Id'] = header
}

const undecidedRequest = 'breaking: nobody can tell whether all that was accepted still is'
const withToken = 'credentials: administrator role:read (bearer http)'
const withTokenAndKey = `${withToken} and apiKey (header API-key apiKey)`
const inWriting = (credentials: string) => credentials.replace('role:read', 'role:write')
const longestCredential = maxLengthOf('Credential')

/** Edits of the contract and what is told of each. */
const edits: [what: string, edit: Edit, told: string[]][] = [
  ['a narrower field of a body', (document) => {
    grant(document).properties.client_secret = { ...document.components.schemas.Credential, maxLength: 128 }
  }, [
    `POST /oauth/tokens, body token(refresh_token).client_secret: maxLength ${longestCredential} → 128 (breaking: longer values are refused now)`,
  ]],
  ['a field that a body needs', (document) => requireMember(newRole(document)), [
    'POST /admin/roles, body role.hint: new and required (breaking: requests without it are refused now)',
  ]],
  ['a field that a body may have', (document) => (newRole(document).properties.hint = {}), [
    'POST /admin/roles, body role.hint: new (addition: it may be sent now)',
  ]],
  ['a field less in a closed body', (document) => delete newRole(document).properties.scope, [
    'POST /admin/roles, body role.scope: removed (breaking: it is refused now)',
  ]],
  ['a field less in an open body', (document) => delete grant(document).properties.client_secret, [
    'POST /oauth/tokens, body token(refresh_token).client_secret: removed (breaking: it has no effect any more)',
  ]],
  ['a field that a body needs no longer', (document) => newRole(document).required.splice(newRole(document).required.indexOf('scope'), 1), [
    'POST /admin/roles, body role.scope: no longer required (addition: requests without it are accepted now)',
  ]],
  ['a grant', ({ components }) => components.schemas.TokenGrant.oneOf.push({ properties: { grant_type: { const: 'other' } } }), [
    'POST /oauth/tokens, body token(other): new alternative (addition: values of this kind are accepted now)',
  ]],
  ['a grant less', ({ components }) => components.schemas.TokenGrant.oneOf.pop(), [
    'POST /oauth/tokens, body token(authorization_code): alternative removed (breaking: values of this kind are refused now)',
  ]],
  ['another member to tell grants apart', ({ components }) => (components.schemas.TokenGrant.discriminator.propertyName = 'client_id'), [
    `POST /oauth/tokens, body token: discriminator {"propertyName":"grant_type"} → {"propertyName":"client_id"} (${undecidedRequest})`,
  ]],
  ['a body that may be left out', (document) => (tokenCall(document).requestBody.required = false), [
    'POST /oauth/tokens, body: no longer required (addition: requests without it are accepted now)',
  ]],
  ['no body', (document) => delete tokenCall(document).requestBody, ['POST /oauth/tokens, body: removed (breaking: it has no effect any more)']],
  ['a body', ({ paths }) => (paths['/contract'].get.requestBody = { required: true, content: {} }), [
    'GET /contract, body: new and required (breaking: requests without it are refused now)',
  ]],
  ['a body of another type', (document) => (tokenCall(document).requestBody.content = { 'text/plain': {} }), [
    'POST /oauth/tokens, body: application/json is gone (breaking: programs that speak it are left without)',
    'POST /oauth/tokens, body: text/plain is possible (addition: programs that do not ask for it see nothing of it)',
  ]],
  ['a filter', (document) => roleList(document).parameters.push({ in: 'query', name: 'q', schema: {} }), [
    'GET /admin/roles, query q: new (addition: it may be sent now)',
  ]],
  ['a filter that is needed', (document) => roleList(document).parameters.push({ in: 'query', name: 'q', required: true }), [
    'GET /admin/roles, query q: new and required (breaking: requests without it are refused now)',
  ]],
  ['a filter less', (document) => roleList(document).parameters.shift(), [
    'GET /admin/roles, query name: removed (breaking: it has no effect any more)',
  ]],
  ['a filter that becomes needed', (document) => (roleList(document).parameters[0].required = true), [
    'GET /admin/roles, query name: required (breaking: requests without it are refused now)',
  ]],
  ['a filter of which it is said that nobody needs it', (document) => (roleList(document).parameters[0].required = false), [
    'GET /admin/roles, query name: required: false (addition: it means what it meant)',
  ]],
  ['a filter written otherwise', (document) => (roleList(document).parameters[0].style = 'pipeDelimited'), [
    `GET /admin/roles, query name: style none → "pipeDelimited" (${undecidedRequest})`,
  ]],
  ['a rule for a filter', (document) => (roleList(document).parameters[0].schema = { ...document.components.schemas.PlainText, format: 'uuid' }), [
    'GET /admin/roles, query name: format none → "uuid" (breaking: other values are refused now)',
  ]],
  ['a scope', (document) => (roleList(document).security = [{ administrator: ['role:read', 'role:see'] }]), [
    `GET /admin/roles: ${withTokenAndKey} (breaking: they no longer count)`,
    `GET /admin/roles: ${withToken} (breaking: they no longer count)`,
    'GET /admin/roles: credentials: administrator role:read role:see (bearer http) (addition: they are enough now)',
  ]],
  ['a scope less', (document) => (roleList(document).security[0].administrator = []), [
    `GET /admin/roles: ${withToken} (addition: fewer are enough now)`,
    'GET /admin/roles: credentials: administrator (bearer http) (addition: they are enough now)',
  ]],
  ['an operation that opens', (document) => (roleList(document).security = []), [
    `GET /admin/roles: ${withTokenAndKey} (addition: fewer are enough now)`,
    `GET /admin/roles: ${withToken} (addition: fewer are enough now)`,
    'GET /admin/roles: credentials: none (addition: they are enough now)',
  ]],
  ['an operation that closes', ({ paths }) => (paths['/contract'].get.security = [{ bearer: [] }]), [
    'GET /contract: credentials: none (breaking: they no longer count)',
    'GET /contract: credentials: customPsk (header X-Custom-PSK apiKey) (breaking: they no longer count)',
    'GET /contract: credentials: bearer (bearer http) (addition: they are enough now)',
  ]],
  ['a credential that is sent otherwise', ({ components }) => (components.securitySchemes.apiKey.name = 'Key'), [
    `GET /admin/roles: ${withTokenAndKey} (breaking: they no longer count)`,
    `GET /admin/roles: ${withToken} and apiKey (header Key apiKey) (addition: they are enough now)`,
    `POST /admin/roles: ${inWriting(withTokenAndKey)} (breaking: they no longer count)`,
    `POST /admin/roles: ${inWriting(withToken)} and apiKey (header Key apiKey) (addition: they are enough now)`,
  ]],
  ['a credential that is not looked at any more', (document) => roleList(document).security.pop(), [
    `GET /admin/roles: ${withTokenAndKey} (breaking: they no longer count)`,
  ]],
  ['a success', (document) => (tokenCall(document).responses['202'] = created(document)), [
    'POST /oauth/tokens, answer 202: new (breaking: programs know the other successes only)',
  ]],
  ['a failure', (document) => (tokenCall(document).responses['402'] = created(document)), [
    'POST /oauth/tokens, answer 402: new (addition: a failure that is not known is one of its class)',
  ]],
  ['a failure less', (document) => delete tokenCall(document).responses['503'], [
    'POST /oauth/tokens, answer 503: removed (breaking: it no longer comes)',
  ]],
  ['a header', (document) => (created(document).headers['X-Hint'] = {}), [
    'POST /oauth/tokens, answer 201 header X-Hint: new (addition: readers ignore what they do not know)',
  ]],
  ['a header less', (document) => delete created(document).headers['Cache-Control'], [
    'POST /oauth/tokens, answer 201 header Cache-Control: removed (breaking: it no longer comes)',
  ]],
  ['a header that may be missing', (document) => changeHeader(document, (header) => (header.required = false)), [
    'POST /oauth/tokens, answer 201 header X-Request-Id: no longer required (breaking: answers without it may come now)',
  ]],
  ['a header with other values', (document) => changeHeader(document, ({ schema }) => (schema.type = ['string', 'null'])), [
    'POST /oauth/tokens, answer 201 header X-Request-Id: type "string" → ["null","string"] (breaking: other types may come now)',
  ]],
  ['no body of an answer', (document) => delete created(document).content, [
    'POST /oauth/tokens, answer 201: application/json is gone (breaking: programs that speak it are left without)',
  ]],
  ['a field of an answer', (document) => (role(document).properties.hint = {}), [
    'GET /admin/roles, answer 200 data[].hint: new (addition: readers ignore what they do not know)',
    'POST /admin/roles, answer 201 data.hint: new (addition: readers ignore what they do not know)',
  ]],
  ['a field that every answer has', (document) => requireMember(role(document)), [
    'GET /admin/roles, answer 200 data[].hint: new (addition: readers ignore what they do not know)',
    'POST /admin/roles, answer 201 data.hint: new (addition: readers ignore what they do not know)',
  ]],
  ['a field less in an answer', (document) => delete role(document).properties.scope, [
    'GET /admin/roles, answer 200 data[].scope: removed (breaking: it no longer comes)',
    'POST /admin/roles, answer 201 data.scope: removed (breaking: it no longer comes)',
  ]],
  ['a field that an answer may lack', (document) => role(document).required.splice(role(document).required.indexOf('scope'), 1), [
    'GET /admin/roles, answer 200 data[].scope: no longer required (breaking: answers without it may come now)',
    'POST /admin/roles, answer 201 data.scope: no longer required (breaking: answers without it may come now)',
  ]],
  ['an operation less', ({ paths }) => delete paths['/contract'], ['GET /contract: operation getContract is gone (breaking: calls of it fail)']],
  ['an operation', ({ paths }) => (paths['/contract'].post = { operationId: 'sendContract' }), [
    'POST /contract: operation sendContract is new (addition: it may be called now)',
  ]],
  ['another path', ({ paths }) => Object.assign(paths, { '/hashes': paths['/contract'], '/contract': {} }), [
    'GET /contract: is GET /hashes (breaking: calls to the former place fail)',
  ]],
  ['another method', ({ paths }) => (paths['/contract'] = { post: paths['/contract'].get }), [
    'GET /contract: is POST /contract (breaking: calls to the former place fail)',
  ]],
  ['another operationId', ({ paths }) => (paths['/contract'].get.operationId = 'showContract'), [
    'GET /contract: operation getContract is gone (breaking: calls of it fail)',
    'GET /contract: operation showContract is new (addition: it may be called now)',
  ]],
  ['documentation', (document) => {
    Object.assign(tokenCall(document), { description: 'x', deprecated: true, tags: [], 'x-codeSamples': [] })
    created(document).content['application/json'].examples = {}
    role(document).description = 'x'
  }, []],
]

describe('an edit is told with its place and consequence:', () => {
  it.each(edits)('%s', (_what, edit, told) => {
    expect(changesOf(excerpt, edit).map(sentenceOf)).toEqual(told)
  })

  it('what a component changes in many places is one sentence', () => {
    const changes = changesOf(excerpt, ({ components }) => (components.schemas.Meta.properties.url.maxLength += 1))
    const report = reportOf({ version: '1.2.3', ref: 'v1.2.3', contract: excerpt }, '1.2.3', changes)
    expect(report.split('\n')).toEqual([
      `Changes of the contract since 1.2.3 (v1.2.3): ${changes.length} breaking, 0 additions`,
      '',
      'Breaking:',
      `- ${sentenceOf(changes[0]!)}; the same in ${changes.length - 1} further places, 4 operations in all`,
      '',
      'Needed: version 2.0.0 or later. The contract says 1.2.3 (info.version).',
    ])
    expect(changes.length).toBeGreaterThan(2)
  })
})

it('each part of an operation is among the edits, with what breaks and what does not', async ({ annotate }) => {
  const sentences = edits.flatMap(([, , told]) => told)
  for (const part of ['body', 'query', 'answer', 'header', 'credentials', 'operation']) {
    for (const kind of ['breaking', 'addition']) expect(sentences).toContainEqual(expect.stringMatching(`\\b${part}\\b.*\\(${kind}: `))
  }
  await annotate(`${edits.length} edits of an operation tried`, 'figure')
})
