import { fontFaces } from './fonts.ts'
import { overviewStyle, renderOverview } from './overview/overview-page.ts'
import { contentSecurityPolicy, hashSource } from './policy.ts'
import { redocStyle, renderRedocPage } from './redoc-page.ts'
import { drawing, redoc } from './redoc.ts'

const embeddedFonts = fontFaces(({ content }) => `data:font/woff2;base64,${content.toString('base64')}`)

/** The API reference as one file that needs nothing else: Redoc, fonts and `contract` (JSON) are in it, and its policy forbids every request. */
export function renderOfflinePage(contract: string, overview: string): string {
  const style = redocStyle(embeddedFonts)
  const script = inlineScript(`${redoc}\n${drawing(contract)}\n`)
  const policy = contentSecurityPolicy({ scripts: hashSource(script), style: hashSource(style), fonts: '', requests: "'none'" })
  return renderRedocPage({ style, policy, overview, scripts: `<script type="module">${script}</script>` })
}

/** The overview as one file, which needs the API reference only where its links lead there. */
export function renderOfflineOverview(docs: string): string {
  const style = overviewStyle(embeddedFonts)
  const policy = contentSecurityPolicy({ scripts: "'none'", style: hashSource(style), fonts: '', requests: "'none'" })
  return renderOverview({ style, policy, docs })
}

/**
 * Code that may stand in a page. `<script`, `</script` and `<!--` would change how the page is read; in code they occur
 * within literals only, where `\x3c` means the same as `<`.
 */
function inlineScript(code: string): string {
  return code.replace(/<(?=!--|\/?script)/gi, '\\x3c')
}
