import type { Instant } from '@sojourn/rules';
import { timestamp, type Queryable } from './database.js';
import { isPersonal } from './attributes.store.js';
import type { Profile } from './identity-names.js';
import { quoted } from './shown-cell.js';
import { PEOPLE_TABLES } from './people-tables.js';
import { Tombstones, type Remembered } from './tombstones.js';

/** Whom an erasure is about: a profile and all that became part of it, in their shards. */
export interface Erasure {
  workspace: number;
  family: readonly Profile[];
  at: Instant;
}

/** What a person was known by and called, as it may stand in texts elsewhere. */
interface Traces {
  names: Remembered[];
  /** As patterns of `like`: those that stand for nobody else wherever they are found, and all of some length. */
  telling: string[];
  all: string[];
  /** Each as an import quotes a cell that it could not take: then it is all that stood there, however short. */
  quoted: string[];
}

/** Shorter values stand in too many texts that have nothing to do with the person. */
const SHORTEST = 5;

/** Addresses and telephone numbers mean one person in any text; a name or a user id may mean many things. */
const isTelling = (text: string) => text.includes('@') || /^\+?[\d\s()-]{7,}$/.test(text);

/** Removes what is personal of one person from every table, and keeps what is counted (LOG-4). Callers hold the shards. */
export class ErasuresStore {
  private readonly tombstones = new Tombstones();

  /** Whether one of them is about to become one with another: then that comes first. */
  async isMerging(client: Queryable, { family }: Pick<Erasure, 'family'>): Promise<boolean> {
    const { rowCount } = await client.query(
      'select from profile_merge where from_id = any($1::uuid[]) or into_id = any($1::uuid[]) limit 1',
      [family.map(({ id }) => id)],
    );
    return rowCount === 1;
  }

  /** Everything but the log of what was just decided of them. Returns how many rows of each table lost something. */
  async erase(client: Queryable, erasure: Erasure): Promise<Record<string, number>> {
    const traces = await this.traces(client, erasure);
    const counts: Record<string, number> = {
      mailbox_message: await this.mails(client, erasure, traces),
      audit_content: await this.audit(client, erasure, traces),
      operation: await this.operations(client, erasure, traces),
      keyed_request: await this.replies(client, traces),
      suppression: await this.suppressions(client, erasure, traces),
    };
    await this.messages(client, erasure, traces);
    await this.tombstones.add(client, erasure.workspace, traces.names, erasure.at);
    await this.closeDeliveries(client, erasure);
    for (const { table, erase } of PEOPLE_TABLES) {
      const { where, values } = ownRows(table, erasure);
      const { rowCount } =
        erase === 'delete'
          ? await client.query(`delete from ${table} t where ${where}`, values)
          : await client.query(
              `update ${table} t set ${erase.set} where ${where}${erase.where ? ` and ${erase.where}` : ''}`,
              values,
            );
      counts[table] = rowCount ?? 0;
    }
    const { rowCount } = await client.query(
      'delete from profile where workspace_id = $1 and (shard, id) in (select * from unnest($2::int2[], $3::uuid[]))',
      keysOf(erasure),
    );
    return Object.fromEntries(Object.entries({ ...counts, profile: rowCount ?? 0 }).filter(([, n]) => n > 0));
  }

  private async traces(client: Queryable, erasure: Erasure): Promise<Traces> {
    const { workspace, family } = erasure;
    const { rows: names } = await client.query<{ kind: string; value: string }>(
      'select kind, value from identity where workspace_id = $1 and profile_id = any($2::uuid[])',
      [workspace, family.map(({ id }) => id)],
    );
    const { rows: profiles } = await client.query<{ attributes: Record<string, unknown> }>(
      'select attributes from profile where workspace_id = $1 and (shard, id) in (select * from unnest($2::int2[], $3::uuid[]))',
      keysOf(erasure),
    );
    const { rows: marks } = await client.query<{ name: string; pii: boolean }>(
      'select name, pii from attribute_definition where workspace_id = $1',
      [workspace],
    );
    const marked = new Map(marks.map(({ name, pii }) => [name, pii]));
    const personal = profiles
      .flatMap(({ attributes }) => Object.entries(attributes))
      .flatMap(([name, value]) => (typeof value === 'string' && isPersonal(name, marked) ? [value] : []));
    const known = [...new Set([...names.map(({ value }) => value), ...personal])];
    const texts = known.filter(({ length }) => length >= SHORTEST);
    const pattern = (text: string) => `%${text.replaceAll(/[\\%_]/g, String.raw`\$&`)}%`;
    const asQuoted = (text: string) => pattern(JSON.stringify(quoted(text)).slice(1, -1));
    return {
      names: names.map((name) => ({ workspaceId: workspace, ...name })),
      telling: texts.filter(isTelling).map(pattern),
      all: texts.map(pattern),
      quoted: known.map(asQuoted),
    };
  }

