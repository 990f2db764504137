import type { ColumnDefinitionBuilder, CreateTableBuilder, Kysely } from 'kysely'
import type { Migration, MigrationProvider } from 'kysely/migration'

type Column = ColumnDefinitionBuilder

const key = (column: Column) => column.primaryKey()
const required = (column: Column) => column.notNull()
const unique = (column: Column) => column.notNull().unique()
/** Ends with the row it belongs to. */
const belongsTo = (id: string) => (column: Column) => column.notNull().references(id).onDelete('cascade')

const timestamped = <Table extends string, Name extends string>(table: CreateTableBuilder<Table, Name>) =>
  table.addColumn('inserted_at', 'text', required).addColumn('updated_at', 'text', required)

const first: Migration = {
  async up(db: Kysely<unknown>) {
    const { schema } = db
    await timestamped(
      schema
        .createTable('users')
        .addColumn('id', 'text', key)
        .addColumn('email', 'text', unique)
        .addColumn('password_hash', 'text', required)
        .addColumn('password_set_at', 'bigint', required)
        .addColumn('tax_id', 'text', required)
        .addColumn('person_id', 'text', required)
        .addColumn('settings', 'text', required)
        .addColumn('is_blocked', 'integer', required)
        .addColumn('block_reason', 'text'),
    ).execute()
    for (const table of ['client_types', 'roles']) {
      await timestamped(
        schema
          .createTable(table)
          .addColumn('id', 'text', key)
          .addColumn('name', 'text', unique)
          .addColumn('scope', 'text', required),
      ).execute()
    }
    await timestamped(
      schema
        .createTable('clients')
        .addColumn('id', 'text', key)
        .addColumn('name', 'text', required)
        .addColumn('user_id', 'text', belongsTo('users.id'))
        .addColumn('client_type_id', 'text', (column) => column.notNull().references('client_types.id'))
        .addColumn('settings', 'text', required)
        .addColumn('priv_settings', 'text', required)
        .addColumn('is_blocked', 'integer', required)
        .addColumn('block_reason', 'text'),
    ).execute()
    await timestamped(
      schema
        .createTable('connections')
        .addColumn('id', 'text', key)
        .addColumn('client_id', 'text', belongsTo('clients.id'))
        .addColumn('consumer_id', 'text', belongsTo('clients.id'))
        .addColumn('redirect_uri', 'text', required)
        .addColumn('secret_hash', 'text', unique)
        .addUniqueConstraint('connections_client_consumer', ['client_id', 'consumer_id']),
    ).execute()
    await timestamped(
      schema
        .createTable('user_roles')
        .addColumn('id', 'text', key)
        .addColumn('user_id', 'text', belongsTo('users.id'))
        .addColumn('role_id', 'text', belongsTo('roles.id'))
        .addColumn('client_id', 'text', belongsTo('clients.id'))
        .addUniqueConstraint('user_roles_user_role_client', ['user_id', 'role_id', 'client_id']),
    ).execute()
    await timestamped(
      schema
        .createTable('global_user_roles')
        .addColumn('id', 'text', key)
        .addColumn('user_id', 'text', belongsTo('users.id'))
        .addColumn('role_id', 'text', belongsTo('roles.id'))
        .addUniqueConstraint('global_user_roles_user_role', ['user_id', 'role_id']),
    ).execute()
    await timestamped(
      schema
        .createTable('approvals')
        .addColumn('id', 'text', key)
        .addColumn('user_id', 'text', belongsTo('users.id'))
        .addColumn('client_id', 'text', belongsTo('clients.id'))
        .addColumn('scope', 'text', required)
        .addUniqueConstraint('approvals_user_client', ['user_id', 'client_id']),
    ).execute()
    await timestamped(
      schema
        .createTable('tokens')
        .addColumn('id', 'text', key)
        .addColumn('name', 'text', required)
        .addColumn('value_hash', 'text', required)
        .addColumn('user_id', 'text', belongsTo('users.id'))
        // No foreign key: tokens outlive their client and are refused when used.
        .addColumn('client_id', 'text', required)
        .addColumn('grant_type', 'text', required)
        .addColumn('scope', 'text')
        .addColumn('scope_request', 'text')
        .addColumn('redirect_uri', 'text')
        .addColumn('refresh_token_id', 'text')
        .addColumn('expires_at', 'bigint', required)
        .addColumn('used_at', 'bigint')
        .addUniqueConstraint('tokens_value_name', ['value_hash', 'name']),
    ).execute()
    await schema.createIndex('tokens_user_client').on('tokens').columns(['user_id', 'client_id']).execute()
    await schema
      .createTable('login_attempts')
      .addColumn('id', 'text', key)
      .addColumn('user_id', 'text', belongsTo('users.id'))
      .addColumn('tried_at', 'bigint', required)
      .execute()
    await schema.createIndex('login_attempts_user').on('login_attempts').columns(['user_id', 'tried_at']).execute()
  },
}

