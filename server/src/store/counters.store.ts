import type { Changes, LayerState, Played, Transition } from '@sojourn/journey';
import { UNCLASSIFIED } from '@sojourn/lifecycle';
import { HOUR, type Instant } from '@sojourn/rules';
import { column, Rows } from './columns.js';
import type { Queryable } from './database.js';
import type { StoredState } from './states.store.js';

/** The model id under which the primary model's counters stand, whichever preset it is: each profile is in one of its stages. */
export const PRIMARY = 'primary';

/** Under this node stand the counts of a journey that belong to no node of it, such as its goals. */
export const JOURNEY_ITSELF = '';

interface NodeCount {
  workspace: number;
  journey: string;
  version: number;
  node: string;
  metric: string;
  hour: Instant;
  slot: number;
  n: number;
}
interface StageCount {
  workspace: number;
  model: string;
  stage: string;
  slot: number;
  n: number;
}
interface MoveCount {
  workspace: number;
  model: string;
  from: string;
  to: string;
  hour: Instant;
  slot: number;
  n: number;
}
interface EventCount {
  workspace: number;
  name: string;
  slot: number;
  n: number;
  first: Instant;
  last: Instant;
}

const addNodes = new Rows<NodeCount>(
  'add_node_counts',
  [
    column('workspace_id', 'int4', (row) => row.workspace),
    column('journey_id', 'uuid', (row) => row.journey),
    column('version', 'int4', (row) => row.version),
    column('node', 'text', (row) => row.node),
    column('metric', 'text', (row) => row.metric),
    column('hour', 'timestamptz', (row) => row.hour),
    column('slot', 'int2', (row) => row.slot),
    column('n', 'int8', (row) => row.n),
  ],
  (given, names) => `insert into node_counter (${names}) select * from ${given} order by 1, 2, 3, 4, 5, 6, 7
    on conflict (workspace_id, journey_id, version, node, metric, hour, slot) do update set n = node_counter.n + excluded.n`,
);
const addStages = new Rows<StageCount>(
  'add_stage_counts',
  [
    column('workspace_id', 'int4', (row) => row.workspace),
    column('model_id', 'text', (row) => row.model),
    column('stage', 'text', (row) => row.stage),
    column('slot', 'int2', (row) => row.slot),
    column('n', 'int8', (row) => row.n),
  ],
  (given, names) => `insert into stage_counter (${names}) select * from ${given} order by 1, 2, 3, 4
    on conflict (workspace_id, model_id, stage, slot) do update set n = stage_counter.n + excluded.n`,
);
const addMoves = new Rows<MoveCount>(
  'add_move_counts',
  [
    column('workspace_id', 'int4', (row) => row.workspace),
    column('model_id', 'text', (row) => row.model),
    column('from_stage', 'text', (row) => row.from),
    column('to_stage', 'text', (row) => row.to),
    column('hour', 'timestamptz', (row) => row.hour),
    column('slot', 'int2', (row) => row.slot),
    column('n', 'int8', (row) => row.n),
  ],
  (given, names) => `insert into transition_counter (${names}) select * from ${given} order by 1, 2, 5, 3, 4, 6
    on conflict (workspace_id, model_id, hour, from_stage, to_stage, slot) do update set n = transition_counter.n + excluded.n`,
);
const addEvents = new Rows<EventCount>(
  'add_event_counts',
  [
    column('workspace_id', 'int4', (row) => row.workspace),
    column('name', 'text', (row) => row.name),
    column('slot', 'int2', (row) => row.slot),
    column('n', 'int8', (row) => row.n),
    column('first_at', 'timestamptz', (row) => row.first),
    column('last_at', 'timestamptz', (row) => row.last),
  ],
  (given, names) => `insert into event_counter (${names}) select * from ${given} order by 1, 2, 3
    on conflict (workspace_id, name, slot) do update set n = event_counter.n + excluded.n,
      first_at = least(event_counter.first_at, excluded.first_at), last_at = greatest(event_counter.last_at, excluded.last_at)`,
);

/**
 * Adds up under a key made of the row's own fields. Where thousands are added, what follows on its like goes into the
 * same row without a key being made.
 */
class Sums<Row extends { n: number }> {
  readonly rows = new Map<string, Row>();

  add(key: string, n: number, make: () => Omit<Row, 'n'>): Row {
    let row = this.rows.get(key);
    if (!row) this.rows.set(key, (row = { ...make(), n: 0 } as Row));
    row.n += n;
    return row;
  }

  get all(): Row[] {
    return [...this.rows.values()];
  }
}

/** What one batch counts, gathered bit by bit. */
export class Counting {
  private readonly moves = new Sums<MoveCount>();
  private readonly events = new Sums<EventCount>();
  private move: MoveCount | undefined;
  private event: EventCount | undefined;

  constructor(
    private readonly executedAt: Instant,
    private readonly slot: number,
  ) {}

