/** What differs between the pages. */
export interface PageParts {
  title: string
  description: string
  /** Its hash must be in the page's policy. */
  style: string
  /** Stands in the page when no header can carry it. */
  policy?: string
  body: string
}

const icon =
  `data:image/svg+xml,<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 16 16'><rect width='16' height='16' rx='4' fill='%230b6bcb'/>` +
  `<path d='M8 3v10M3 8h10' stroke='white' stroke-width='2.4' stroke-linecap='round'/></svg>`

/** A page, from its doctype to its end. */
export function renderPage({ title, description, style, policy, body }: PageParts): string {
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
${policy === undefined ? '' : `<meta http-equiv="Content-Security-Policy" content="${policy}">`}
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="description" content="${description}">
<title>${title}</title>
<link rel="icon" href="${icon}">
<style>${style}</style>
</head>
<body>
${body}
</body>
</html>
`
}
