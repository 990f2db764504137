import packed, { inflate } from '@sparticuz/chromium'
import { existsSync } from 'node:fs'
import { mkdir, mkdtemp, rename, rm } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import { chromium, type Browser } from 'playwright-core'

const cache = fileURLToPath(new URL('../../node_modules/.cache', import.meta.url))
const unpacked = `${cache}/chromium`

/** A real Chromium, from npm. The first start unpacks it with its libraries, so that the system needs none of them. */
export async function launchChromium(): Promise<Browser> {
  if (!existsSync(unpacked)) await unpack()
  return chromium.launch({
    executablePath: `${unpacked}/chromium`,
    // Root has no sandbox. Everything else is as in a reader's browser, the checks of origins above all.
    args: ['--no-sandbox', '--disable-gpu'],
    env: { ...process.env, LD_LIBRARY_PATH: `${unpacked}/al2023/lib` },
  })
}

/** Unpacks aside and renames at the end, because half a browser would look like a whole one to the next run. */
async function unpack(): Promise<void> {
  await mkdir(cache, { recursive: true })
  const aside = await mkdtemp(`${cache}/unpacking-`)
  const { TMPDIR } = process.env
  // The package unpacks into the directory for temporary files, wherever that is.
  process.env['TMPDIR'] = aside
  try {
    await packed.executablePath()
    await inflate(fileURLToPath(new URL('../bin/al2023.tar.br', import.meta.resolve('@sparticuz/chromium'))))
    // Another run may have come first.
    if (!existsSync(unpacked)) await rename(aside, unpacked)
  } finally {
    if (TMPDIR === undefined) delete process.env['TMPDIR']
    else process.env['TMPDIR'] = TMPDIR
    await rm(aside, { recursive: true, force: true })
  }
}