/** What filters and cascades look through. */
const lookedThrough = [
  ['tokens', 'client_id'],
  ['approvals', 'client_id'],
  ['user_roles', 'client_id'],
  ['user_roles', 'role_id'],
  ['global_user_roles', 'role_id'],
  ['clients', 'user_id'],
  ['clients', 'client_type_id'],
  ['connections', 'consumer_id'],
] as const

const administration: Migration = {
  async up(db: Kysely<unknown>) {
    const { schema } = db
    await schema
      .createTable('password_history')
      .addColumn('id', 'text', key)
      .addColumn('user_id', 'text', belongsTo('users.id'))
      .addColumn('password_hash', 'text', required)
      .addColumn('replaced_at', 'text', required)
      .execute()
    await schema.createIndex('password_history_user').on('password_history').column('user_id').execute()
    for (const [table, column] of lookedThrough) {
      await schema.createIndex(`${table}_${column}`).on(table).column(column).execute()
    }
    for (const table of ['users', 'clients', 'connections', 'user_roles', 'approvals', 'tokens']) {
      await schema.createIndex(`${table}_in_order`).on(table).columns(['inserted_at', 'id']).execute()
    }
  },
}

const instances: Migration = {
  async up(db: Kysely<unknown>) {
    const { schema } = db
    await schema
      .createTable('idempotency_records')
      .addColumn('id', 'text', key)
      .addColumn('answer', 'text')
      .addColumn('expires_at', 'bigint', required)
      .execute()
    await schema
      .createTable('jobs')
      .addColumn('name', 'text', key)
      .addColumn('holder', 'text')
      .addColumn('held_until', 'bigint', required)
      .addColumn('due_at', 'bigint', required)
      .addColumn('runs', 'bigint', required)
      .addColumn('failures', 'bigint', required)
      .addColumn('handled_rows', 'bigint', required)
      .execute()
    await schema
      .createTable('rate_limits')
      .addColumn('key', 'text', key)
      .addColumn('points', 'bigint', required)
      .addColumn('expires_at', 'bigint', required)
      .execute()
    for (const table of ['idempotency_records', 'rate_limits', 'tokens']) {
      await schema.createIndex(`${table}_expires_at`).on(table).column('expires_at').execute()
    }
    await schema.createIndex('users_password_set_at').on('users').column('password_set_at').execute()
  },
}

const protection: Migration = {
  async up(db: Kysely<unknown>) {
    const { schema } = db
    // Its rows are no older than some minutes, and nobody released shares a database with a version that needs them.
    await schema.dropTable('login_attempts').execute()
    await schema
      .createTable('sign_in_attempts')
      .addColumn('id', 'text', key)
      .addColumn('account', 'text', required)
      .addColumn('expires_at', 'bigint', required)
      .execute()
    await schema.createIndex('sign_in_attempts_account').on('sign_in_attempts').columns(['account', 'expires_at']).execute()
    await schema.createIndex('sign_in_attempts_expires_at').on('sign_in_attempts').column('expires_at').execute()
    await schema
      .createTable('audit_events')
      .addColumn('id', 'text', key)
      .addColumn('inserted_at', 'text', required)
      .addColumn('act', 'text', required)
      .addColumn('outcome', 'text', required)
      .addColumn('error_type', 'text')
      // No foreign keys: events outlive what they tell of.
      .addColumn('user_id', 'text')
      .addColumn('client_id', 'text')
      .addColumn('mis_client_id', 'text')
      .addColumn('object', 'text')
      .addColumn('address', 'text')
      .addColumn('request_id', 'text', required)
      .execute()
    await schema.createIndex('audit_events_in_order').on('audit_events').columns(['inserted_at', 'id']).execute()
    for (const column of ['act', 'outcome', 'user_id', 'client_id', 'mis_client_id', 'object', 'request_id']) {
      await schema.createIndex(`audit_events_${column}`).on('audit_events').columns([column, 'inserted_at', 'id']).execute()
    }
  },
}

/** The steps of the schema, oldest first; a landed step is never edited. */
export const migrations: MigrationProvider = {
  getMigrations: async () => ({
    '0001_first': first,
    '0002_administration': administration,
    '0003_instances': instances,
    '0004_protection': protection,
  }),
}
