import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import {
  buildWorld,
  Changes,
  checkWords,
  declaredFacts,
  isCanary,
  newProfile,
  Player,
  prepare,
  stateAt,
  whyEnter,
  type Journey,
  type JourneySettings,
  type ProfileRecord,
  type ProfileState,
  type Program,
  type ProgramNode,
  type RecordedRun,
  type World,
} from '@sojourn/journey';
import { compileModel, ORDERS_ONLY_MODEL, usualMeanings, withActivity } from '@sojourn/lifecycle';
import { nodes as registry } from '@sojourn/nodes';
import { arbitraryHistory, arbitraryJourney } from './arbitrary-journeys.js';
import { awaiting, drawn } from './playing.js';

const around = {
  meanings: withActivity({ ...usualMeanings(), order: ['a'] }),
  model: ORDERS_ONLY_MODEL,
};

/** Another journey of the same exclusion group, and one that takes the other journey's profiles out of its way. */
const OTHER = drawn(
  { start: ['event-trigger', { event: 'b' }], rest: ['wait-event', awaiting('c', '3m')], done: ['end'] },
  ['start.next>rest', 'rest.happened>done', 'rest.timeout>done'],
  { exclusion: { group: 'g', otherwise: 'refuse' }, reentry: { rule: 'after_exit' } },
);

const START = Date.parse('2026-01-01T00:00:00Z');
const minute = (n: number) => new Date(START + n * 60_000).toISOString();

const reentry = fc.constantFrom<NonNullable<JourneySettings['reentry']>>(
  { rule: 'once' },
  { rule: 'after', period: '2m' },
  { rule: 'after', period: '2m', from: 'exit' },
  { rule: 'after_exit', period: '3m', lifetime: 2 },
  { rule: 'always', lifetime: 2 },
  { rule: 'always', key: 'plan', atOnce: 1 },
  { rule: 'always', atOnce: 1 },
);
const exclusion = fc.constantFrom(
  { group: 'g', otherwise: 'refuse' as const },
  { group: 'g', otherwise: 'wait' as const },
);
const span = { start: fc.integer({ min: 0, max: 6 }).map(minute), end: fc.integer({ min: 7, max: 25 }).map(minute) };
const shares = { holdout: fc.constantFrom(30, 60), canary: fc.constantFrom({ percent: 30 }, { percent: 80 }) };
const doors: fc.Arbitrary<JourneySettings> = fc.oneof(
  { weight: 3, arbitrary: fc.record({ reentry }) },
  { weight: 3, arbitrary: fc.record({ exclusion, reentry }, { requiredKeys: ['exclusion'] }) },
  { weight: 2, arbitrary: fc.record({ ...span, ...shares, reentry, exclusion }, { requiredKeys: [] }) },
);

/** A play in which is noted what somebody was like each time an event came to a trigger, and what followed. */
class Watched {
  readonly changes = new Changes();
  readonly profile: ProfileState;
  readonly asked: {
    node: ProgramNode;
    before: ProfileState;
    properties: ProfileState['attributes'];
    came: string;
  }[] = [];
  readonly world: World;
  private readonly player: Player;
  private finish: (() => void) | undefined;

  constructor(journey: Journey, id: string) {
    const graphs = { asked: journey, other: OTHER };
    const running = Object.entries(graphs).map(([key, graph]) => {
      const newest = prepare(graph, { journey: key, version: 1 }, registry, around);
      return { id: key, state: 'live' as const, newest, versions: new Map([[1, newest]]) };
    });
    const declared = declaredFacts({ models: [ORDERS_ONLY_MODEL], journeys: Object.values(graphs), registry }, around);
    this.world = buildWorld(compileModel(ORDERS_ONLY_MODEL, 1, around), running, {
      declared,
      meanings: around.meanings,
    });
    const { onEvent } = this.world;
    const listen = onEvent.get.bind(onEvent);
    onEvent.get = (name) => {
      const nodes = listen(name);
      this.settle();
      if (nodes?.[0]) this.watch(nodes[0]);
      return nodes;
    };
    let ids = 0;
    const newId = () => String((ids += 1)).padStart(6, '0');
    this.player = new Player(this.world, this.changes, { newId, handOver: 'immediate', admit });
    this.profile = newProfile(id);
  }

