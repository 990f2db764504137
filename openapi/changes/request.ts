import { addition, breaking, type Change, type Place } from './change.ts'
import { asPart, byNames, comparisonOf, type Comparison, type Part } from './parts.ts'
import { compareSchemas, requiredChange } from './schema.ts'
import { judged } from './verdict.ts'

/** Compares whether something of a request or an answer may be left out. */
export const compareRequired: Comparison = (was, is, place) => {
  const required = is.required === true
  return [required === (was.required === true) ? judged(place, 'same', `required: ${required}`) : requiredChange(place, required)]
}

/** Compares the media types of a body and what they hold. */
export const compareContent: Comparison = (was, is, place) =>
  byNames(asPart(was.content), asPart(is.content), {
    came: (type) => [addition(place, `${type} is possible`, 'programs that do not ask for it see nothing of it')],
    went: (type) => [breaking(place, `${type} is gone`, 'programs that speak it are left without')],
    stayed: (_type, former, present) => compareMediaTypes(former, present, place),
  })

const compareMediaTypes = comparisonOf({ schema: compareSchemas })
const compareParameter = comparisonOf({ required: compareRequired, schema: compareSchemas })
const compareBodyParts = comparisonOf({ required: compareRequired, content: compareContent })

/** Compares the parameters of an operation. */
export const compareParameters: Comparison = (was, is, place) =>
  byNames(parametersIn(was), parametersIn(is), {
    came: (name, parameter) => [came({ ...place, part: name }, parameter)],
    went: (name) => [breaking({ ...place, part: name }, 'removed', 'it has no effect any more')],
    stayed: (name, former, present) => compareParameter(former, present, { ...place, part: name }),
  })

function parametersIn({ parameters }: Part): Part {
  if (!Array.isArray(parameters)) return {}
  return Object.fromEntries(parameters.map(asPart).map((parameter) => [`${parameter.in} ${parameter.name}`, parameter]))
}

/** Compares the bodies that requests may have. */
export const compareBodies: Comparison = (was, is, place) => {
  const body = { ...place, part: 'body' }
  if (was.requestBody === undefined) return [came(body, is.requestBody)]
  if (is.requestBody === undefined) return [breaking(body, 'removed', 'it has no effect any more')]
  return compareBodyParts(asPart(was.requestBody), asPart(is.requestBody), body)
}

function came(place: Place, part: unknown): Change {
  if (asPart(part).required !== true) return addition(place, 'new', 'it may be sent now')
  return breaking(place, 'new and required', 'requests without it are refused now')
}
