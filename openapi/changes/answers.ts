import { addition, breaking, memberOf, type Change, type Place } from './change.ts'
import { asPart, byNames, comparisonOf, type Comparison } from './parts.ts'
import { compareContent, compareRequired } from './request.ts'
import { compareSchemas } from './schema.ts'

const compareHeader = comparisonOf({ required: compareRequired, schema: compareSchemas })

const compareHeaders: Comparison = (was, is, place) =>
  byNames(asPart(was.headers), asPart(is.headers), {
    came: (name) => [addition(headerOf(place, name), 'new', 'readers ignore what they do not know')],
    went: (name) => [breaking(headerOf(place, name), 'removed', 'it no longer comes')],
    stayed: (name, former, present) => compareHeader(former, present, headerOf(place, name)),
  })

const headerOf = (place: Place, name: string): Place => memberOf(place, `header ${name}`)

const compareAnswer = comparisonOf({ headers: compareHeaders, content: compareContent })

/** Compares the answers of an operation by their statuses. */
export const compareAnswers: Comparison = (was, is, operation) => {
  const answer = (status: string): Place => ({ ...operation, part: `answer ${status}`, side: 'answer' })
  return byNames(asPart(was.responses), asPart(is.responses), {
    came: (status) => [statusCame(answer(status), status)],
    went: (status) => [breaking(answer(status), 'removed', 'it no longer comes')],
    stayed: (status, former, present) => compareAnswer(former, present, answer(status)),
  })
}

/** A failure that a program does not know is to it like any other of its class (RFC 9110, section 15); another success has another body. */
function statusCame(place: Place, status: string): Change {
  if (/^[45]/.test(status)) return addition(place, 'new', 'a failure that is not known is one of its class')
  return breaking(place, 'new', 'programs know the other successes only')
}
