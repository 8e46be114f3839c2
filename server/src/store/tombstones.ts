import { createHmac } from 'node:crypto';
import type { Instant } from '@sojourn/rules';
import { timestamp, type Queryable } from './database.js';
import type { Name } from './identity-names.js';

/** Something a person was known by, or the id of one of their messages. */
export type Remembered = Pick<Name, 'workspaceId' | 'value'> & { kind: string };

/**
 * What is kept of an erased person: digests of their names under the workspace's own key, and the instant of the
 * erasure. They tell nothing, and let nothing in again that happened before.
 */
export class Tombstones {
  /** When those of the given that belonged to somebody who was erased were so; by their place in `given`. */
  async find(client: Queryable, given: readonly Remembered[]): Promise<Map<number, Instant>> {
    const found = new Map<number, Instant>();
    if (given.length === 0) return found;
    const keys = await this.keys(client, [...new Set(given.map(({ workspaceId }) => workspaceId))]);
    const asked = given.flatMap((each, index) => {
      const key = keys.get(each.workspaceId);
      return key ? [{ index, workspaceId: each.workspaceId, digest: digestOf(key, each) }] : [];
    });
    if (asked.length === 0) return found;
    const { rows } = await client.query<{ index: number; at: Instant }>(
      `select given.index, e.at from unnest($1::int4[], $2::bytea[], $3::int4[]) as given(workspace_id, digest, index)
       join erased_identity e on e.workspace_id = given.workspace_id and e.digest = given.digest`,
      [asked.map(({ workspaceId }) => workspaceId), asked.map(({ digest }) => digest), asked.map(({ index }) => index)],
    );
    for (const { index, at } of rows) found.set(index, at);
    return found;
  }

  async add(client: Queryable, workspaceId: number, names: readonly Remembered[], at: Instant): Promise<void> {
    if (names.length === 0) return;
    const { rows } = await client.query<{ key: Buffer }>('select erasure_key as key from workspace where id = $1', [
      workspaceId,
    ]);
    await client.query(
      `insert into erased_identity (workspace_id, digest, at) select distinct $1::int4, digest, $3::timestamptz from unnest($2::bytea[]) as digest
       on conflict (workspace_id, digest) do update set at = excluded.at`,
      [workspaceId, names.map((name) => digestOf(rows[0]!.key, name)), timestamp(at)],
    );
  }

  /** The keys of those workspaces that have erased anybody. */
  private async keys(client: Queryable, workspaces: readonly number[]): Promise<Map<number, Buffer>> {
    const { rows } = await client.query<{ id: number; key: Buffer }>({
      name: 'erasure_keys',
      text: `select w.id, w.erasure_key as key from workspace w
             where w.id = any($1::int4[]) and exists (select from erased_identity e where e.workspace_id = w.id)`,
      values: [workspaces],
    } as never);
    return new Map(rows.map(({ id, key }) => [id, key]));
  }
}

function digestOf(key: Buffer, { kind, value }: Remembered): Buffer {
  return createHmac('sha256', key).update(`${kind}\0${value}`).digest();
}
