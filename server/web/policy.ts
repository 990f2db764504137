import { createHash } from 'node:crypto'

/** Where a page may get its parts from, in the words of the policy. */
export interface Sources {
  scripts: string
  style: string
  fonts: string
  requests: string
}

/** A Content-Security-Policy under which a page cannot ask any host for anything but what `sources` name. */
export function contentSecurityPolicy({ scripts, style, fonts, requests }: Sources): string {
  return [
    "default-src 'none'",
    `script-src ${scripts}`,
    // Redoc makes empty <style> elements and fills them through the CSSOM, which policies leave alone.
    `style-src ${style} ${hashSource('')}`,
    // Redoc carries its icon font and its pictures as data: URLs.
    `font-src ${fonts} data:`,
    'img-src data:',
    `connect-src ${requests}`,
    "base-uri 'none'",
    "form-action 'none'",
  ].join('; ')
}

/** A source for scripts or style: the element in the page that has exactly this text. */
export function hashSource(text: string): string {
  return `'sha256-${createHash('sha256').update(text).digest('base64')}'`
}