  /** Counts what there is most of; it need not be kept. */
  take({ transitions, played }: Changes): void {
    for (const each of transitions) this.moved(each);
    for (const each of played) this.happened(each);
  }

  /** Writes what was counted, and the rest. */
  async write(
    client: Queryable,
    changes: Changes,
    states: readonly StoredState[],
    workspaceOf: (journey: string) => number,
  ): Promise<void> {
    await addNodes.run(client, this.nodes(changes, workspaceOf));
    await addStages.run(client, this.stages(states));
    await addMoves.run(client, this.moves.all);
    await addEvents.run(client, this.events.all);
  }

  private moved({ profile, model = PRIMARY, from, to, at }: Transition): void {
    const { slot, move } = this;
    const { workspace } = profile as StoredState;
    const hour = hourOf(at);
    const same = move?.workspace === workspace && move.model === model && move.from === from && move.to === to;
    if (same && move.hour === hour) move.n += 1;
    else {
      const key = `${workspace}|${model}|${from}|${to}|${hour}`;
      this.move = this.moves.add(key, 1, () => ({ workspace, model, from, to, hour, slot }));
    }
  }

  private happened({ profile, name, occurredAt }: Played): void {
    const { slot } = this;
    const { workspace } = profile as StoredState;
    let { event } = this;
    if (event?.workspace === workspace && event.name === name) event.n += 1;
    else {
      const make = () => ({ workspace, name, slot, first: occurredAt, last: occurredAt });
      this.event = event = this.events.add(`${workspace}|${name}`, 1, make);
    }
    event.first = Math.min(event.first, occurredAt);
    event.last = Math.max(event.last, occurredAt);
  }

  private nodes({ tallies, goals, reversals }: Changes, workspaceOf: (journey: string) => number): NodeCount[] {
    const { slot } = this;
    const hour = hourOf(this.executedAt);
    const sums = new Sums<NodeCount>();
    const count = (journey: string, version: number, node: string, metric: string, n: number) => {
      if (n === 0) return;
      const workspace = workspaceOf(journey);
      const make = () => ({ workspace, journey, version, node, metric, hour, slot });
      sums.add(`${journey}|${version}|${node}|${metric}`, n, make);
    };
    for (const [{ id, program }, tally] of tallies) {
      const { journey, version } = program;
      count(journey, version, id, 'entered', tally.entered);
      count(journey, version, id, 'waiting', tally.waiting);
      count(journey, version, id, 'failed', tally.failed);
      for (const [port, n] of tally.left) count(journey, version, id, `left:${port}`, n);
    }
    for (const { enrollment, goal } of goals)
      count(enrollment.journey, enrollment.version, JOURNEY_ITSELF, `goal:${goal}`, 1);
    for (const { journey, version, goal } of reversals) count(journey, version, JOURNEY_ITSELF, `reversed:${goal}`, 1);
    return sums.all;
  }

  private stages(states: readonly StoredState[]): StageCount[] {
    const { slot } = this;
    const sums = new Sums<StageCount>();
    const inStage = (workspace: number, model: string, stage: string, n: number) =>
      sums.add(`${workspace}|${model}|${stage}`, n, () => ({ workspace, model, stage, slot }));
    const born = new Map<number, number>();
    for (const { workspace, touched, stored } of states)
      if (touched && !stored) born.set(workspace, (born.get(workspace) ?? 0) + 1);
    for (const [workspace, n] of born) inStage(workspace, PRIMARY, UNCLASSIFIED, n);
    for (const { workspace, model, from, to, n } of this.moves.all) {
      // Who was never placed by a layering was never counted there.
      if (model === PRIMARY || from !== UNCLASSIFIED) inStage(workspace, model, from, -n);
      if (model === PRIMARY || to !== UNCLASSIFIED) inStage(workspace, model, to, n);
    }
    return sums.all.filter((row) => row.n !== 0);
  }
}

const hourOf = (at: Instant) => Math.floor(at / HOUR) * HOUR;

/**
 * Live counters, kept by the batch's own transaction so that they never disagree with the log. `slot` is the batch's
 * first shard: no two running batches share it, so they never wait for each other's rows.
 */
export class CountersStore {
  open(executedAt: Instant, slot: number): Counting {
    return new Counting(executedAt, slot);
  }

  /** A profile that is no more is in no stage any more: of the primary model, and of layerings. */
  async leaveStages(
    client: Queryable,
    workspace: number,
    stage: string,
    layers: Readonly<Record<string, LayerState>>,
    slot: number,
  ): Promise<void> {
    // Who was never placed by a layering was never counted there; under the primary's key only a pin is noted.
    const placed = Object.entries(layers).filter(([model, layer]) => model !== PRIMARY && layer.stage !== UNCLASSIFIED);
    const left = [[PRIMARY, stage] as const, ...placed.map(([model, layer]) => [model, layer.stage] as const)];
    await addStages.run(
      client,
      left.map(([model, at]) => ({ workspace, model, stage: at, slot, n: -1 })),
    );
  }
}
