import { contractOperations, exampleValue } from '../../contract.ts'
import { codeSamplesOf } from '../code-samples.ts'
import { escapeHtml, section } from './html.ts'

/** A first request, to paste against the sandbox, and its answer, both as the contract has them. */
export function firstRequestSection(): string {
  const samples = contractOperations.flatMap(({ id, operation }) => (id === 'createToken' ? codeSamplesOf(operation) : []))
  const answer = JSON.stringify(exampleValue('refreshedAccessToken'), null, 2)
  return section(
    'first-request',
    'A first request',
    '<p>With Node and this repository, <code>npm ci &amp;&amp; npm start</code> starts a sandbox with demo data. Then paste this:</p>',
    `<pre>${escapeHtml(samples[0]?.source ?? '')}</pre>`,
    '<p>The answer looks like this, with a token of your own:</p>',
    `<pre>${escapeHtml(answer)}</pre>`,
  )
}
