import pg from 'pg';
import { StartRefusal } from './start-refusal.js';

/** What the server's role may do where it is not the one that owns the schema; with what is absent here it may do all. */
const LESS: Readonly<Record<string, readonly string[]>> = {
  // A record that was written stays as it was written, whoever takes the server over.
  audit_record: ['select', 'insert'],
  audit_content: ['select', 'insert'],
  audit_erasure: ['select', 'insert'],
  audit_seal: ['select', 'insert'],
  schema_migration: ['select'],
};
const ALL = ['select', 'insert', 'update', 'delete'];

/**
 * Lets the role of `applicationUrl` work with the tables that `migration`'s role owns, and no more than that. Asks what
 * it may already, so that a start after which nothing changes writes nothing.
 */
export async function grantDailyWork(migration: pg.Client, applicationUrl: string): Promise<void> {
  const role = await roleOf(applicationUrl);
  const { rows } = await migration.query<Relation>(RELATIONS, [role, ALL]);
  const statements = rows.flatMap(({ name, kind, may }) => {
    if (kind === 'S') return may.includes('usage') ? [] : [`grant usage on sequence ${name} to ${quoted(role)}`];
    const wanted = LESS[name.replaceAll('"', '')] ?? ALL;
    const missing = wanted.filter((right) => !may.includes(right));
    const excess = ALL.filter((right) => may.includes(right) && !wanted.includes(right));
    return [
      ...(missing.length > 0 ? [`grant ${missing.join(', ')} on ${name} to ${quoted(role)}`] : []),
      ...(excess.length > 0 ? [`revoke ${excess.join(', ')} on ${name} from ${quoted(role)}`] : []),
    ];
  });
  if (statements.length === 0) return;
  const schema = `grant usage on schema ${rows[0]!.schema} to ${quoted(role)}`;
  await migration.query(['begin', schema, ...statements, 'commit'].join(';\n'));
}

interface Relation {
  name: string;
  schema: string;
  kind: 'r' | 'p' | 'S';
  may: string[];
}

/**
 * Tables and sequences of the schema with what the role may do with each. Partitions are reached through their table.
 * Empty where there is nothing to grant: the role is the same, or one that everything is open to.
 */
const RELATIONS = `
  select quote_ident(c.relname) as name, quote_ident(current_schema()) as schema, c.relkind as kind,
         case when c.relkind = 'S'
           then case when has_sequence_privilege($1, c.oid, 'usage') then array['usage'] else '{}'::text[] end
           else array(select given from unnest($2::text[]) as given where has_table_privilege($1, c.oid, given))
         end as may
    from pg_class c
   where c.relnamespace = (select oid from pg_namespace where nspname = current_schema())
     and c.relkind in ('r', 'p', 'S') and not c.relispartition
     and $1 <> current_user and not (select rolsuper from pg_roles where rolname = $1)
   order by c.relname`;

/** Asked of the database itself: an address need not name its user. */
async function roleOf(url: string): Promise<string> {
  const client = new pg.Client({ connectionString: url, application_name: 'sojourn migrate' });
  client.on('error', () => undefined);
  await client.connect().catch((error: Error) => {
    throw new StartRefusal(`The database does not answer: ${error.message || String(error)}. Check DATABASE_URL.`);
  });
  try {
    return (await client.query<{ role: string }>('select current_user as role')).rows[0]!.role;
  } finally {
    await client.end();
  }
}

const quoted = (name: string) => pg.escapeIdentifier(name);
