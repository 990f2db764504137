import { contract } from '../../contract.ts'
import { contractHashes } from '../../contract-hashes.ts'
import { renderPage } from '../page.ts'
import { errorsSection } from './errors-section.ts'
import { firstRequestSection } from './first-request-section.ts'
import { escapeHtml, phrase } from './html.ts'
import { lifetimesSection } from './lifetimes-section.ts'
import { look } from './look.ts'
import { operationsSection } from './operations-section.ts'
import { participantsSection } from './participants-section.ts'
import { readWorkflow } from './read-workflow.ts'
import { twoLanguagesSection } from './two-languages-section.ts'
import { workflowSection } from './workflow-section.ts'

/** What differs between the overview that is served and the one that is a file. */
export interface OverviewParts {
  /** From `overviewStyle`; its hash must be in the page's policy. */
  style: string
  /** Where Redoc's page is. */
  docs: string
  /** Where the contract is; absent where nothing serves it. */
  contractAt?: string
  /** Stands in the page when no header can carry it. */
  policy?: string
}

/** The page for somebody who is new to the service, made from the contract and the workflows. It has no scripts. */
export function renderOverview({ style, docs, contractAt, policy }: OverviewParts): string {
  const { title, version, summary = '', description = '' } = contract.info
  const [whatFor = ''] = description.split('\n\n')
  const links = [`<a href="${docs}">API reference</a>`, ...(contractAt === undefined ? [] : [`<a href="${contractAt}">Contract (OpenAPI)</a>`])]
  return renderPage({
    title: `${title}: overview`,
    description: escapeHtml(summary),
    style,
    ...(policy === undefined ? {} : { policy }),
    body: `<header>
<h1>${escapeHtml(title)}</h1>
<p class="lead">${phrase(summary)}</p>
<p class="lead" lang="uk">Сервіс автентифікації електронної системи охорони здоров’я України (ЕСОЗ).</p>
<nav aria-label="Pages">${links.join(' ')}</nav>
</header>
<main>
<p>${phrase(whatFor)} A clinic works with eHealth through a program. Before that program may read or write anything, somebody of
the clinic has to allow it. This service asks them, remembers the answer, and gives the program tokens that prove it to the rest of
eHealth.</p>
${participantsSection()}
${workflowSection('token-life', readWorkflow('token-life'), docs)}
${workflowSection('secret-rotation', readWorkflow('secret-rotation'), docs)}
${lifetimesSection()}
${firstRequestSection()}
${twoLanguagesSection(docs)}
${operationsSection(docs)}
${errorsSection()}
</main>
<footer><p>Contract ${escapeHtml(version)}, <code>X-Contract-Hash: ${contractHashes.hash}</code></p></footer>`,
  })
}

/** The page's own style, with the given fonts. */
export function overviewStyle(fontFaces: string): string {
  return fontFaces + look
}
