/** The file of a SQLite URL; undefined when the URL is none. A database in memory would lose what was acknowledged. */
export function sqliteFileOf(url: string): string | undefined {
  return /^sqlite:(?!\/\/|:memory:)(.+)$/.exec(url)?.[1]
}

/** Tells whether a URL names a database of PostgreSQL. */
export function isPostgresUrl(url: string): boolean {
  return /^postgres(ql)?:\/\//.test(url) && URL.canParse(url) && new URL(url).pathname.length > 1
}

/** What a person may read of a database URL: the file, or host and name without credentials. */
export function databaseName(url: string): string {
  const file = sqliteFileOf(url)
  if (file !== undefined) return file
  const { host, pathname } = new URL(url)
  return `postgres://${host}${pathname}`
}
