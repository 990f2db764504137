import { escapeHtml } from './html.ts'
import { answerText, type DrawnStep } from './read-workflow.ts'

/** In units of the drawing, which are pixels where the page has room. */
const characterWidth = 6.7
const headHeight = 44
const stepHeight = 62
const margin = 44
const minGap = 120

/** What a diagram is called and says to those who cannot see it. */
export interface DiagramText {
  id: string
  title: string
  description: string
}

/**
 * Draws who calls whom, from top to bottom: the request as a line, the answer as a dashed one. The steps carry numbers, under which
 * the page describes them. Its looks come from the page's style.
 */
export function sequenceDiagram(steps: DrawnStep[], { id, title, description }: DiagramText): string {
  // Those who call stand on the left.
  const participants = [...new Set([...steps.map(({ way }) => way.from), ...steps.map(({ way }) => way.to)])]
  const gap = gapBetween(participants, steps)
  const x = (participant: string) => margin + participants.indexOf(participant) * gap
  const width = 2 * margin + (participants.length - 1) * gap
  const height = headHeight + steps.length * stepHeight + 12
  const size = `viewBox="0 0 ${width} ${height}" width="${width}" height="${height}"`
  return `<svg class="sequence" role="img" aria-labelledby="${id}-title" aria-describedby="${id}-description" ${size}>
<title id="${id}-title">${escapeHtml(title)}</title>
<desc id="${id}-description">${escapeHtml(description)}</desc>
${participants.map((participant) => lifeline(participant, x(participant), height)).join('\n')}
${steps.map((step, index) => exchange(step, { index, x })).join('\n')}
</svg>`
}

/** Wide enough for every text on the line that it belongs to. */
function gapBetween(participants: string[], steps: DrawnStep[]): number {
  const gaps = steps.flatMap((step) => {
    const span = Math.abs(participants.indexOf(step.way.to) - participants.indexOf(step.way.from))
    return [requestText(step), answerText(step)].map((text) => (text.length * characterWidth + 40) / span)
  })
  return Math.ceil(Math.max(minGap, ...gaps))
}

function lifeline(participant: string, x: number, height: number): string {
  return `<g class="participant"><line x1="${x}" y1="34" x2="${x}" y2="${height}"/>
<rect x="${x - margin + 4}" y="4" width="${2 * margin - 8}" height="30" rx="8"/><text x="${x}" y="24">${escapeHtml(participant)}</text></g>`
}

function exchange(step: DrawnStep, { index, x }: { index: number; x: (participant: string) => number }): string {
  const [from, to] = [x(step.way.from), x(step.way.to)]
  const top = headHeight + index * stepHeight
  const middle = (from + to) / 2
  const [asked, answered] = [top + 24, top + 48]
  return `<g class="${step.error === undefined ? 'exchange' : 'exchange refused'}">
<text x="${middle}" y="${asked - 6}">${escapeHtml(requestText(step))}</text>
<path d="M${from} ${asked}H${to}${tip(from, to, asked)}"/>
<text x="${middle}" y="${answered - 6}">${escapeHtml(answerText(step))}</text>
<path class="answer" d="M${to} ${answered}H${from}"/><path d="${tip(to, from, answered)}"/>
<circle cx="${from}" cy="${asked}" r="10"/><text class="number" x="${from}" y="${asked + 4}">${index + 1}</text>
</g>`
}

const requestText = ({ operation }: DrawnStep): string => `${operation.method.toUpperCase()} ${operation.path}`

/** The tip of a line that goes level from one place to the other. */
function tip(from: number, to: number, y: number): string {
  const back = from < to ? -7 : 7
  return `M${to + back} ${y - 4}L${to} ${y}L${to + back} ${y + 4}`
}
