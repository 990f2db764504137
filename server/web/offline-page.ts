import { fontFaces } from './fonts.ts'
import { pageStyle, renderPage } from './page.ts'
import { contentSecurityPolicy, hashSource } from './policy.ts'
import { drawing, redoc } from './redoc.ts'

/** The page as one file that needs nothing else: Redoc, fonts and `contract` (JSON) are in it, and its policy forbids every request. */
export function renderOfflinePage(contract: string): string {
  const style = pageStyle(fontFaces(({ content }) => `data:font/woff2;base64,${content.toString('base64')}`))
  const script = inlineScript(`${redoc}\n${drawing(contract)}\n`)
  const policy = contentSecurityPolicy({ scripts: hashSource(script), style: hashSource(style), fonts: '', requests: "'none'" })
  return renderPage({ style, policy, scripts: `<script type="module">${script}</script>` })
}

/**
 * Code that may stand in a page. `<script`, `</script` and `<!--` would change how the page is read; in code they occur
 * within literals only, where `\x3c` means the same as `<`.
 */
function inlineScript(code: string): string {
  return code.replace(/<(?=!--|\/?script)/gi, '\\x3c')
}
