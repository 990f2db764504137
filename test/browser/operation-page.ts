import type { Locator, Page } from 'playwright-core'

/** An example as Redoc draws it. */
export interface DrawnExample {
  /** What the example is called where there are several. */
  name: string | undefined
  value: unknown
}

/** What Redoc draws of the operation at a place of the page, next to which it may have drawn others. */
export const operationAt = (page: Page, hash: string): Locator => page.locator(`[id="${hash.replace('#/', '')}"]`)

/** The panel that shows the answers of an operation. */
export const answersOf = (operation: Locator): Locator => panelOf(operation, 'Response')

/** The panel that shows the requests of an operation. */
export const requestsOf = (operation: Locator, requestLine: string): Locator => panelOf(operation, requestLine)

/** Every example of a panel, one after the other. */
export async function drawnExamples(panel: Locator): Promise<DrawnExample[]> {
  const choice = panel.getByRole('button', { name: 'Example', exact: true })
  if ((await choice.count()) === 0) return [{ name: undefined, value: await drawnValue(panel) }]
  const drawn: DrawnExample[] = []
  for (const name of await namesOf(choice)) {
    await choose(choice, name)
    drawn.push({ name, value: await drawnValue(panel) })
  }
  return drawn
}

/** Every tab of a panel with the text below it; the first is the payload, where there is one. */
export async function drawnSamples(panel: Locator): Promise<Map<string, string>> {
  const choice = panel.locator('[data-component-name="Panel/PanelHeader"] button').last()
  const samples = new Map<string, string>()
  for (const name of await namesOf(choice)) {
    await choose(choice, name)
    samples.set(name, await textOf(panel))
  }
  return samples
}

function panelOf(operation: Locator, heading: string): Locator {
  const header = operation.page().locator('[data-component-name="Panel/PanelHeader"], [data-component-name="Panel/PanelHeaderTitle"]')
  return operation.locator('[data-component-name="Panel/Panel"]').filter({ has: header.getByText(heading, { exact: true }) })
}

/** The menu that a choice has opened. */
const menuOf = (choice: Locator): Locator => choice.page().locator('[data-component-name="Dropdown/DropdownMenuItem"]:visible')

async function namesOf(choice: Locator): Promise<string[]> {
  await choice.dispatchEvent('click')
  await menuOf(choice).first().waitFor()
  const names = await menuOf(choice).allTextContents()
  await choice.dispatchEvent('click')
  await menuOf(choice).first().waitFor({ state: 'hidden' })
  return names
}

async function choose(choice: Locator, name: string): Promise<void> {
  await choice.dispatchEvent('click')
  await menuOf(choice).getByText(name, { exact: true }).dispatchEvent('click')
  await choice.getByText(name, { exact: true }).waitFor()
}

/** The JSON that a panel shows. */
export async function drawnValue(panel: Locator): Promise<unknown> {
  return JSON.parse(await textOf(panel))
}

async function textOf(panel: Locator): Promise<string> {
  return (await panel.locator('pre').textContent()) ?? ''
}
