import type { BrowserContext, Page } from 'playwright-core'

/** A page somebody reads, and what is wrong with it. */
export interface Reader {
  page: Page
  /** Requests to elsewhere, errors of the console, uncaught exceptions and breaches of the page's policy. */
  complaints: string[]
}

/** Opens `url`, which may ask for what begins with `own`. */
export async function openReader(context: BrowserContext, url: string, own: string): Promise<Reader> {
  const page = await context.newPage()
  const reader: Reader = { page, complaints: [] }
  page.on('request', (request) => {
    if (![own, 'data:', 'blob:'].some((start) => request.url().startsWith(start))) reader.complaints.push(request.url())
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
  // The clock runs as usual, but a test can let it run ahead.
  await page.clock.install()
  await page.goto(url)
  return reader
}

/** Goes to a place of the page that Redoc has drawn, without loading it anew. */
export async function goWithin(page: Page, section: string): Promise<void> {
  await page.evaluate(`location.hash = ${JSON.stringify(section)}`)
}
