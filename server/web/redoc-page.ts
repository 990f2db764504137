import { renderPage } from './page.ts'
import { sampleColours } from './redoc.ts'

/** What differs between the page that is served and the page that is one file. */
export interface RedocPageParts {
  /** From `redocStyle`; its hash must be in the page's policy. */
  style: string
  /** The elements that load and start Redoc. */
  scripts: string
  /** Where the overview is. */
  overview: string
  /** Stands in the page when no header can carry it. */
  policy?: string
}

const look = `
html:root{
  --font-family-base:'Inter',system-ui,sans-serif;
  --font-family-monospaced:'JetBrains Mono',ui-monospace,monospace;
}
body{margin:0}
.overview{display:block;padding:10px 16px;font:500 14px 'Inter',system-ui,sans-serif;color:inherit;
border-bottom:1px solid var(--border-color-primary,#ddd)}
input,select{font-family:inherit}
/* This menu hands the page to AI services of other hosts. */
[data-component-name='SplitButton/SplitButton'] [data-component-name='Dropdown/Dropdown']{display:none}
[data-component-name='SplitButton/SplitButton'] button{border-radius:8px!important;
border-right:var(--button-border-width) var(--button-border-style) var(--button-border-color)!important}
noscript{display:block;margin:4rem auto;max-width:40rem;font-family:'Inter',system-ui,sans-serif}`

/** The page around Redoc. */
export function renderRedocPage({ style, scripts, overview, policy }: RedocPageParts): string {
  return renderPage({
    title: 'ehealth-auth: API reference',
    description: "The authentication service of Ukraine's eHealth system (ЕСОЗ): every operation, field and error.",
    style,
    ...(policy === undefined ? {} : { policy }),
    body: `<a class="overview" href="${overview}">← Overview</a>
<div id="redoc"></div>
<noscript>This page needs JavaScript: it draws the contract, which can be read as it is in openapi.json.</noscript>
${scripts}`,
  })
}

/** The page's own style: Redoc with the given fonts. */
export function redocStyle(fontFaces: string): string {
  return fontFaces + look + sampleColours
}
