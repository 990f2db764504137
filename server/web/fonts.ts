import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

/** A part of a font: the characters of one script. */
export interface Font {
  /** The file's name, unique among the fonts. */
  name: string
  family: string
  /** Browsers fetch the file only for a page that shows one of these characters. */
  unicodeRange: string
  content: Buffer
}

const latin =
  'U+0000-00FF,U+0131,U+0152-0153,U+02BB-02BC,U+02C6,U+02DA,U+02DC,U+0304,U+0308,U+0329,U+2000-206F,U+20AC,U+2122,U+2191,U+2193,U+2212,U+2215,U+FEFF,U+FFFD'
const cyrillic = 'U+0301,U+0400-045F,U+0490-0491,U+04B0-04B1,U+2116'

/** The fonts of the page: its text is English, its names and examples are Ukrainian. */
export const fonts: Font[] = [
  font('Inter', 'inter/files/inter-latin-wght-normal.woff2', latin),
  font('Inter', 'inter/files/inter-cyrillic-wght-normal.woff2', cyrillic),
  font('JetBrains Mono', 'jetbrains-mono/files/jetbrains-mono-latin-wght-normal.woff2', latin),
  font('JetBrains Mono', 'jetbrains-mono/files/jetbrains-mono-cyrillic-wght-normal.woff2', cyrillic),
]

/** The rules that let a page use the fonts from wherever it finds them. */
export function fontFaces(urlOf: (font: Font) => string): string {
  return fonts
    .map(
      (font) =>
        `@font-face{font-family:'${font.family}';font-weight:100 900;font-display:swap;` +
        `src:url(${urlOf(font)}) format('woff2');unicode-range:${font.unicodeRange}}`,
    )
    .join('\n')
}

function font(family: string, file: string, unicodeRange: string): Font {
  const path = fileURLToPath(import.meta.resolve(`@fontsource-variable/${file}`))
  return { name: file.slice(file.lastIndexOf('/') + 1), family, unicodeRange, content: readFileSync(path) }
}
