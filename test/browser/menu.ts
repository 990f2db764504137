import type { Locator, Page } from 'playwright-core'

/** Waits until Redoc has drawn its menu. */
export async function menuIsDrawn(page: Page): Promise<void> {
  await page.getByRole('link', { name: 'Client secret', exact: true }).first().waitFor()
}

/** The entries of the menu below each tag. */
export async function entriesOf(page: Page, tags: string[]): Promise<Record<string, string[]>> {
  return page.evaluate(`(${openEach})(${JSON.stringify(tags)})`)
}

/** Runs in the page, because from outside each step would wait until Redoc has drawn all of the tag's page. */
const openEach = `async (tags) => {
  const found = {}
  for (const tag of tags) {
    const link = [...document.querySelectorAll('[data-component-name="Menu/Menu"] a')].find(({ textContent }) => textContent === tag)
    const entries = () => [...(link.nextElementSibling?.querySelectorAll('[data-text]') ?? [])]
    link.click()
    while (entries().length === 0) await new Promise((resolve) => setTimeout(resolve))
    found[tag] = entries().map(({ textContent }) => textContent)
  }
  return found
}`

/** The entry of the menu for what the page shows. */
export const activeEntry = (page: Page): Locator => page.locator('[data-component-name="Menu/Menu"] [data-active="true"] [data-text]')
