const entities: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' }

/** The text as it stands in a page, between tags and in attributes. */
export function escapeHtml(text: string): string {
  return text.replace(/[&<>"]/g, (character) => entities[character] ?? character)
}

/** A phrase of the contract's Markdown: `code` and **strong** are marked. */
export function phrase(markdown: string): string {
  return escapeHtml(markdown)
    .replace(/`([^`]+)`/g, '<code>$1</code>')
    .replace(/\*\*([^*]+)\*\*/g, '<strong>$1</strong>')
}

/** The paragraphs and tables of the contract's Markdown. The first column of a table names its rows. */
export function blocks(markdown: string): string {
  return markdown
    .trim()
    .split(/\n{2,}/)
    .map((block) => (block.startsWith('|') ? tableOf(block) : `<p>${phrase(block)}</p>`))
    .join('\n')
}

function tableOf(block: string): string {
  const [heads = [], , ...rows] = block.split('\n').map((line) => line.split('|').slice(1, -1).map((cell) => cell.trim()))
  return table({ heads, rows: rows.map((row) => row.map(phrase)) })
}

/** A table and what it is made of; cells are HTML, heads and caption are text. */
export interface Table {
  caption?: string
  heads: string[]
  /** The first cell of a row is its head. */
  rows: string[][]
}

/** A table with its heads. */
export function table({ caption, heads, rows }: Table): string {
  return `<table>${caption === undefined ? '' : `<caption>${escapeHtml(caption)}</caption>`}
<thead><tr>${heads.map((head) => `<th scope="col">${escapeHtml(head)}</th>`).join('')}</tr></thead>
<tbody>
${rows.map(([first = '', ...others]) => `<tr><th scope="row">${first}</th>${others.map((cell) => `<td>${cell}</td>`).join('')}</tr>`).join('\n')}
</tbody></table>`
}

/** A section with its heading, which can be linked to. */
export function section(id: string, heading: string, ...content: string[]): string {
  return `<section id="${id}" aria-labelledby="${id}-heading">
<h2 id="${id}-heading">${escapeHtml(heading)}</h2>
${content.join('\n')}
</section>`
}
