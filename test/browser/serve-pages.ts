import { once } from 'node:events'
import express from 'express'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { pages } from '../../server/web/pages.ts'

/** The pages on a free port. */
export interface PageServer {
  url: string
  close(): void
}

/** Serves the pages alone, without the service. */
export async function servePages(): Promise<PageServer> {
  const server = createServer(express().use(pages))
  await once(server.listen(0, '127.0.0.1'), 'listening')
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, close: () => server.close() }
}
