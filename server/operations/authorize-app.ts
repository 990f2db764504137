import { approveClient } from '../oauth/approve-client.ts'
import { redirectTarget } from '../oauth/redirect-uri.ts'
import type { Handler } from './operation.ts'

/** Records what the user lets a client do, and answers with a one-time code and where to take it. */
export const authorizeApp: Handler<'authorizeApp'> = async ({ body: { app } }, { caller, commit, ...services }) =>
  commit(async (db) => {
    const data = await approveClient(db, app, caller, services)
    services.trail.objects = [`/admin/apps/${data.details.app_id}`]
    const redirect_uri = redirectTarget(data.details.redirect_uri, data.value)
    return { status: 201, headers: { Location: redirect_uri }, data, urgent: { redirect_uri } }
  })