  play(name: string, at: number, plan: number): void {
    const event = { kind: 'event' as const, seq: 1, at, occurredAt: at, name, properties: { plan } };
    this.player.play(this.profile, [event], at);
    this.settle();
    for (const enrollment of this.profile.enrollments) enrollment.fresh = undefined;
  }

  private settle(): void {
    this.finish?.();
    this.finish = undefined;
  }

  /** What the player does with the first trigger that hears this event, until the next one is asked. */
  private watch(node: ProgramNode): void {
    const { changes, profile } = this;
    const before = structuredClone(profile);
    const refused = changes.refusals.length;
    const entered = changes.tally(node).entered;
    const known = new Set(profile.enrollments.map(({ id }) => id));
    const endings = changes.endings.length;
    const { properties } = changes.played.at(-1)!;
    this.finish = () => {
      const refusal = changes.refusals.slice(refused).find((each) => each.node === node);
      this.asked.push({
        node,
        before,
        properties,
        came: refusal?.rule ?? (changes.tally(node).entered > entered ? this.how(node, known, endings) : 'filter'),
      });
    };
  }

  private how(node: ProgramNode, known: ReadonlySet<string>, endings: number): string {
    const { changes, profile } = this;
    const ended = changes.endings
      .slice(endings)
      .find(({ enrollment }) => !known.has(enrollment.id) && at(enrollment, node));
    const living = profile.enrollments.find((each) => !known.has(each.id) && at(each, node));
    const first = changes.steps.find((step) => step.number === 1 && step.enrollment === (ended?.enrollment ?? living));
    if (ended?.reason === 'holdout') return 'held_out';
    if (living?.parked === 'excluded') return 'waits';
    return first?.outcome === 'ended' ? 'exited' : 'entered';
  }

  /** What the store would hold of it. */
  get record(): ProfileRecord {
    const { changes, profile } = this;
    const enrollments = new Set([...changes.steps.map(({ enrollment }) => enrollment), ...profile.enrollments]);
    const runs = [...enrollments]
      .sort((a, b) => (a.id < b.id ? -1 : 1))
      .map((enrollment): RecordedRun => {
        const ending = changes.endings.find((each) => each.enrollment === enrollment);
        const { id, journey, key, enteredAt, entry, node, version, step, arrivedAt, due, parked, heldDue } = enrollment;
        return {
          id,
          profile: profile.id,
          journey,
          key,
          enteredAt,
          entry,
          steps: changes.steps
            .filter((each) => each.enrollment === enrollment)
            .map((each) => ({ ...each, node: each.node.id, version: 1 })),
          ...(ending
            ? { endedAt: ending.at, reason: ending.reason }
            : { resting: { node, version, step, arrivedAt, due, parked, heldDue } }),
        };
      });
    return {
      profile: profile.id,
      events: changes.played.map(({ at: played, name, occurredAt, properties, live }) => ({
        at: played,
        name,
        occurredAt,
        properties,
        live,
      })),
      transitions: changes.transitions.map(({ at: moved, model = ORDERS_ONLY_MODEL.id, from, to, cause }) => ({
        at: moved,
        model,
        from,
        to,
        cause,
      })),
      runs,
      refusals: [],
      goals: changes.goals.map(({ enrollment, at: reached }) => ({ run: enrollment.id, at: reached })),
      sent: [],
    };
  }
}

const at = ({ journey }: { journey: string }, { program }: ProgramNode) => journey === program.journey;
const admit = ({ journey, doors: { canary } }: Program, { id }: ProfileState) =>
  canary && 'percent' in canary && !isCanary(id, journey, canary.percent) ? ('canary' as const) : undefined;

/** What matters of a state, without what only the engine's bookkeeping needs. */
function known({ attributes, tags, events, stage, previousStage, ledger, enrollments }: ProfileState) {
  const plain = (value: unknown): unknown => JSON.parse(JSON.stringify(value));
  return plain({
    attributes,
    tags: [...tags].sort(),
    events: [...events.values()]
      .map(({ stored: _, touched: __, ...fact }) => fact)
      .sort((a, b) => (a.name < b.name ? -1 : 1)),
    stage,
    previousStage,
    ledger: [...ledger.values()]
      .map(({ stored: _, touched: __, ...entry }) => entry)
      .sort((a, b) => (a.journey + a.key < b.journey + b.key ? -1 : 1)),
    enrollments: enrollments.map(({ id, journey, node, step, arrivedAt }) => ({ id, journey, node, step, arrivedAt })),
  });
}

