import express from 'express'
import { execFileSync } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import type { Browser, BrowserContext, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { contractOperations } from '../../server/contract.ts'
import { pages } from '../../server/web/pages.ts'
import { launchChromium } from './chromium.ts'
import { openReader } from './reader.ts'

const server = createServer(express().use(pages()))
const folder = mkdtempSync(join(tmpdir(), 'docs-'))
const file = join(folder, 'docs.html')
let browser: Browser

beforeAll(async () => {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  execFileSync(process.execPath, [fileURLToPath(new URL('../../server/web/build-docs.ts', import.meta.url)), file])
  browser = await launchChromium()
})

afterAll(async () => {
  await browser?.close()
  server.close()
  rmSync(folder, { recursive: true })
})

const origin = () => `http://127.0.0.1:${(server.address() as AddressInfo).port}`

const variants = [
  { name: 'the page at /docs', url: () => `${origin()}/docs`, own: () => `${origin()}/`, offline: false },
  { name: 'the single file without a network', url: () => pathToFileURL(file).href, own: () => pathToFileURL(file).href, offline: true },
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
  const open = async (section = '') => openReader(context, `${url()}${section}`, own())

  beforeAll(async () => {
    context = await browser.newContext({ offline, viewport: { width: 1400, height: 1000 } })
  })
  afterAll(() => context?.close())

  it('lists every operation in the menu, without a complaint or a request to another host', async () => {
    const { page, complaints } = await open()
    for (const group of ['For integrators', 'Administration']) await page.getByText(group, { exact: true }).first().waitFor()
    for (const [tag, operations] of Map.groupBy(contractOperations, ({ operation }) => operation.tags![0]!)) {
      await page.getByRole('link', { name: tag, exact: true }).first().click()
      for (const { operation } of operations) {
        await page.getByRole('menuitem').or(page.getByRole('listitem')).getByText(operation.summary!).first().waitFor()
      }
    }
    expect(complaints).toEqual([])
  })

  it('shows an operation of administration that has no body to answer with', async () => {
    const { page, complaints } = await open('#/roles/deleterole')
    await page.getByRole('heading', { name: 'Delete a role' }).waitFor()
    await page.getByText('DELETE/admin/roles/{id}').first().waitFor()
    await page.getByText('No content').first().waitFor()
    expect(complaints).toEqual([])
  })

  it('shows how to create a token', async () => {
    const { page, complaints } = await open('#/oauth/createtoken')
    await page.getByRole('heading', { name: 'Create an access token from a refresh token or a code' }).waitFor()
    await page.getByText('POST/oauth/tokens').first().waitFor()
    await page.getByText('"my-oauth-refresh-token"').first().waitFor()
    await page.getByText('"change_password_token"').first().waitFor()
    expect(complaints).toEqual([])
  })

  it('shows the refresh of a secret with its deprecation and the example of the original', async () => {
    const { page, complaints } = await open('#/client-secret/refreshclientsecret')
    await page.getByRole('heading', { name: 'Refresh the secret of an existing client' }).filter({ hasText: 'Deprecated' }).waitFor()
    await page.getByText('PATCH/admin/clients/{id}/refresh_secret').first().waitFor()
    await page.getByText('"Аптека 199"').first().waitFor()
    expect(complaints).toEqual([])
  })

  it('stays by itself in the dark and without its sidebar', async () => {
    const { page, complaints } = await open()
    await page.locator('[data-component-name="icons/MoonIcon/MoonIcon"]').first().click()
    await page.getByRole('button', { name: 'Hide sidebar' }).click()
    await page.getByRole('button', { name: 'Show sidebar' }).waitFor()
    await page.getByRole('img', { name: 'redocly logo' }).waitFor()
    expect(complaints).toEqual([])
  })

  it('tells nobody what its reader does, however long it stays open', async () => {
    const { page, complaints } = await open()
    await page.getByRole('link', { name: 'OAuth', exact: true }).first().click()
    await page.getByText('POST/oauth/tokens').first().waitFor()
    // What runs ahead is the test's own script, which the policy lets compile code: the search has to make its index before.
    await findCaptcha(page)
    await page.clock.runFor('05:00')
    expect(complaints).toEqual([])
  })

  it('writes English and Ukrainian with its own fonts', async () => {
    const { page } = await open()
    await page.getByText('(ЕСОЗ)').first().waitFor()
    await expect.poll(() => page.evaluate(loadedFonts)).toEqual(expect.arrayContaining(['Inter U+0-FF', 'Inter U+301']))
    await page.getByRole('link', { name: 'Client secret', exact: true }).first().click()
    await page.getByText('"Аптека 199"').first().waitFor()
    await expect.poll(() => page.evaluate(loadedFonts)).toEqual(expect.arrayContaining(['JetBrains Mono U+0-FF', 'JetBrains Mono U+301']))
  })

  it('finds an operation by a word of its description', async () => {
    const { page, complaints } = await open()
    await findCaptcha(page)
    expect(complaints).toEqual([])
  })

  it('cannot ask another host, even if its scripts wanted to', async () => {
    const { page, complaints } = await open()
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
