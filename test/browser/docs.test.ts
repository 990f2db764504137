import type { Browser, BrowserContext, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { contractOperations } from '../../server/contract.ts'
import { takePicture } from './artefacts.ts'
import { launchChromium } from './chromium.ts'
import { entriesOf, menuIsDrawn } from './menu.ts'
import { buildOfflineFiles, type OfflineFiles } from './offline-files.ts'
import { goWithin, openReader, type Reader } from './reader.ts'
import { servePages, type PageServer } from './serve-pages.ts'

let server: PageServer
let files: OfflineFiles
let browser: Browser

beforeAll(async () => {
  server = await servePages()
  files = buildOfflineFiles()
  browser = await launchChromium()
})

afterAll(async () => {
  await browser?.close()
  server?.close()
  files?.remove()
})

const variants = [
  { name: 'the page at /docs', url: () => `${server.url}/docs`, own: () => `${server.url}/`, offline: false },
  { name: 'the single file without a network', url: () => files.docs, own: () => files.folder, offline: true },
]

async function findCaptcha(page: Page): Promise<void> {
  await page.getByText('Search').first().click()
  await page.getByPlaceholder('Search').fill('captcha')
  await page.getByText('Sign a user in with a password').first().waitFor()
}

const loadedFonts = `[...document.fonts]
  .filter(({ status }) => status === 'loaded')
  .map(({ family, unicodeRange }) => family.replaceAll('"', '') + ' ' + unicodeRange.split(',')[0])`

describe.each(variants)('$name', ({ url, own, offline }) => {
  let context: BrowserContext
  /** Most tests read the same page, because drawing it takes a second. */
  let shared: Reader

  beforeAll(async () => {
    context = await browser.newContext({ offline, viewport: { width: 1400, height: 1000 }, reducedMotion: 'reduce' })
    shared = await openReader(context, url(), own())
    await menuIsDrawn(shared.page)
  })
  afterAll(() => context?.close())

  // The single file's menu is gone through in reference.test.ts.
  if (!offline) {
    it('lists every operation in the menu, without a complaint or a request to another host', async () => {
      const { page, complaints } = shared
      for (const group of ['For integrators', 'Administration']) await page.getByText(group, { exact: true }).first().waitFor()
      const byTag = Map.groupBy(contractOperations, ({ operation }) => operation.tags![0]!)
      const entries = await entriesOf(page, [...byTag.keys()])
      for (const [tag, operations] of byTag) {
        expect(entries[tag]?.sort()).toEqual(operations.map(({ operation }) => operation.summary).sort())
      }
      expect(complaints).toEqual([])
    })
  }

  it('shows an operation of administration that has no body to answer with', async () => {
    const { page, complaints } = shared
    await goWithin(page, '#/roles/deleterole')
    await page.getByRole('heading', { name: 'Delete a role' }).waitFor()
    await page.getByText('DELETE/admin/roles/{id}').first().waitFor()
    await page.getByText('No content').first().waitFor()
    expect(complaints).toEqual([])
  })

  it('shows how to create a token', async () => {
    const { page, complaints } = shared
    await goWithin(page, '#/oauth/createtoken')
    await page.getByRole('heading', { name: 'Create an access token from a refresh token or a code' }).waitFor()
    await page.getByText('POST/oauth/tokens').first().waitFor()
    await page.getByText('"my-oauth-refresh-token"').first().waitFor()
    await page.getByText('"change_password_token"').first().waitFor()
    await page.getByText('за токеном оновлення').first().waitFor()
    if (offline) await takePicture(page, 'reference-create-token')
    expect(complaints).toEqual([])
  })

  it('shows the refresh of a secret with its deprecation and the example of the original', async () => {
    const { page, complaints } = shared
    await goWithin(page, '#/client-secret/refreshclientsecret')
    await page.getByRole('heading', { name: 'Refresh the secret of an existing client' }).filter({ hasText: 'Deprecated' }).waitFor()
    await page.getByText('PATCH/admin/clients/{id}/refresh_secret').first().waitFor()
    await page.getByText('"Аптека 199"').first().waitFor()
    await page.getByText('Видає клієнтові (юридичній особі) новий секрет').first().waitFor()
    if (offline) await takePicture(page, 'reference-refresh-client-secret')
    expect(complaints).toEqual([])
  })

  it('writes English and Ukrainian with its own fonts', async () => {
    const { page } = shared
    await goWithin(page, '#/client-secret/refreshclientsecret')
    await page.getByText('"Аптека 199"').first().waitFor()
    const own = ['Inter U+0-FF', 'Inter U+301', 'JetBrains Mono U+0-FF', 'JetBrains Mono U+301']
    await expect.poll(() => page.evaluate(loadedFonts)).toEqual(expect.arrayContaining(own))
  })

  it('opens at the operation that its address names, and leads to the overview and back', async () => {
    const { page, complaints } = await openReader(context, `${url()}#/oauth/createtoken`, own())
    await page.getByText('"my-oauth-refresh-token"').first().waitFor()
    await page.getByRole('link', { name: 'Overview' }).click()
    await page.getByRole('heading', { name: 'Who takes part' }).waitFor()
    await page.getByRole('link', { name: 'API reference' }).click()
    await menuIsDrawn(page)
    if (offline) await takePicture(page, 'reference-start')
    expect(complaints).toEqual([])
  })

  it('stays by itself in the dark and without its sidebar', async () => {
    const { page, complaints } = shared
    await page.locator('[data-component-name="icons/MoonIcon/MoonIcon"]').first().click()
    await page.getByRole('button', { name: 'Hide sidebar' }).click()
    await page.getByRole('img', { name: 'redocly logo' }).waitFor()
    await page.getByRole('button', { name: 'Show sidebar' }).click()
    await page.getByRole('button', { name: 'Hide sidebar' }).waitFor()
    if (offline) await takePicture(page, 'reference-dark')
    expect(complaints).toEqual([])
  })

  it('finds an operation by a word of its description', async () => {
    const { page, complaints } = shared
    await findCaptcha(page)
    await page.keyboard.press('Escape')
    expect(complaints).toEqual([])
  })

  it('tells nobody what its reader does, however long it stays open', async () => {
    const { page, complaints } = shared
    // What runs ahead is the test's own script, which the policy lets compile code: the search has to make its index before.
    await findCaptcha(page)
    await page.clock.runFor('05:00')
    expect(complaints).toEqual([])
  })

  it('cannot ask another host, even if its scripts wanted to', async () => {
    const { page, complaints } = shared
    await page.evaluate(`fetch('https://elsewhere.example').catch(() => {})`)
    for (const [element, property] of [['img', 'src'], ['script', 'src'], ['iframe', 'src'], ['link', 'href']]) {
      await page.evaluate(
        `document.head.append(Object.assign(document.createElement('${element}'), { rel: 'stylesheet', ${property}: 'https://elsewhere.example' }))`,
      )
    }
    for (const directive of ['connect-src', 'img-src', 'script-src-elem', 'frame-src', 'style-src-elem']) {
      await expect.poll(() => complaints.join('\n')).toContain(`${directive} https://elsewhere.example`)
    }
  })
})
