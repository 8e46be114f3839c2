import type { StandingGoal, Trade } from '@sojourn/journey';
import type { Queryable } from './database.js';
import type { StoredState } from './states.store.js';

/** Whose orders and refunds to load, by the names of their events. */
export interface TradesWanted {
  state: StoredState;
  names: readonly string[];
}

/** What a refund may change of a profile's past: loaded only where one has come. */
export class TradesStore {
  /** All orders and refunds of these profiles, and of those that became part of them, in the order they were played. */
  async load(client: Queryable, wanted: readonly TradesWanted[]): Promise<void> {
    if (wanted.length === 0) return;
    const { rows } = await client.query<Trade & { place: number }>({
      name: 'load_trades',
      text: `with given as materialized (
               select * from unnest($1::int4[], $2::int2[], $3::uuid[], $4::text[]) with ordinality as given(workspace_id, shard, id, names, place)
             ), wanted as (
               select * from given
               union all
               select d.workspace_id, d.shard, d.profile_id, given.names, given.place from given
               join departed_profile d on d.workspace_id = given.workspace_id and d.into_id = given.id
             )
             select wanted.place, e.played_at as at, e.name, e.occurred_at as "occurredAt", e.properties from wanted
             join event e on e.workspace_id = wanted.workspace_id and e.shard = wanted.shard and e.profile_id = wanted.id
             where wanted.names::jsonb ? e.name order by wanted.place, e.played_at, e.ordinal`,
      values: [
        wanted.map(({ state }) => state.workspace),
        wanted.map(({ state }) => state.shard),
        wanted.map(({ state }) => state.id),
        wanted.map(({ names }) => JSON.stringify(names)),
      ],
    } as never);
    for (const { state } of wanted) state.trades = [];
    for (const { place, ...trade } of rows) wanted[place - 1]!.state.trades!.push(trade);
    await this.loadGoals(client, wanted);
  }

  /** All goals of theirs that stand, which a refund may take back. */
  private async loadGoals(client: Queryable, wanted: readonly TradesWanted[]): Promise<void> {
    const { rows } = await client.query<StandingGoal & { place: number }>({
      name: 'load_goals',
      text: `with given as materialized (
               select * from unnest($1::int4[], $2::int2[], $3::uuid[]) with ordinality as given(workspace_id, shard, profile_id, place)
             ), wanted as materialized (
               select * from given
               union all
               select d.workspace_id, d.shard, d.profile_id, given.place from given
               join departed_profile d on d.workspace_id = given.workspace_id and d.into_id = given.profile_id
             ), run as materialized (
               select place, id, key from wanted join enrollment using (workspace_id, shard, profile_id)
               union all
               select place, id, key from wanted join enrollment_history using (workspace_id, shard, profile_id)
             )
             select wanted.place, g.enrollment_id as enrollment, g.journey_id as journey, g.version, run.key, g.goal, g.at
             from wanted join goal_reached g using (workspace_id, shard, profile_id)
             join run on run.place = wanted.place and run.id = g.enrollment_id
             where g.reversed_at is null order by wanted.place, g.at`,
      values: [
        wanted.map(({ state }) => state.workspace),
        wanted.map(({ state }) => state.shard),
        wanted.map(({ state }) => state.id),
      ],
    } as never);
    for (const { state } of wanted) state.reached = [];
    for (const { place, ...goal } of rows) wanted[place - 1]!.state.reached!.push(goal);
  }
}
