import { phrase, section } from './html.ts'
import { linkTo } from './operation-link.ts'
import { answerText, isDrawn, type DrawnStep, type Workflow, type WorkflowStep } from './read-workflow.ts'
import { sequenceDiagram } from './sequence-diagram.ts'

/** A workflow step by step, and as a diagram where it tells who calls whom. */
export function workflowSection(id: string, { title, summary, steps }: Workflow, docs: string): string {
  const list = `<ol class="steps">\n${steps.map((step) => `<li>${stepText(step, docs)}</li>`).join('\n')}\n</ol>`
  const tested = `<p>${phrase(summary)}. The tests of this service run these very steps against it.</p>`
  if (!steps.every(isDrawn)) return section(id, title, tested, list)
  return section(id, title, tested, `<div class="workflow">\n<div class="drawing">${diagram(id, title, steps)}</div>\n${list}\n</div>`)
}

function stepText(step: WorkflowStep, docs: string): string {
  const kind = step.error === undefined ? 'status' : 'status refused'
  return `${phrase(step.description)}<br>${linkTo(step.operation, docs)} <span class="${kind}">${answerText(step)}</span>`
}

function diagram(id: string, title: string, steps: DrawnStep[]): string {
  const description = steps.map((step, index) => `${index + 1}. ${step.description}`).join(' ')
  return sequenceDiagram(steps, { id: `${id}-diagram`, title: `Sequence diagram: ${title}`, description })
}
