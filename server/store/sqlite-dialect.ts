import { SqliteDialect, SqliteQueryCompiler, type QueryCompiler, type SelectModifierNode } from 'kysely'

const rowLocks: (string | undefined)[] = ['ForUpdate', 'ForNoKeyUpdate', 'ForShare', 'ForKeyShare']

/** SQLite has one writer at a time, so it neither knows nor needs the row locks that queries ask for. */
class LockFreeQueryCompiler extends SqliteQueryCompiler {
  protected override visitSelectModifier(node: SelectModifierNode): void {
    if (!rowLocks.includes(node.modifier)) super.visitSelectModifier(node)
  }
}

/** SQLite as Kysely knows it, but for row locks, which it leaves out. */
export class LockFreeSqliteDialect extends SqliteDialect {
  override createQueryCompiler(): QueryCompiler {
    return new LockFreeQueryCompiler()
  }
}
