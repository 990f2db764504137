import { readFileSync } from 'node:fs'

/** The SDK's README. */
export const readme = readFileSync('sdk/README.md', 'utf8')

/** What stands under one heading, up to the next. */
interface Chapter {
  heading: string
  text: string
}

const chapters: Chapter[] = readme.split(/^(?=##+ )/m).map((text) => ({ heading: /^#+ (.*)/.exec(text)?.[1] ?? '', text }))

/** The examples under one heading, as the README tells the reader to save them. */
export interface Program {
  /** Good as a file's name. */
  name: string
  source: string
  /** The lines that it prints, which are its comments. */
  promised: string[]
}

/** All examples. */
export const programs: Program[] = chapters.flatMap(({ heading, text }) => {
  const source = [...text.matchAll(/^```ts\n(.*?)^```$/gms)].map(([, example]) => example).join('\n')
  const promised = [...source.matchAll(/(?:^| )\/\/ (.+)$/gm)].map(([, line = '']) => line)
  return source === '' ? [] : { name: heading.match(/\w+/g)!.join('-'), source, promised }
})

/** The cells of a table's rows, without its head, which says what the first column has. */
export function rowsOf(heading: string, firstColumn: string): string[][] {
  const { text } = chapters.find((chapter) => chapter.heading === heading)!
  const [, rows = ''] = text.split(`\n| ${firstColumn} |`)[1]!.match(/^.*\n\| ---.*\n((?:\|.*\n)+)/)!
  return rows.trim().split('\n').map((row) => row.slice(2, -2).split(' | '))
}

/** The names in code style within a cell. */
export const namesIn = (cell = ''): string[] => [...cell.matchAll(/`(\w+)`/g)].map(([, name = '']) => name)
