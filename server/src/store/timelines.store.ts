import type { Instant } from '@sojourn/rules';
import { Injectable } from '@nestjs/common';
import { Database, timestamp } from './database.js';
import type { Profile } from './identity-names.js';

/** One line of a profile's story. `ref` tells lines of one instant apart; `journey` is there for enrollments only. */
export interface TimelineRow {
  at: Instant;
  kind: 'event' | 'transition' | 'enrollment' | 'delivery';
  ref: string;
  journey: string | null;
  content: Record<string, unknown>;
}

/** A place in the story: after this line, on the way back. */
export interface TimelinePosition {
  at: Instant;
  kind: string;
  ref: string;
}

/**
 * Each kind by the profile's key, cut to a page before they are put together. Deliveries tell of their end, or of
 * being under way; one that a node handed over at once is told at the instant the enrollment was there.
 */
const KINDS = [
  `select occurred_at as at, 'event' as kind, lpad(ordinal::text, 10, '0') || ':' || shard as ref, null::uuid as journey,
     jsonb_build_object('name', name, 'properties', properties) as content
   from event where workspace_id = $1 and (shard, profile_id) in (select * from unnest($2::int2[], $3::uuid[]))`,
  `select at, 'transition', from_stage || '>' || to_stage, null::uuid,
     jsonb_build_object('from', from_stage, 'to', to_stage, 'cause', cause, 'findings', findings)
   from stage_transition where workspace_id = $1 and (shard, profile_id) in (select * from unnest($2::int2[], $3::uuid[]))`,
  `select entered_at, 'enrollment', id::text || ':1', journey_id, jsonb_build_object('enrollment', id, 'state', 'entered')
   from enrollment where workspace_id = $1 and (shard, profile_id) in (select * from unnest($2::int2[], $3::uuid[]))`,
  `select entered_at, 'enrollment', id::text || ':1', journey_id, jsonb_build_object('enrollment', id, 'state', 'entered')
   from enrollment_history where workspace_id = $1 and (shard, profile_id) in (select * from unnest($2::int2[], $3::uuid[]))`,
  `select ended_at, 'enrollment', id::text || ':2', journey_id, jsonb_build_object('enrollment', id, 'state', 'ended', 'reason', reason)
   from enrollment_history where workspace_id = $1 and (shard, profile_id) in (select * from unnest($2::int2[], $3::uuid[]))`,
  `select at, 'delivery', id::text, null::uuid, jsonb_build_object('delivery', id, 'channel', channel, 'outcome', state, 'reason', reason)
   from delivery where workspace_id = $1 and (shard, profile_id) in (select * from unnest($2::int2[], $3::uuid[]))`,
  `select finished_at, 'delivery', id::text, null::uuid, jsonb_build_object('delivery', id, 'channel', channel, 'outcome', outcome, 'reason', reason)
   from delivery_history where workspace_id = $1 and (shard, profile_id) in (select * from unnest($2::int2[], $3::uuid[]))`,
];

const PAGE = KINDS.map(
  (kind, index) => `(select * from (${kind}) as k${index}(at, kind, ref, journey, content)
    where at <= $4 and ($5::text is null or (at, kind, ref) < ($4, $5, $6)) order by at desc, kind desc, ref desc limit $7)`,
).join('\nunion all\n');

/**
 * The story of one profile, newest first: what it did, where it moved, what we did; and the same of the profiles that
 * became part of it.
 */
@Injectable()
export class TimelinesStore {
  constructor(private readonly database: Database) {}

  async page(
    workspace: number,
    profiles: readonly Profile[],
    after: TimelinePosition | undefined,
    limit: number,
  ): Promise<TimelineRow[]> {
    const { rows } = await this.database.query<TimelineRow>(`${PAGE} order by at desc, kind desc, ref desc limit $7`, [
      workspace,
      profiles.map(({ shard }) => shard),
      profiles.map(({ id }) => id),
      timestamp(after?.at ?? Infinity),
      after?.kind ?? null,
      after?.ref ?? null,
      limit,
    ]);
    return rows;
  }
}
