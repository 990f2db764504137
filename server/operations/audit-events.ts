import { sql, type SqlBool } from 'kysely'
import type { AuditEvent } from '../../sdk/src/generated/types.gen.ts'
import { anyOf, before, equals, everything, from } from '../store/filters.ts'
import { pageOf } from '../store/page-of.ts'
import type { AuditEventRow } from '../store/schema.ts'
import type { Handler } from './operation.ts'

/** Lists who did or tried what, newest first. */
export const listAuditEvents: Handler<'listAuditEvents'> = async ({ query }, { store }) => {
  const { rows, paging } = await pageOf(
    store.read
      .selectFrom('audit_events')
      .where(equals('act', query.act))
      .where(equals('outcome', query.outcome))
      .where(equals('user_id', query.user_id))
      .where(equals('client_id', query.client_id))
      .where(equals('mis_client_id', query.mis_client_id))
      .where(isWithin(query.object))
      .where(equals('request_id', query.request_id))
      .where(from('inserted_at', inStoredForm(query.from)))
      .where(before('inserted_at', inStoredForm(query.to)))
      .selectAll()
      .orderBy('inserted_at', 'desc')
      .orderBy('id', 'desc'),
    query,
  )
  return { status: 200, data: rows.map(eventView), paging }
}

// Only the types of the contract are ever stored.
const eventView = (row: AuditEventRow): AuditEvent => ({ ...row, error_type: row.error_type as AuditEvent['error_type'] })

/** What was done to an object or to what is below it. */
function isWithin(path: string | undefined) {
  if (path === undefined) return everything
  const object = path.toLowerCase()
  // In the order of texts `0` follows `/`; an index finds a range, and no pattern.
  const isBelow = sql<SqlBool>`(object > ${`${object}/`} and object < ${`${object}0`})`
  return anyOf([equals('object', object), isBelow])
}

/** Moments are compared as text, so they have one spelling. */
const inStoredForm = (moment: string | undefined) => (moment === undefined ? undefined : new Date(moment).toISOString())
