import { SqliteDialect, SqliteQueryCompiler, type QueryCompiler } from 'kysely'

/** SQLite has one writer at a time, so it neither knows nor needs the row locks that queries ask for. */
class LockFreeQueryCompiler extends SqliteQueryCompiler {
  protected override visitSelectModifier(): void {}
}

/** SQLite as Kysely knows it, but for row locks, which it leaves out. */
export class LockFreeSqliteDialect extends SqliteDialect {
  override createQueryCompiler(): QueryCompiler {
    return new LockFreeQueryCompiler()
  }
}
