import { fill, templateName, templateVariables } from '../fixtures/database.ts'
import { startPostgres } from '../fixtures/start-postgres.ts'

/** Keeps the rows of all tables in a schema of its own, from which a function puts them back. */
const keepRows = `
  create schema kept;
  do $$
  declare name text;
  begin
    for name in select tablename from pg_tables where schemaname = 'public' and tablename not like 'kysely%' loop
      execute format('create table kept.%I as table public.%I', name, name);
    end loop;
  end $$;
  create function kept.put_back(content text) returns void language plpgsql as $$
  declare name text;
  begin
    perform set_config('session_replication_role', 'replica', true);
    for name in select tablename from pg_tables where schemaname = 'kept' loop
      execute format('delete from public.%I', name);
      if content = 'demo' then execute format('insert into public.%I select * from kept.%I', name, name); end if;
    end loop;
  end $$;
`

/** Starts the PostgreSQL server of a run, with the database that others are copies of. */
export async function setup(): Promise<() => Promise<void>> {
  const postgres = await startPostgres({ quick: true })
  await postgres.run(`create database ${templateName}`)
  await fill(postgres.url(templateName), 'demo')
  await postgres.run(keepRows, templateName)
  process.env[templateVariables.postgres] = postgres.url('postgres')
  return async () => postgres[Symbol.asyncDispose]()
}
