import {
  buildWorld,
  Changes,
  declaredFacts,
  newProfile,
  Player,
  prepare,
  type Arrival,
  type Edge,
  type Freeze,
  type Journey,
  type JourneySettings,
  type PlayOptions,
  type ProfileState,
  type Properties,
  type Receipt,
  type RunningJourney,
  type World,
} from '@sojourn/journey';
import { compileModel, ORDERS_ONLY_MODEL, usualMeanings, withActivity, type StageModel } from '@sojourn/lifecycle';
import { nodes as registry } from '@sojourn/nodes';
import { DAY, NEVER, type Instant, type Rule } from '@sojourn/rules';

/** The first day of every play. Specs speak of days since then. */
export const START: Instant = Date.parse('2026-01-01T00:00:00Z');
export const day = (count: number): Instant => START + count * DAY;
const daysOf = (at: Instant): number => (at - START) / DAY;

/** A journey drawn in few words: nodes as `id: [type, settings]`, edges as `from.port>to`. */
export function drawn(
  nodes: Record<string, [type: string, settings?: Record<string, unknown>]>,
  edges: string[],
  settings?: JourneySettings,
): Journey {
  return {
    format: 1,
    name: 'Drawn by a spec',
    nodes: Object.entries(nodes).map(([id, [type, given = {}]]) => ({ id, type, settings: given })),
    edges: edges.map((edge): Edge => {
      const [, from, port, to] = /^(\w+)\.(\w+)>(\w+)$/.exec(edge)!;
      return { from: from!, port: port!, to: to! };
    }),
    ...(settings ? { settings } : {}),
  };
}

/** The settings of a wait for one event, which leaves by `happened`. */
export function awaiting(event: string, timeout: string, filter?: Rule): Record<string, unknown> {
  return { events: [{ id: 'happened', event, ...(filter && { filter }) }], timeout };
}

interface Setting {
  journeys?: Record<string, Journey>;
  model?: StageModel;
  handOver?: PlayOptions['handOver'];
  startsFrom?: Instant;
  admit?: PlayOptions['admit'];
}

/** One profile that is played by hand: each call is one batch of the engine. What happened is told in short lines. */
export class Playing {
  readonly changes = new Changes();
  readonly profile: ProfileState = newProfile('profile');
  private world: World;
  private player: Player;
  private seq = 0;
  private ids = 0;

  constructor(private readonly setting: Setting) {
    this.world = this.build(setting.model ?? ORDERS_ONLY_MODEL, 1);
    this.player = this.makePlayer();
  }

  /** Accepted at `at`; it may have occurred earlier. */
  event(
    name: string,
    at: Instant,
    properties: Properties = {},
    more: { occurredAt?: Instant; late?: boolean } = {},
  ): this {
    return this.play([{ kind: 'event', seq: this.next(), at, occurredAt: at, name, properties, ...more }]);
  }

  order(at: Instant, properties: Properties = {}): this {
    return this.event('order_completed', at, properties);
  }

  identify(traits: Properties, at: Instant): this {
    return this.play([{ kind: 'identify', seq: this.next(), at, occurredAt: at, traits }]);
  }

  /** Rows of an import, as `[name, occurredAt]`. */
  imports(rows: [name: string, occurredAt: Instant][], at: Instant, more = false): this {
    const events = rows.map(([name, occurredAt]) => ({ name, occurredAt, properties: {} }));
    return this.play([{ kind: 'import', seq: this.next(), at, events, more }]);
  }

  /** The receipt of the n-th send of this play. */
  receipt(index: number, receipt: Receipt, at: Instant, handedOverAt?: Instant): this {
    const { enrollment, ordinal } = this.changes.sends[index]!;
    const step = this.stepOf(index);
    return this.play([
      { kind: 'receipt', seq: this.next(), at, enrollment: enrollment.id, step, ordinal, receipt, handedOverAt },
    ]);
  }

  until(at: Instant): this {
    return this.play([], at);
  }

  play(arrivals: Arrival[], horizon?: Instant): this {
    this.player.play(this.profile, arrivals, horizon);
    // What one batch stored as new is old to the next.
    for (const enrollment of this.profile.enrollments) enrollment.fresh = undefined;
    return this;
  }

  /** From now on another model, or another version of it. */
  publish(model: StageModel): this {
    this.world = this.build(model, this.world.model.version + 1);
    this.player = this.makePlayer();
    return this;
  }

  /** Publishes a journey's next version; who is inside stays on the one entered. */
  revise(id: string, graph: Journey): this {
    const journey = this.world.journeys.get(id)!;
    const version = journey.newest.version + 1;
    const model = this.setting.model ?? ORDERS_ONLY_MODEL;
    const newest = prepare(graph, { journey: id, version }, registry, aroundOf(model));
    const revised = { ...journey, newest, versions: new Map([...journey.versions, [version, newest]]) };
    const journeys = [...new Map([...this.world.journeys, [id, revised]]).values()];
    this.world = buildWorld(this.world.model, journeys, {
      declared: this.world.declared,
      meanings: aroundOf(model).meanings,
    });
    this.player = this.makePlayer();
    return this;
  }

  set state(state: RunningJourney['state']) {
    for (const journey of this.world.journeys.values()) journey.state = state;
  }

  /** When time stood still for those inside; while the last of it lasts, the journeys are paused. */
  set freezes(freezes: Freeze[]) {
    for (const journey of this.world.journeys.values()) journey.freezes = freezes;
    this.state = freezes.at(-1)?.until === NEVER ? 'paused' : 'live';
  }

  /** Every step, as `node.port @day`; a step that ended the journey or failed as `node:ended @day`. */
  get path(): string[] {
    return this.changes.steps.map(
      ({ node, port, outcome, at }) => `${node.id}${port ? `.${port}` : `:${outcome}`} @${daysOf(at)}`,
    );
  }

  /** Every transition, as `from>to @day cause`. */
  get transitions(): string[] {
    return this.changes.transitions.map(({ from, to, at, cause }) => `${from}>${to} @${daysOf(at)} ${cause}`);
  }

  get refusals(): string[] {
    return this.changes.refusals.map(({ node, rule, at }) => `${node.program.journey} ${rule} @${daysOf(at)}`);
  }

  /** Where the living enrollments are, as `node until @day`. */
  get resting(): string[] {
    return this.profile.enrollments.map(({ node, due, parked }) => `${node} ${parked ?? `until @${daysOf(due)}`}`);
  }

  private stepOf(index: number): number {
    return Number(this.changes.sends[index]!.key.split(':').at(-1)) - 1;
  }

  private next(): number {
    return (this.seq += 1);
  }

  private makePlayer(): Player {
    const { handOver = 'immediate', startsFrom, admit } = this.setting;
    const newId = () => String((this.ids += 1)).padStart(6, '0');
    return new Player(this.world, this.changes, { newId, handOver, startsFrom, admit });
  }

  private build(model: StageModel, version: number): World {
    const around = aroundOf(model);
    const running = Object.entries(this.setting.journeys ?? {}).map(([id, journey]): RunningJourney => {
      const program = prepare(journey, { journey: id, version: 1 }, registry, around);
      return { id, state: 'live', newest: program, versions: new Map([[1, program]]) };
    });
    const asking = { models: [model], journeys: Object.values(this.setting.journeys ?? {}), registry };
    return buildWorld(compileModel(model, version, around), running, {
      declared: declaredFacts(asking, around),
      meanings: around.meanings,
    });
  }
}

const aroundOf = (model: StageModel) => ({ meanings: withActivity({ ...usualMeanings(), ...model.meanings }), model });