const person = fc.integer({ min: 0, max: 40 }).map((n) => `person-${n}`);

describe('why and why not', () => {
  it('LOG-5 SPLIT-2 ENTRY-3 says who would enter exactly as the player lets them in, on random journeys', () => {
    const seen = new Map<string, number>();
    fc.assert(
      fc.property(arbitraryJourney, doors, arbitraryHistory, person, (journey, settings, history, id) => {
        const play = new Watched({ ...journey, settings: { ...journey.settings, ...settings } }, id);
        for (const { name, at: when, plan } of history) play.play(name, when, plan);
        const { world } = play;
        for (const { node, before, properties, came } of play.asked) {
          // How deep one thing led to another is not seen from outside.
          if (came === 'depth') continue;
          const asked = {
            world,
            profile: before,
            standing: { state: 'live' as const, program: node.program },
            node: node.id,
            occasion: { at: before.played, came: { by: 'supposed' as const }, entry: properties, atHand: properties },
            admit,
            doorKnown: true,
          };
          const { outcome, checks } = whyEnter(asked);
          const failed = checks.find(({ verdict }) => verdict === 'failed');
          const told = outcome === 'refused' ? (failed!.rule ?? failed!.id) : outcome;
          expect([told, checks.map(({ id: check, verdict }) => `${check} ${verdict}`)]).toEqual([
            came,
            expect.anything(),
          ]);
          for (const check of checks) {
            const { en, zh } = checkWords(check, asked, {});
            expect(`${en}${zh}`).not.toMatch(/undefined|NaN|Infinity/);
          }
          seen.set(told, (seen.get(told) ?? 0) + 1);
        }
      }),
      { numRuns: 1_000 },
    );
    const wanted = ['entered', 'held_out', 'waits', 'exited', 'filter', 'not_started', 'over', 'once', 'after'];
    for (const outcome of [...wanted, 'after_exit', 'at_once', 'lifetime', 'excluded', 'canary']) {
      expect([outcome, (seen.get(outcome) ?? 0) > 0]).toEqual([outcome, true]);
    }
  });

  it('LOG-5 tells from the logs alone what somebody was like at any moment, on random journeys', () => {
    fc.assert(
      fc.property(arbitraryJourney, arbitraryHistory, (journey, history) => {
        const play = new Watched(journey, 'person');
        const moments = new Map<number, unknown>();
        for (const { name, at: when, plan } of history) {
          play.play(name, when, plan);
          moments.set(when, known(play.profile));
        }
        const { record, world } = play;
        for (const [when, was] of moments) expect(known(stateAt(record, world, { at: when }))).toEqual(was);
      }),
      { numRuns: 300 },
    );
  });

  it('LOG-5 takes what was done only later as not done, whatever moment it counts for', () => {
    const run: RecordedRun = {
      id: 'r',
      profile: 'p',
      journey: 'asked',
      key: '',
      enteredAt: START,
      entry: {},
      steps: [
        {
          number: 1,
          version: 1,
          node: 't0',
          enteredAt: START,
          at: START,
          executedAt: START,
          outcome: 'left',
          port: 'next',
        },
        // A receipt that came an hour later let it go on from where it was.
        {
          number: 2,
          version: 1,
          node: 'mail',
          enteredAt: START,
          at: START + 5,
          executedAt: START + 3_600_000,
          outcome: 'ended',
        },
      ],
      endedAt: START + 5,
      reason: 'completed',
    };
    const record = { ...new Watched(OTHER, 'p').record, runs: [run] };
    const { world } = new Watched(OTHER, 'p');
    const inside = (executedBy?: number) =>
      stateAt(record, world, { at: START + 10, ...(executedBy !== undefined && { executedBy }) }).enrollments.map(
        ({ node }) => node,
      );
    expect([inside(), inside(START + 10), inside(START + 3_600_000)]).toEqual([[], ['mail'], []]);
  });
});
