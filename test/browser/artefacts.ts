import { fileURLToPath } from 'node:url'
import type { Locator, Page } from 'playwright-core'

const folder = fileURLToPath(new URL('../artefacts', import.meta.url))

/**
 * Keeps a picture below `test/artefacts`, for people to look at: of what the window shows, or of a part of the page. Chromium
 * sometimes fails to take one of 15 million pixels, so that no picture is of a long page as a whole.
 */
export async function takePicture(shown: Page | Locator, name: string): Promise<void> {
  await shown.screenshot({ path: `${folder}/${name}.png` })
}
