/** One line of figures. */
export interface Sample {
  name: string
  labels: Record<string, string>
  value: number
}

const sample = /^([a-zA-Z_:][\w:]*)(?:\{((?:[a-zA-Z_]\w*="(?:[^"\\\n]|\\[\\"n])*",?)+)\})? ([+-]?(?:\d+(?:\.\d+)?(?:e[+-]?\d+)?|Inf|nan))$/i
const comment = /^# (HELP|TYPE) ([a-zA-Z_:][\w:]*) (.+)$/
const types = ['counter', 'gauge', 'histogram', 'summary', 'untyped']

/**
 * Reads the text format of Prometheus, as strictly as it does.
 * @throws when a line is none of it, when a metric is described twice, or when figures stand under the name of another metric.
 */
export function readExposition(text: string): Sample[] {
  if (!text.endsWith('\n')) throw new Error('the last line has no end')
  const described = new Map<string, string>()
  const samples: Sample[] = []
  for (const line of text.split('\n').filter((line) => line !== '')) {
    const [, keyword, name = '', rest = ''] = comment.exec(line) ?? []
    if (keyword === 'HELP') continue
    if (keyword === 'TYPE' && types.includes(rest) && !described.has(name)) described.set(name, rest)
    else samples.push(readSample(line, described))
  }
  return samples
}

function readSample(line: string, described: Map<string, string>): Sample {
  const [, name, labelText = '', value] = sample.exec(line) ?? []
  if (name === undefined) throw new Error(`no line of an exposition: ${line}`)
  const metric = name.replace(/_(bucket|sum|count)$/, '')
  if (!described.has(name) && described.get(metric) !== 'histogram') throw new Error(`${name} has no type`)
  const labels = Object.fromEntries([...labelText.matchAll(/(\w+)="((?:[^"\\]|\\.)*)"/g)].map(([, label, content]) => [label, content]))
  return { name, labels, value: Number(value === 'Nan' ? NaN : value) }
}
