import type { BrowserContext, Page } from 'playwright-core'

/** A page somebody reads, and everything it did that it should not. */
export interface Reader {
  page: Page
  /** Every URL the page asked for, its own data: and blob: URLs excepted. */
  requests: string[]
  /** Errors of the console, uncaught exceptions and breaches of the page's policy. */
  complaints: string[]
}

/** Opens `url` and waits until Redoc has drawn the menu. */
export async function openReader(context: BrowserContext, url: string): Promise<Reader> {
  const page = await context.newPage()
  const reader: Reader = { page, requests: [], complaints: [] }
  page.on('request', (request) => {
    if (!/^(data|blob):/.test(request.url())) reader.requests.push(request.url())
  })
  page.on('console', (message) => {
    if (['error', 'warning'].includes(message.type())) reader.complaints.push(message.text())
  })
  page.on('pageerror', (error) => reader.complaints.push(error.message))
  await page.exposeFunction('complain', (complaint: string) => reader.complaints.push(complaint))
  // Redoc tries whether it may compile code, and does without when it may not: that refusal is the policy at work.
  await page.addInitScript(
    `addEventListener('securitypolicyviolation', ({ effectiveDirective, blockedURI }) => {
      if (blockedURI !== 'eval') complain(effectiveDirective + ' ' + blockedURI)
    })`,
  )
  await page.goto(url)
  await page.getByRole('link', { name: 'Client secret', exact: true }).first().waitFor()
  return reader
}
