import type { Memory } from '@sojourn/journey';
import type { Instant } from '@sojourn/rules';
import { column, Rows } from './columns.js';
import { timestamp, type Queryable } from './database.js';
import { InboxStore } from './inbox.store.js';

/** Those inside one journey, in one shard. */
export interface InJourney {
  workspace: number;
  shard: number;
  journey: string;
}

/** Which of those inside are meant; what is absent does not narrow it down. */
export interface Selection {
  ids?: readonly string[];
  version?: number;
  /** In this version or an older one. */
  upTo?: number;
  nodes?: readonly string[];
  /** At their node since this instant or longer. */
  waitingSince?: Instant;
}

/** {@link Selection} as a condition on `enrollment`, in the parameters 3 to 7. */
export const MEANT = `($3::uuid[] is null or id = any($3)) and ($4::int is null or version = $4)
  and ($5::int is null or version <= $5) and ($6::text[] is null or node = any($6))
  and ($7::timestamptz is null or arrived_at <= $7)`;

/** The parameters of {@link MEANT}. */
export function meant({ ids, version, upTo, nodes, waitingSince }: Selection): unknown[] {
  const since = waitingSince === undefined ? null : timestamp(waitingSince);
  return [ids ?? null, version ?? null, upTo ?? null, nodes ?? null, since];
}

export interface InsideRow {
  profile: string;
  id: string;
  node: string;
  step: number;
}

/** A command for one of those inside. */
export interface Command {
  profile: string;
  kind: 'exit' | 'move' | 'skip';
  payload: Record<string, unknown>;
}

/** An enrollment that a pause put aside. */
export interface PutAside {
  profile: string;
  id: string;
  arrivedAt: Instant;
  heldDue: Instant;
  frozen?: Memory['frozen'];
}

/** A message that a pause held. */
export interface HeldMessage {
  id: string;
  profile: string;
  enrollment: string;
  at: Instant;
}

type Woken = InJourney & Pick<PutAside, 'profile' | 'id' | 'frozen'> & { due: Instant };
const wake = new Rows<Woken>(
  'wake_paused',
  [
    column('workspace_id', 'int4', (row) => row.workspace),
    column('shard', 'int2', (row) => row.shard),
    column('profile_id', 'uuid', (row) => row.profile),
    column('id', 'uuid', (row) => row.id),
    column('due', 'timestamptz', (row) => row.due),
    column('frozen', 'jsonb', (row) => row.frozen),
  ],
  (given) => `update enrollment e set due = given.due, held_due = null, parked = null,
      memory = case when given.frozen is null then e.memory
                    else coalesce(e.memory, '{}') || jsonb_build_object('frozen', given.frozen) end
    from ${given}
    where e.workspace_id = given.workspace_id and e.shard = given.shard and e.profile_id = given.profile_id and e.id = given.id
      and e.parked = 'paused'`,
);

type Requeued = Pick<InJourney, 'workspace' | 'shard'> & { id: string; due: Instant; notAfter?: Instant };
const requeue = new Rows<Requeued>(
  'requeue_paused',
  [
    column('workspace_id', 'int4', (row) => row.workspace),
    column('shard', 'int2', (row) => row.shard),
    column('id', 'uuid', (row) => row.id),
    column('due', 'timestamptz', (row) => row.due),
    column('not_after', 'timestamptz', (row) => row.notAfter),
  ],
  (given) => `update delivery d set due = given.due, reason = null, not_after = coalesce(given.not_after, d.not_after)
    from ${given}
    where d.workspace_id = given.workspace_id and d.shard = given.shard and d.id = given.id and d.state = 'queued'`,
);

/** What bulk work does with those inside a journey. Callers hold the shard. */
export class InsideStore {
  private readonly inbox = new InboxStore();

  /** The next of those meant, in the order of the table's key; `last` where there may be more. */
  async select(
    client: Queryable,
    { workspace, shard, journey }: InJourney,
    selection: Selection,
    after: { profile: string; id: string } | undefined,
    limit: number,
  ): Promise<InsideRow[]> {
    const { rows } = await client.query<InsideRow>(
      `select profile_id as profile, id, node, step from enrollment
       where workspace_id = $1 and journey_id = $2 and ${MEANT} and shard = $8 and (profile_id, id) > ($9, $10)
       order by profile_id, id limit $11`,
      [workspace, journey, ...meant(selection), shard, after?.profile ?? NIL, after?.id ?? NIL, limit],
    );
    return rows;
  }

  /** Puts commands into the inboxes of their profiles, in this order. */
  async ask(
    client: Queryable,
    { workspace, shard }: Pick<InJourney, 'workspace' | 'shard'>,
    commands: readonly Command[],
    at: Instant,
  ): Promise<void> {
    const rows = commands.map(({ profile, kind, payload }) => ({
      workspaceId: workspace,
      profileId: profile,
      shard,
      kind,
      acceptedAt: at,
      payload,
    }));
    await this.inbox.enqueue(client, rows);
  }

  /** Whether commands of an operation still wait in a shard. */
  async isAsked(client: Queryable, shard: number, operation: string): Promise<boolean> {
    const { rows } = await client.query<{ found: boolean }>(
      `select exists (select from inbox where shard = $1 and kind in ('exit', 'move', 'skip') and payload ->> 'operation' = $2) as found`,
      [shard, operation],
    );
    return rows[0]!.found;
  }

  /** Those a pause put aside, longest overdue first. */
  async putAside(client: Queryable, { workspace, shard, journey }: InJourney, limit: number): Promise<PutAside[]> {
    const { rows } = await client.query<PutAside>(
      `select profile_id as profile, id, arrived_at as "arrivedAt", held_due as "heldDue", memory -> 'frozen' as frozen
       from enrollment where journey_id = $3 and shard = $2 and workspace_id = $1 and parked = 'paused'
       order by held_due, id limit $4`,
      [workspace, shard, journey, limit],
    );
    return rows;
  }

  /** Lets those go on that a pause put aside, each at its time. */
  async wake(client: Queryable, inside: InJourney, rows: readonly (PutAside & { due: Instant })[]): Promise<void> {
    await wake.run(
      client,
      rows.map((row) => ({ ...row, ...inside })),
    );
  }

  /** Messages that a pause held, oldest first. */
  async heldMessages(
    client: Queryable,
    { workspace, shard, journey }: InJourney,
    limit: number,
  ): Promise<HeldMessage[]> {
    const { rows } = await client.query<HeldMessage>(
      `select id, profile_id as profile, enrollment_id as enrollment, at from delivery
       where shard = $2 and state = 'queued' and due = 'infinity' and reason = 'journey_paused'
         and workspace_id = $1 and journey_id = $3
       order by at, id limit $4`,
      [workspace, shard, journey, limit],
    );
    return rows;
  }

  /** Lets messages be decided on again, each at its time; one with `notAfter` is too late after it. */
  async requeue(
    client: Queryable,
    { workspace, shard }: InJourney,
    rows: readonly { id: string; due: Instant; notAfter?: Instant }[],
  ): Promise<void> {
    await requeue.run(
      client,
      rows.map((row) => ({ ...row, workspace, shard })),
    );
  }
}

const NIL = '00000000-0000-0000-0000-000000000000';
