import type { OpenAPIV3_1 } from 'openapi-types'
import { wrapperIn } from '../../server/body-wrapper.ts'
import { followReference } from '../../server/follow-reference.ts'
import { pointerSteps } from '../../server/json-pointer.ts'
import { readBundle } from '../../server/read-bundle.ts'
import { isKeyParameter } from './stamp-idempotency.ts'

/** An operation with its references followed, except those to schemas, which are names of types. */
export interface Operation {
  id: string
  method: Method
  /** With `{parameters}`. */
  path: string
  /** The resource and the method of the SDK. */
  sdkMethod: { resource: string; name: string }
  /** The only one. */
  tag: string
  /** Whether repeating it does no more than doing it once: what its method promises (RFC 9110, section 9.2.2), unless the contract says otherwise. */
  idempotent: boolean
  summary: string
  description: string
  deprecated: boolean
  /** Whether every alternative of its security asks for a bearer token. */
  guarded: boolean
  /** Whether the client of that token must administrate. */
  administrative: boolean
  /** The scope that the token needs. */
  scope: string[]
  /** The credentials of the caller that may go with it. */
  credentials: ('accessToken' | 'apiKey')[]
  /** Without the idempotency key, which the SDK's transport sends. */
  parameters: OpenAPIV3_1.ParameterObject[]
  /** Absent where no body is described, and of GET, because `fetch` sends none with it. */
  body: Content | undefined
  responses: Answer[]
}

/** What a request's body may be. */
export interface Content {
  description: string
  required: boolean
  /** The only member of the body when that is an object; absent when the body is the content itself. */
  wrapper?: string
  /** The type of what the wrapper holds, or of the body when there is none. */
  type: string
}

/** One answer of an operation. */
export interface Answer {
  status: string
  description: string
  /** Whether other operations have the same. */
  shared: boolean
  /** Absent when the answer has no body. */
  type: string | undefined
  /** Whether it is a page of a list. */
  isPage: boolean
  examples: (OpenAPIV3_1.ExampleObject & { name: string })[]
}

const methods = ['get', 'put', 'post', 'patch', 'delete'] as const
type Method = (typeof methods)[number]
const idempotentMethods: Method[] = ['get', 'put', 'delete']

/** What the contract says of an operation to the generator. */
interface ToTheGenerator {
  'x-sdk-method'?: string
  'x-idempotent'?: boolean
}

/** The contract as the SDK is made from it. */
export class Contract {
  readonly operations: Operation[]
  /** As it was bundled. */
  readonly document: OpenAPIV3_1.Document

  constructor(bundle: string) {
    this.document = readBundle(bundle)
    this.operations = Object.entries(this.document.paths ?? {}).flatMap(([path, item = {}]) =>
      methods.flatMap((method) => (item[method] ? this.#operation(method, path, item, item[method]) : [])),
    )
  }

  /** The names of the schemas given and of those that they are made of. */
  schemasBehind(names: Iterable<string>): Set<string> {
    const found = new Set<string>()
    const visit = (name: string) => {
      if (found.has(name)) return
      found.add(name)
      schemasIn(this.document.components?.schemas?.[name]).forEach(visit)
    }
    for (const name of names) visit(name)
    return found
  }

  /** What a value of the schema may be, where the schema lists it. */
  valuesOf(schemaName: string): string[] {
    const { enum: values = [] } = this.#resolve<OpenAPIV3_1.SchemaObject>(this.document.components?.schemas?.[schemaName] ?? {})
    return values.map(String)
  }

  #operation(method: Method, path: string, item: OpenAPIV3_1.PathItemObject, source: OpenAPIV3_1.OperationObject<ToTheGenerator>): Operation {
    const { operationId: id = '', tags: [tag = ''] = [], summary = '', description = '', deprecated = false, security = [] } = source
    const [resource = '', name = ''] = source['x-sdk-method']?.split('.') ?? []
    const idempotent = source['x-idempotent'] ?? idempotentMethods.includes(method)
    const listed = [...(item.parameters ?? []), ...(source.parameters ?? [])].filter((parameter) => !isKeyParameter(parameter))
    const parameters = listed.map((parameter) => this.#resolve(parameter))
    const bearers = security.map((alternative) => Object.entries(alternative).find(([scheme]) => this.#isToken(scheme))?.[1])
    const guarded = bearers.length > 0 && !bearers.includes(undefined)
    const administrative = guarded && security.every((alternative) => 'administrator' in alternative)
    // The alternatives differ in what comes beside the token.
    const scope = bearers[0] ?? []
    const credentials: Operation['credentials'] = []
    if (bearers.some((bearer) => bearer !== undefined)) credentials.push('accessToken')
    if (security.some((alternative) => 'apiKey' in alternative)) credentials.push('apiKey')
    const body = source.requestBody && method !== 'get' ? this.#body(this.#resolve(source.requestBody)) : undefined
    const responses = Object.entries(source.responses ?? {}).map(([status, response]) => this.#response(status, response))
    return {
      id, method, path, sdkMethod: { resource, name }, tag, idempotent, summary, description, deprecated, guarded, administrative, scope, credentials,
      parameters, body, responses,
    }
  }

  /** A token is what a scheme of HTTP asks for; the others are headers beside it. */
  #isToken(name: string): boolean {
    const scheme = this.document.components?.securitySchemes?.[name]
    return scheme !== undefined && this.#resolve(scheme).type === 'http'
  }

  #body({ description = '', required = false, content }: OpenAPIV3_1.RequestBodyObject): Content {
    const type = typeOf(content['application/json']?.schema)
    const schema = this.document.components?.schemas?.[type] ?? {}
    const wrapper = wrapperIn(this.document, schema)
    return wrapper === undefined ? { description, required, type } : { description, required, wrapper, type: typeOf(schema.properties?.[wrapper]) }
  }

  #response(status: string, response: OpenAPIV3_1.ResponseObject | OpenAPIV3_1.ReferenceObject): Answer {
    const { description, content } = this.#resolve(response)
    const { schema, examples = {} } = content?.['application/json'] ?? {}
    return {
      status,
      description,
      shared: '$ref' in response,
      type: content && typeOf(schema),
      isPage: 'paging' in (this.#resolve<OpenAPIV3_1.SchemaObject>(schema ?? {}).properties ?? {}),
      examples: Object.entries(examples).map(([name, example]) => ({ name, ...this.#resolve(example) })),
    }
  }

  #resolve<Value extends object>(value: Value | OpenAPIV3_1.ReferenceObject): Value {
    return followReference(this.document, value)
  }
}

/**
 * The name of the type that is generated for a schema.
 *
 * @throws Error for a schema written in place, which has no name.
 */
function typeOf(schema: OpenAPIV3_1.SchemaObject | OpenAPIV3_1.ReferenceObject | undefined): string {
  if (schema === undefined || !('$ref' in schema)) throw new Error(`a schema needs a name: ${JSON.stringify(schema)}`)
  return nameOf(schema.$ref)
}

/** The names of the schemas that a part of the contract refers to. */
export function schemasIn(part: unknown): string[] {
  const names: string[] = []
  JSON.stringify(part, (key, member) => {
    if (key === '$ref') names.push(nameOf(String(member)))
    return member
  })
  return names
}

const nameOf = ($ref: string): string => pointerSteps($ref).at(-1) ?? ''
