/** What differs between the page that is served and the page that is one file. */
export interface PageParts {
  /** From `pageStyle`; its hash must be in the page's policy. */
  style: string
  /** The elements that load and start Redoc. */
  scripts: string
  /** Stands in the page when no header can carry it. */
  policy?: string
}

const look = `
html:root{
  --font-family-base:'Inter',system-ui,sans-serif;
  --font-family-monospaced:'JetBrains Mono',ui-monospace,monospace;
}
body{margin:0}
input,select{font-family:inherit}
/* This menu hands the page to AI services of other hosts. */
[data-component-name='SplitButton/SplitButton'] [data-component-name='Dropdown/Dropdown']{display:none}
[data-component-name='SplitButton/SplitButton'] button{border-radius:8px!important;border-right:var(--button-border-width) var(--button-border-style) var(--button-border-color)!important}
noscript{display:block;margin:4rem auto;max-width:40rem;font-family:'Inter',system-ui,sans-serif}`

const icon =
  `data:image/svg+xml,<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 16 16'><rect width='16' height='16' rx='4' fill='%230b6bcb'/>` +
  `<path d='M8 3v10M3 8h10' stroke='white' stroke-width='2.4' stroke-linecap='round'/></svg>`

/** The page around Redoc. */
export function renderPage({ style, scripts, policy }: PageParts): string {
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
${policy === undefined ? '' : `<meta http-equiv="Content-Security-Policy" content="${policy}">`}
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="description" content="The authentication service of Ukraine's eHealth system (ЕСОЗ): every operation, field and error.">
<title>ehealth-auth: API reference</title>
<link rel="icon" href="${icon}">
<style>${style}</style>
</head>
<body>
<div id="redoc"></div>
<noscript>This page needs JavaScript: it draws the contract, which can be read as it is in openapi.json.</noscript>
${scripts}
</body>
</html>
`
}

/** The page's own style: Redoc with the given fonts. */
export function pageStyle(fontFaces: string): string {
  return fontFaces + look
}
