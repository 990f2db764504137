import type { RequestHandler } from 'express'

/** Where the pages and what they load are. */
const place = /^\/(docs(\/.*)?|openapi\.json)?$/

/**
 * The pages for people: the overview at `/`, the contract drawn by Redoc at `/docs`, and the contract itself at `/openapi.json`,
 * which pages of other origins may read too. They are rendered for the first person who asks, because most processes are never asked.
 */
export const pages: RequestHandler = async function pages(request, response, next) {
  if (!place.test(request.path)) return next()
  const { servedPages } = await import('./served-pages.ts')
  servedPages(request, response, next)
}
