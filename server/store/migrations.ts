import type { CreateTableBuilder, Kysely } from 'kysely'
import type { Migration, MigrationProvider } from 'kysely/migration'

const timestamped = <Table extends string, Column extends string>(table: CreateTableBuilder<Table, Column>) =>
  table.addColumn('inserted_at', 'text', (column) => column.notNull()).addColumn('updated_at', 'text', (column) => column.notNull())

const first: Migration = {
  async up(db: Kysely<unknown>) {
    const { schema } = db
    await timestamped(
      schema
        .createTable('users')
        .addColumn('id', 'text', (column) => column.primaryKey())
        .addColumn('email', 'text', (column) => column.notNull().unique())
        .addColumn('password_hash', 'text', (column) => column.notNull())
        .addColumn('password_set_at', 'bigint', (column) => column.notNull())
        .addColumn('tax_id', 'text', (column) => column.notNull())
        .addColumn('person_id', 'text', (column) => column.notNull())
        .addColumn('settings', 'text', (column) => column.notNull())
        .addColumn('is_blocked', 'integer', (column) => column.notNull())
        .addColumn('block_reason', 'text'),
    ).execute()
    for (const table of ['client_types', 'roles']) {
      await timestamped(
        schema
          .createTable(table)
          .addColumn('id', 'text', (column) => column.primaryKey())
          .addColumn('name', 'text', (column) => column.notNull().unique())
          .addColumn('scope', 'text', (column) => column.notNull()),
      ).execute()
    }
    await timestamped(
      schema
        .createTable('clients')
        .addColumn('id', 'text', (column) => column.primaryKey())
        .addColumn('name', 'text', (column) => column.notNull())
        .addColumn('user_id', 'text', (column) => column.notNull().references('users.id').onDelete('cascade'))
        .addColumn('client_type_id', 'text', (column) => column.notNull().references('client_types.id'))
        .addColumn('settings', 'text', (column) => column.notNull())
        .addColumn('priv_settings', 'text', (column) => column.notNull())
        .addColumn('is_blocked', 'integer', (column) => column.notNull())
        .addColumn('block_reason', 'text'),
    ).execute()
    await timestamped(
      schema
        .createTable('connections')
        .addColumn('id', 'text', (column) => column.primaryKey())
        .addColumn('client_id', 'text', (column) => column.notNull().references('clients.id').onDelete('cascade'))
        .addColumn('consumer_id', 'text', (column) => column.notNull().references('clients.id').onDelete('cascade'))
        .addColumn('redirect_uri', 'text', (column) => column.notNull())
        .addColumn('secret_hash', 'text', (column) => column.notNull().unique())
        .addUniqueConstraint('connections_client_consumer', ['client_id', 'consumer_id']),
    ).execute()
    await timestamped(
      schema
        .createTable('user_roles')
        .addColumn('id', 'text', (column) => column.primaryKey())
        .addColumn('user_id', 'text', (column) => column.notNull().references('users.id').onDelete('cascade'))
        .addColumn('role_id', 'text', (column) => column.notNull().references('roles.id').onDelete('cascade'))
        .addColumn('client_id', 'text', (column) => column.notNull().references('clients.id').onDelete('cascade'))
        .addUniqueConstraint('user_roles_user_role_client', ['user_id', 'role_id', 'client_id']),
    ).execute()
    await timestamped(
      schema
        .createTable('global_user_roles')
        .addColumn('id', 'text', (column) => column.primaryKey())
        .addColumn('user_id', 'text', (column) => column.notNull().references('users.id').onDelete('cascade'))
        .addColumn('role_id', 'text', (column) => column.notNull().references('roles.id').onDelete('cascade'))
        .addUniqueConstraint('global_user_roles_user_role', ['user_id', 'role_id']),
    ).execute()
    await timestamped(
      schema
        .createTable('approvals')
        .addColumn('id', 'text', (column) => column.primaryKey())
        .addColumn('user_id', 'text', (column) => column.notNull().references('users.id').onDelete('cascade'))
        .addColumn('client_id', 'text', (column) => column.notNull().references('clients.id').onDelete('cascade'))
        .addColumn('scope', 'text', (column) => column.notNull())
        .addUniqueConstraint('approvals_user_client', ['user_id', 'client_id']),
    ).execute()
    await timestamped(
      schema
        .createTable('tokens')
        .addColumn('id', 'text', (column) => column.primaryKey())
        .addColumn('name', 'text', (column) => column.notNull())
        .addColumn('value_hash', 'text', (column) => column.notNull())
        .addColumn('user_id', 'text', (column) => column.notNull().references('users.id').onDelete('cascade'))
        // No foreign key: tokens outlive their client and are refused when used.
        .addColumn('client_id', 'text', (column) => column.notNull())
        .addColumn('grant_type', 'text', (column) => column.notNull())
        .addColumn('scope', 'text')
        .addColumn('scope_request', 'text')
        .addColumn('redirect_uri', 'text')
        .addColumn('refresh_token_id', 'text')
        .addColumn('expires_at', 'bigint', (column) => column.notNull())
        .addColumn('used_at', 'bigint')
        .addUniqueConstraint('tokens_value_name', ['value_hash', 'name']),
    ).execute()
    await schema.createIndex('tokens_user_client').on('tokens').columns(['user_id', 'client_id']).execute()
    await schema
      .createTable('login_attempts')
      .addColumn('id', 'text', (column) => column.primaryKey())
      .addColumn('user_id', 'text', (column) => column.notNull().references('users.id').onDelete('cascade'))
      .addColumn('tried_at', 'bigint', (column) => column.notNull())
      .execute()
    await schema.createIndex('login_attempts_user').on('login_attempts').columns(['user_id', 'tried_at']).execute()
  },
}

/** The steps of the schema, oldest first; a landed step is never edited. */
export const migrations: MigrationProvider = {
  getMigrations: async () => ({ '0001_first': first }),
}
