import { contractOperations } from '../../contract.ts'
import { inLanguages } from '../../languages.ts'
import { blocks, phrase, section } from './html.ts'
import { linkTo } from './operation-link.ts'

/** The operations that the contract describes in two languages, with both. */
export function twoLanguagesSection(docs: string): string {
  const articles = contractOperations.flatMap((operation) => {
    const { summary = '', description = '' } = operation.operation
    const { english, ukrainian } = inLanguages(description)
    if (ukrainian === undefined) return []
    return `<article>
<h3>${phrase(summary)}</h3>
<p>${linkTo(operation, docs)}</p>
<div class="languages"><div>${blocks(english)}</div>
<div lang="uk">${blocks(ukrainian)}</div></div>
</article>`
  })
  return section('two-languages', 'The two methods at the heart', ...articles)
}
