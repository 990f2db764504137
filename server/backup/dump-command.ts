/** What `pg_dump` may be told of a URL; a password could be among the others. */
const options = ['sslmode', 'sslrootcert']

/** The command that copies a database of PostgreSQL into a file; it has no password, for which `pg_dump` asks. */
export function dumpCommand(databaseUrl: string, file: string): string {
  const url = new URL(databaseUrl)
  url.password = ''
  for (const name of [...url.searchParams.keys()]) if (!options.includes(name)) url.searchParams.delete(name)
  return `pg_dump --format=custom --file=${quoted(file)} ${quoted(url.href)}`
}

/** As one word of the shell. */
function quoted(text: string): string {
  return /^[\w./:@=-]+$/.test(text) ? text : `'${text.replaceAll("'", String.raw`'\''`)}'`
}
