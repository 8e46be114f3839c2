import type { Freeze } from '@sojourn/journey';
import type { Instant } from '@sojourn/rules';
import { Injectable } from '@nestjs/common';
import { Database, timestamp, type Queryable } from './database.js';
import { SHARDS } from './ids.js';

/** A pause of a journey; `resumedAt` is null while it lasts. */
export interface PauseRow {
  pausedAt: Instant;
  resumedAt: Instant | null;
  timers: 'run' | 'freeze';
}

const ROW = `paused_at as "pausedAt", resumed_at as "resumedAt", timers`;

/** The pauses of journeys, and how many they put aside. */
@Injectable()
export class PausesStore {
  constructor(private readonly database: Database) {}

  async begin(
    client: Queryable,
    workspace: number,
    journey: string,
    timers: PauseRow['timers'],
    at: Instant,
  ): Promise<void> {
    await client.query(
      `insert into journey_pause (journey_id, workspace_id, paused_at, timers) values ($1, $2, $3, $4)`,
      [journey, workspace, timestamp(at), timers],
    );
  }

  /** Ends the pause that lasts, if one does, and returns it. */
  async end(client: Queryable, journey: string, at: Instant): Promise<PauseRow | undefined> {
    const { rows } = await client.query<PauseRow>(
      `update journey_pause set resumed_at = greatest($2, paused_at) where journey_id = $1 and resumed_at is null returning ${ROW}`,
      [journey, timestamp(at)],
    );
    return rows[0];
  }

  /** The pause that lasts, or the last one. */
  async last(workspace: number, journey: string): Promise<PauseRow | undefined> {
    const { rows } = await this.database.query<PauseRow>(
      `select ${ROW} from journey_pause where workspace_id = $1 and journey_id = $2 order by paused_at desc, id desc limit 1`,
      [workspace, journey],
    );
    return rows[0];
  }

  /** When time stood still in a journey, oldest first, the pause that lasts included. */
  async freezes(client: Queryable, journey: string): Promise<Freeze[]> {
    const { rows } = await client.query<Freeze>(
      `select paused_at as "from", coalesce(resumed_at, 'infinity') as until from journey_pause
       where journey_id = $1 and timers = 'freeze' order by paused_at, id`,
      [journey],
    );
    return rows;
  }

  /** How many a pause put aside whose time came, or who came to their message, up to `before`. */
  async putAside(workspace: number, journey: string, before: Instant): Promise<number> {
    const { rows } = await this.database.query<{ n: number }>(
      `select (select count(*) from enrollment
               where workspace_id = $1 and journey_id = $2 and parked = 'paused' and held_due <= $3)
            + (select count(*) from delivery
               where shard = any($4::int2[]) and state = 'queued' and due = 'infinity' and reason = 'journey_paused'
                 and workspace_id = $1 and journey_id = $2 and at <= $3) as n`,
      [workspace, journey, timestamp(before), Array.from({ length: SHARDS }, (_, shard) => shard)],
    );
    return rows[0]!.n;
  }
}
