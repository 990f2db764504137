import { contractOperations, type OperationId } from '../../server/contract.ts'
import { guardOf } from '../server/statuses/own-rows.ts'
import type { Outcome, ParityCase } from './parity-case.ts'
import { operationNamed } from '../fixtures/operation-named.ts'
import { firstExample } from './valid-request.ts'

/** Cases that an engine answers otherwise, and why that has to be. */
export interface Difference {
  engine: string
  cases: string[]
  /** The operations that differ, where it is not each that has one of these cases. */
  operations?: OperationId[]
  /** The field, parameter or value that differs, where it is not each. */
  detail?: string
  answers: Outcome | 'the first example of its success'
  reason: string
}

const ownClientOperations = contractOperations.filter((operation) => guardOf(operation)?.scheme === 'ownClient').map(({ id }) => id)

/** Every difference between the engines. One that is not here fails a test, and so does one that no longer is. */
export const differences: Difference[] = [
  {
    engine: 'Prism',
    cases: ['a token that nobody has issued', 'a token that has expired', 'a token without the scope', 'an administrator'],
    answers: 'the first example of its success',
    reason: 'It keeps no tokens, so any will do, and it knows neither whose they are nor which scopes they have.',
  },
  {
    engine: 'Prism',
    cases: [
      'an object that is not there',
      'a connection of another client',
      'a client without a connection',
      'a client with several connections',
      'a client of another owner',
    ],
    answers: 'the first example of its success',
    reason: 'It keeps no objects, so every id is that of one.',
  },
  {
    engine: 'Prism',
    cases: ['a malformed id in the path'],
    operations: ownClientOperations,
    detail: 'id',
    answers: { status: 400, error: 'request_malformed' },
    reason: 'It does not know the client of a token, to which every other id is foreign before it is malformed.',
  },
  {
    engine: 'Prism',
    cases: [
      'a wrong client secret',
      'the secret of another client',
      'an unknown client',
      'a blocked client',
      'an unknown refresh token',
      'a refresh token of another client',
      'an expired refresh token',
      'a code in place of a refresh token',
      'a refresh token without an approval',
      'a wrong client secret with a code',
      'an unknown code',
      'an expired code',
      'a code for another redirect URI',
      'another redirect URI',
      'a wrong password',
      'an unknown user',
      'a blocked user',
      'a client that signs nobody in',
      'a missing API-key',
      'an unknown API-key',
    ],
    answers: 'the first example of its success',
    reason: 'It keeps no clients, users, tokens and codes, so it believes every secret and every value.',
  },
  {
    engine: 'Prism',
    cases: ['a scope that the client does not allow', 'no scope', 'an empty scope'],
    answers: 'the first example of its success',
    reason: 'Which scopes are allowed follows from the types of clients and the roles of users, which it does not keep.',
  },
  {
    engine: 'Prism',
    cases: ['a client id that is no UUID'],
    answers: 'the first example of its success',
    reason: 'The schema takes any text here, and the 400 is that of looking for the client.',
  },
  {
    engine: 'Prism',
    cases: ['a body where filters could be meant'],
    answers: 'the first example of its success',
    reason: 'No schema describes a body for this operation, so there is nothing to hold it against.',
  },
  {
    engine: 'Prism',
    cases: ['a connection that is not there'],
    answers: 'the first example of its success',
    reason: 'Without connections it cannot tell one that is made from one that is changed.',
  },
  {
    engine: 'Prism',
    cases: ['a header that is too long'],
    operations: ['verifyToken'],
    answers: { status: 422, error: 'request_malformed', faults: ['API-key length'] },
    reason: 'The first example of the status is about what a system may do, and none is about the form of its API-key.',
  },
  {
    engine: 'Prism',
    cases: [
      'a valid request',
      'a slash at the end of the path',
      'Accept of many types',
      'a query parameter that nobody knows',
      'a token where none is asked for',
      'Content-Type with a charset',
      'a member that nobody knows in an open body',
      'a code',
    ],
    operations: ['createToken'],
    answers: 'the first example of its success',
    reason: 'The first example is that of the original documentation, which shows no refresh token; the others come with Prefer.',
  },
]

/** The differences of an engine in a case. */
export function differencesOf(engine: string, { name, operationId, detail }: ParityCase): Difference[] {
  return differences.filter(
    (difference) =>
      difference.engine === engine &&
      difference.cases.includes(name) &&
      (difference.operations?.includes(operationId) ?? true) &&
      (difference.detail === undefined || difference.detail === detail),
  )
}

/** What a difference makes of a case. */
export function outcomeOf({ answers }: Difference, { operationId }: ParityCase): Outcome {
  return typeof answers === 'string' ? firstExample(operationNamed(operationId)) : answers
}
