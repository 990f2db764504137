import { createHash } from 'node:crypto'
import { fonts, type Font } from './fonts.ts'
import { drawing, redoc } from './redoc.ts'

/** A file that the served page loads. */
export interface Asset {
  /** Carries a hash of the content, so that a browser may keep the file for ever. */
  path: string
  type: string
  content: Buffer
}

const redocModule = asset('redoc.js', 'text/javascript; charset=utf-8', Buffer.from(redoc))
const start = `import { init } from '${redocModule.path}'\n${drawing("'/openapi.json'")}\n`

/** The module that loads Redoc and starts it. */
export const startModule = asset('start.js', 'text/javascript; charset=utf-8', Buffer.from(start))

/** Everything the served page loads, the contract excepted. */
export const assets: Asset[] = [redocModule, startModule, ...fonts.map(fontAsset)]

/** A part of a font as the served page loads it. */
export function fontAsset({ name, content }: Font): Asset {
  return asset(name, 'font/woff2', content)
}

function asset(name: string, type: string, content: Buffer): Asset {
  const version = createHash('sha256').update(content).digest('hex').slice(0, 16)
  return { path: `/docs/${version}/${name}`, type, content }
}
