import type { getHttpOperationsFromSpec } from '@stoplight/prism-http'
import { wrapperOf } from '../../server/http/wrapper-of.ts'

/** An operation of the contract, as Prism has read it. */
export type Operation = Awaited<ReturnType<typeof getHttpOperationsFromSpec>>[number]

type Body = NonNullable<NonNullable<Operation['request']>['body']>
type Schema = NonNullable<NonNullable<Body['contents']>[number]['schema']>

/** What Prism keeps of a discriminator, though its type of schemas has none. */
interface Union {
  discriminator: { propertyName: string }
  oneOf: { properties: Record<string, { const?: unknown }> }[]
}

/** An operation in as many variants as its body has forms. */
export interface BodyForms {
  wrapper: string
  /** The member that names the form. */
  tag: string
  /** The variants whose body has this one form, by its name. */
  named: Map<unknown, Operation>
  /** The variant for a body that names none of them: all that can be said is what it may name. */
  unnamed: Operation
}

/** Takes the forms of a body apart; undefined where nothing names them. */
export function bodyForms(operation: Operation): BodyForms | undefined {
  const wrapper = wrapperOf(operation.iid)
  const body = operation.request?.body
  const content = body?.contents?.[0]
  if (wrapper === undefined || body === undefined || content === undefined) return undefined
  const union = content.schema?.properties?.[wrapper] ?? {}
  if (!isUnion(union)) return undefined

  const tag = union.discriminator.propertyName
  const named = new Map(union.oneOf.map((form) => [form.properties[tag]?.const, variant(form)]))
  const anyName = { type: 'string', enum: [...named.keys()] }
  return { wrapper, tag, named, unnamed: variant({ type: 'object', required: [tag], properties: { [tag]: anyName } }) }

  function variant(form: object): Operation {
    const schema: Schema = { ...content!.schema, properties: { [wrapper!]: form } }
    return { ...operation, request: { ...operation.request, body: { ...body!, contents: [{ ...content!, schema }] } } }
  }
}

const isUnion = (schema: object | boolean): schema is Union => typeof schema === 'object' && 'discriminator' in schema && 'oneOf' in schema