  /** What the development mailbox holds for them. */
  private async mails(client: Queryable, erasure: Erasure, { telling }: Traces): Promise<number> {
    const { rowCount } = await client.query(
      `delete from mailbox_message m where m.workspace_id = $1 and (m.to_address ilike any($4::text[]) or m.key in (
         select key from delivery t where ${ownRows('delivery', erasure).where}
         union all select key from delivery_history t where ${ownRows('delivery_history', erasure).where}
       ))`,
      [...keysOf(erasure), telling],
    );
    return rowCount ?? 0;
  }

  /** Records stay, and the chain over them; that somebody was erased stays in full. */
  private async audit(client: Queryable, { workspace, family, at }: Erasure, { telling }: Traces): Promise<number> {
    const { rows } = await client.query<{ erased: number }>(
      `select erase_audit_content(array(
         select c.id from audit_content c join audit_record r on r.id = c.id
         where r.workspace_id = $1 and c.content ->> 'action' <> 'profile.erase' and (c.content - 'actor')::text ilike any($2::text[])
       ), $3) as erased`,
      [workspace, [...telling, ...family.map(({ id }) => `%${id}%`)], timestamp(at)],
    );
    return rows[0]!.erased;
  }

  /** What is left of long work that named them, such as the bad rows of an import. */
  private async operations(client: Queryable, { workspace }: Erasure, { telling, quoted }: Traces): Promise<number> {
    const { rowCount } = await client.query(
      `update operation set detail = '{"erased": true}', problem = case when problem is null then null else 'erased' end
       where workspace_id = $1 and state not in ('waiting', 'running')
         and (detail::text ilike any($2::text[]) or problem ilike any($2::text[]) or (kind = 'import' and detail::text ilike any($3::text[])))`,
      [workspace, telling, quoted],
    );
    return rowCount ?? 0;
  }

  /** Answers kept for requests that may be repeated. */
  private async replies(client: Queryable, { telling }: Traces): Promise<number> {
    const { rowCount } = await client.query('delete from keyed_request where reply::text ilike any($1::text[])', [
      telling,
    ]);
    return rowCount ?? 0;
  }

  private async suppressions(client: Queryable, { workspace }: Erasure, { names }: Traces): Promise<number> {
    const { rowCount } = await client.query(
      'delete from suppression where workspace_id = $1 and address = any($2::text[])',
      [workspace, names.map(({ value }) => value)],
    );
    return rowCount ?? 0;
  }

  /** Message ids that name the person are remembered by their digests alone. */
  private async messages(client: Queryable, erasure: Erasure, { names, all }: Traces): Promise<void> {
    const { workspace } = erasure;
    const { rows } = await client.query<{ id: string }>(
      `delete from dedupe where workspace_id = $1 and message_id ilike any($4::text[]) and message_id in (
         select message_id from event t where ${ownRows('event', erasure).where}
         union all select message_id from inbox t where ${ownRows('inbox', erasure).where}
       ) returning message_id as id`,
      [...keysOf(erasure), all],
    );
    for (const { id } of rows) names.push({ workspaceId: workspace, kind: 'messageId', value: id });
  }

  /** Open deliveries end here; nobody knows of those that a sender holds. */
  private async closeDeliveries(client: Queryable, erasure: Erasure): Promise<void> {
    await client.query(
      `insert into delivery_history (workspace_id, shard, id, key, profile_id, enrollment_id, journey_id, version, node, step, channel,
         topic, at, finished_at, outcome, reason, attempts)
       select workspace_id, shard, id, key, profile_id, enrollment_id, journey_id, version, node, step, channel, topic, at, $4,
         case when state = 'leased' then 'unknown' else 'dropped' end, null, attempts
       from delivery t where ${ownRows('delivery', erasure).where}`,
      [...keysOf(erasure), timestamp(erasure.at)],
    );
  }
}

function keysOf({ workspace, family }: Erasure): unknown[] {
  return [workspace, family.map(({ shard }) => shard), family.map(({ id }) => id)];
}

const OWN = 't.workspace_id = $1 and (t.shard, t.profile_id) in (select * from unnest($2::int2[], $3::uuid[]))';

/** Which rows of a table are theirs, by its index. */
function ownRows(table: string, erasure: Erasure): { where: string; values: unknown[] } {
  if (table !== 'step') return { where: OWN, values: keysOf(erasure) };
  const enrollments = `t.workspace_id = $1 and t.enrollment_id in (
    select id from enrollment_history t where ${OWN} union all select id from enrollment t where ${OWN}
  )`;
  return { where: enrollments, values: keysOf(erasure) };
}
