import fc from 'fast-check';
import type { Edge, ExitRule, Goal, Journey, JourneyNode, Reentry, Watch } from '@sojourn/journey';
import type { Comparison, Rule } from '@sojourn/rules';
import type { Happening } from './reference.js';

/** Few names and a coarse grid of time, so that things meet: the same instant, the same event, the same value. */
const EVENTS = ['a', 'b', 'c'];
const MINUTE = 60_000;
const event = fc.constantFrom(...EVENTS);
const plan = fc.integer({ min: 0, max: 2 });
const duration = fc.constantFrom('1m', '2m', '3m', '5m');

const stateComparison: fc.Arbitrary<Comparison> = fc.oneof(
  fc.record({ fact: fc.constant({ attribute: 'x' }), is: fc.constant('eq' as const), value: plan }),
  fc.record({ fact: fc.constant({ tag: 't' }), is: fc.constant('eq' as const), value: fc.boolean() }),
  fc.record({ fact: fc.constant({ entry: 'plan' }), is: fc.constant('eq' as const), value: plan }),
  fc.record({
    fact: event.map((name) => ({ event: name, measure: 'count' as const })),
    is: fc.constant('gte' as const),
    value: fc.integer({ min: 1, max: 4 }),
  }),
  fc.record({
    fact: event.map((name) => ({ event: name, measure: 'last' as const })),
    is: fc.constantFrom('within' as const, 'longer_ago' as const),
    value: duration,
  }),
);
const eventComparison: fc.Arbitrary<Comparison> = fc.record({
  fact: fc.constant({ property: 'plan' }),
  is: fc.constant('eq' as const),
  value: plan,
});
const correlation: fc.Arbitrary<Comparison> = fc.constant({
  fact: { property: 'plan' },
  is: 'eq',
  value: { entry: 'plan' },
});

const tree = (leaf: fc.Arbitrary<Rule>): fc.Arbitrary<Rule> =>
  fc.oneof(
    { weight: 4, arbitrary: leaf },
    { weight: 1, arbitrary: leaf.map((rule) => ({ not: rule })) },
    { weight: 1, arbitrary: fc.array(leaf, { maxLength: 3 }).map((all) => ({ all })) },
    { weight: 1, arbitrary: fc.array(leaf, { maxLength: 3 }).map((any) => ({ any })) },
  );
const state = tree(stateComparison);
const filter = fc.option(tree(fc.oneof(stateComparison, eventComparison, correlation)), { nil: undefined });
/** A trigger judges before anything has begun. */
const triggerFilter = fc.option(tree(eventComparison), { nil: undefined });

type Drawn = Pick<JourneyNode, 'type' | 'settings'> & { ports: string[] };
const withFilter = (settings: object, given: Rule | undefined) => ({ ...settings, ...(given && { filter: given }) });

const trigger: fc.Arbitrary<Drawn> = fc.tuple(event, triggerFilter).map(([name, given]) => ({
  type: 'event-trigger',
  settings: withFilter({ event: name }, given),
  ports: ['next'],
}));

const inner: fc.Arbitrary<Drawn> = fc.oneof(
  state.map((rule) => ({ type: 'if-else', settings: { rule }, ports: ['yes', 'no'] })),
  fc.tuple(state, state).map(([one, two]) => ({
    type: 'multi-split',
    settings: {
      branches: [
        { id: 'one', rule: one },
        { id: 'two', rule: two },
      ],
    },
    ports: ['one', 'two', 'else'],
  })),
  duration.map((length) => ({ type: 'wait-duration', settings: { for: length }, ports: ['next'] })),
  fc.tuple(event, filter, event, filter, duration).map(([one, first, two, second, timeout]) => ({
    type: 'wait-event',
    settings: {
      events: [withFilter({ id: 'one', event: one }, first), withFilter({ id: 'two', event: two }, second)],
      timeout,
    },
    ports: ['one', 'two', 'timeout'],
  })),
  fc.tuple(state, duration).map(([rule, timeout]) => ({
    type: 'wait-condition',
    settings: { rule, timeout },
    ports: ['met', 'timeout'],
  })),
  plan.map((value) => ({ type: 'set-attribute', settings: { attribute: 'x', value }, ports: ['next'] })),
  fc.constantFrom('add', 'remove').map((change) => ({ type: 'tag', settings: { tag: 't', change }, ports: ['next'] })),
  event.map((name) => ({ type: 'emit-event', settings: { event: name }, ports: ['next'] })),
  fc.constant<Drawn>({ type: 'end', settings: {}, ports: [] }),
);

const watch: fc.Arbitrary<Watch> = fc.oneof(
  fc
    .tuple(event, filter)
    .map(([name, given]) => ({ on: 'event' as const, event: name, ...(given && { filter: given }) })),
  state.map((rule) => ({ on: 'condition' as const, rule })),
);
const goals: fc.Arbitrary<Goal[]> = fc
  .array(
    fc.record({
      when: watch,
      within: fc.option(duration, { nil: undefined }),
      effect: fc.constantFrom('count' as const, 'exit' as const),
    }),
    { maxLength: 2 },
  )
  .map((all) => all.map((goal, index) => ({ id: `goal${index}`, ...goal })));
const exits: fc.Arbitrary<ExitRule[]> = fc
  .array(watch, { maxLength: 1 })
  .map((all) => all.map((when, index) => ({ id: `exit${index}`, when })));
const reentry: fc.Arbitrary<Reentry> = fc.constantFrom<Reentry>(
  { rule: 'after_exit' },
  { rule: 'once' },
  { rule: 'always', atOnce: 2 },
);

/** A graph with one or two triggers, up to eight further nodes and edges to anywhere, circles without a wait included. */
export const arbitraryJourney: fc.Arbitrary<Journey> = fc
  .record({
    triggers: fc.array(trigger, { minLength: 1, maxLength: 2 }),
    inner: fc.array(inner, { minLength: 1, maxLength: 8 }),
    ways: fc.array(fc.nat(), { minLength: 40, maxLength: 40 }),
    visits: fc.array(fc.option(fc.integer({ min: 1, max: 3 }), { nil: undefined, freq: 4 }), {
      minLength: 8,
      maxLength: 8,
    }),
    goals,
    exits,
    reentry,
  })
  .map((drawn): Journey => {
    let way = 0;
    const within = drawn.inner.map((node, index) => ({ ...node, id: `n${index}`, visits: drawn.visits[index] }));
    const all = [...drawn.triggers.map((node, index) => ({ ...node, id: `t${index}`, visits: undefined })), ...within];
    const edges = all.flatMap(({ id, ports }) =>
      ports.flatMap((port): Edge[] => {
        const to = drawn.ways[way++ % drawn.ways.length]! % (within.length + 1);
        // One way in so many leads nowhere, where a run ends.
        return to === within.length ? [] : [{ from: id, port, to: `n${to}` }];
      }),
    );
    return {
      format: 1,
      name: 'Random',
      nodes: all.map(({ id, type, settings, visits }) => ({ id, type, settings, ...(visits && { visits }) })),
      edges,
      settings: { goals: drawn.goals, exits: drawn.exits, reentry: drawn.reentry },
    };
  });

/** What happens to one person, in order, on a grid on which instants repeat. */
export const arbitraryHistory: fc.Arbitrary<Happening[]> = fc
  .array(fc.record({ gap: fc.integer({ min: 0, max: 4 }), name: event, plan }), { minLength: 1, maxLength: 12 })
  .map((steps) => {
    let at = Date.parse('2026-01-01T00:00:00Z');
    return steps.map(({ gap, name, plan: given }) => ({ at: (at += gap * MINUTE), name, plan: given }));
  });
