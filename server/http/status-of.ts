import type { Response } from 'express'

/** The status of an answer that has ended; `aborted` when its caller went away before all of it was sent. */
export function statusOf(response: Response): number | 'aborted' {
  return response.writableFinished ? response.statusCode : 'aborted'
}
