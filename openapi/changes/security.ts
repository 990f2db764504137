import { addition, breaking } from './change.ts'
import { asPart, same, type Comparison, type Part } from './parts.ts'
import { missingIn } from './verdict.ts'

/** Credentials that go together. */
type Alternative = Part[]

/**
 * Compares the credentials that an operation asks for, of which each alternative is enough. One that goes is breaking unless a
 * looser one comes for it: those that stay may be enough for some callers only, as a token without API-key is.
 */
export const compareSecurity: Comparison = (was, is, place) => {
  const [former, present] = [alternativesIn(was), alternativesIn(is)]
  const gone = withoutEqual(former, present)
  const come = withoutEqual(present, former)
  return [
    ...gone.map((alternative) => {
      const what = `credentials: ${textOf(alternative)}`
      const isLoosened = come.some((needed) => isWithin(needed, alternative))
      return isLoosened ? addition(place, what, 'fewer are enough now') : breaking(place, what, 'they no longer count')
    }),
    ...come.map((alternative) => addition(place, `credentials: ${textOf(alternative)}`, 'they are enough now')),
  ]
}

const withoutEqual = (alternatives: Alternative[], others: Alternative[]): Alternative[] =>
  alternatives.filter((alternative) => !others.some((other) => same(alternative, other)))

/** An operation without alternatives is open, as one is that has an alternative without credentials. */
function alternativesIn({ security }: Part): Alternative[] {
  if (!Array.isArray(security) || security.length === 0) return [[]]
  return security.map((alternative) => (Array.isArray(alternative) ? alternative.map(asPart) : []))
}

/** Whether whoever has the credentials of an alternative has those of another too. */
function isWithin(needed: Alternative, held: Alternative): boolean {
  return needed.every(({ scopes, ...credential }) =>
    held.some(({ scopes: granted, ...other }) => same(credential, other) && missingIn([granted].flat(), [scopes].flat()).length === 0),
  )
}

function textOf(alternative: Alternative): string {
  const credentials = alternative.map(({ name, scopes, scheme }) => {
    const sent = Object.values(asPart(scheme)).join(' ')
    return [name, ...[scopes].flat(), `(${sent})`].join(' ')
  })
  return credentials.join(' and ') || 'none'
}
