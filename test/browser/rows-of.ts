import type { Locator, Page } from 'playwright-core'

/** The rows of all tables within a part of the page, as the texts of their cells. */
export async function rowsOf(page: Page | Locator, part: string): Promise<string[][]> {
  return page.locator(`${part} tbody tr`).evaluateAll((rows) =>
    // What runs in the page has its types, which this project does not load.
    (rows as unknown as { children: Iterable<{ textContent: string }> }[]).map(({ children }) => [...children].map(({ textContent }) => textContent)),
  )
}
