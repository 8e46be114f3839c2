import { describe, expect, it } from '@jest/globals';
import {
  checkJourney,
  journeyTestSchema,
  playTest,
  testSurroundings,
  type Journey,
  type TestExpectation,
  type TestGiven,
  type TestResult,
  type TestStep,
} from '@sojourn/journey';
import { ECOMMERCE_MODEL } from '@sojourn/lifecycle';
import { nodes } from '@sojourn/nodes';
import { awaiting, drawn } from './playing.js';

const NOW = '2026-03-02T10:00:00+08:00';

/** Mail, a wait of a day for an order, an ending for each. */
const welcome = drawn(
  {
    signed: ['event-trigger', { event: 'signed' }],
    mail: ['send-email', { template: 'hello', topic: 'news' }],
    wait: ['wait-event', awaiting('order_completed', '1d')],
    yes: ['end', { result: 'ordered' }],
    no: ['end'],
  },
  ['signed.next>mail', 'mail.next>wait', 'mail.failed>no', 'wait.happened>yes', 'wait.timeout>no'],
);

interface Written {
  given?: Partial<TestGiven>;
  workspace?: object;
  script: TestStep[];
  expect: TestExpectation;
}

function played(journey: Journey, { given, workspace, script, expect: expected }: Written): TestResult {
  const document = {
    format: 1,
    name: 'Written by a spec',
    journey: { ...journey },
    given: { now: NOW, ...given },
    script,
    expect: expected,
    ...(workspace && { workspace }),
  };
  const test = journeyTestSchema.parse(document);
  const around = testSurroundings(test, ECOMMERCE_MODEL);
  expect(checkJourney(journey, nodes, {}, around).filter(({ severity }) => severity === 'error')).toEqual([]);
  return playTest({ test, journey, model: ECOMMERCE_MODEL, registry: nodes });
}

const english = ({ differences }: TestResult) => differences.map(({ place, message }) => `${place}: ${message.en}`);

const anOrder: TestStep[] = [{ event: 'signed' }, { advance: '3h' }, { event: 'order_completed' }];

describe('a journey test', () => {
  it('passes where everything came as it says, in any of its words for a moment', () => {
    const result = played(welcome, {
      script: [...anOrder, { advance: '2026-03-04T10:00:00+08:00' }],
      expect: {
        sends: [{ node: 'mail', channel: 'email', topic: 'news', template: 'hello', at: '+0s' }],
        path: ['signed', 'mail.next @ 2026-03-02T02:00Z', 'wait.happened @ +3h', 'yes'],
        exits: [{ reason: 'ordered', at: '+3h' }],
        refusals: [],
        goals: [],
        resting: [],
        stages: [
          { at: '-1d', stage: 'unclassified' },
          { at: '+3h', stage: 'growth' },
        ],
      },
    });
    expect(result.differences).toEqual([]);
    expect(result).toMatchObject({ passed: true, name: 'Written by a spec' });
  });

  it('tells what was expected, what came, the nearest step, and when, in both languages', () => {
    const { differences, passed, path } = played(welcome, {
      script: anOrder,
      expect: { path: ['signed', 'mail', 'wait.timeout @ +1d', 'no'] },
    });
    expect(passed).toBe(false);
    expect(differences).toEqual([
      {
        place: 'expect.path.2',
        message: {
          en: 'expected wait.timeout @ +1d (2026-03-03T02:00:00.000Z); came wait.happened @ +3h (2026-03-02T05:00:00.000Z)',
          zh: '期望 wait.timeout @ +1d (2026-03-03T02:00:00.000Z)；实际 wait.happened @ +3h (2026-03-02T05:00:00.000Z)',
        },
      },
    ]);
    expect(path.map((step) => step.split(' ')[0])).toEqual(['signed.next', 'mail.next', 'wait.happened', 'yes']);
  });

  it('lets … stand for any steps, and tells what is nearest to a step that did not come', () => {
    const after = (path: string[]) => english(played(welcome, { script: anOrder, expect: { path } }));
    expect(after(['…', 'wait.happened', '…'])).toEqual([]);
    expect(after(['signed', '…', 'yes'])).toEqual([]);
    expect(after(['...'])).toEqual([]);
    expect(after(['…', 'mail', '…', 'mail', '…'])).toEqual(['expect.path.3: expected mail; it did not come']);
    expect(after(['…', 'wait.timeout', '…'])[0]).toMatch(
      /^expect\.path\.1: expected wait\.timeout; it did not come; nearest: wait\.happened @ \+3h/,
    );
    expect(after(['signed', '…', 'wait.happened'])[0]).toMatch(
      /^expect\.path: nothing more was expected; came yes @ \+3h/,
    );
    expect(after(['signed', 'yes'])[0]).toMatch(
      /^expect\.path\.1: expected yes; came mail\.next @ \+0s .*; nearest: yes @ \+3h/,
    );
  });

  it('says what else of a message, an exit, a stage, an attribute and the tags is not as expected', () => {
    const result = played(welcome, {
      given: { attributes: { vip: true }, tags: ['old'] },
      script: anOrder,
      expect: {
        sends: [{ node: 'mail', template: 'goodbye' }],
        exits: [{ reason: 'completed' }],
        resting: ['wait'],
        stages: [
          { at: '+3h', stage: 'mature' },
          { at: '+4h', stage: 'growth' },
        ],
        attributes: { vip: false, other: null },
        tags: ['new'],
      },
    });
    expect(english(result)).toEqual([
      expect.stringMatching(
        /^expect\.sends\.0: expected mail \[template goodbye, outcome sent\]; came mail \[template hello/,
      ),
      expect.stringMatching(/^expect\.exits\.0: expected completed; came ordered @ \+3h/),
      'expect.resting.0: expected wait; it did not come',
      expect.stringMatching(/^expect\.stages\.0: expected mature @ \+3h .*; came growth @ \+3h/),
      expect.stringMatching(/^expect\.stages\.1: \+4h .* is after the end of the script, \+3h/),
      'expect.attributes.vip: expected false; came true',
      'expect.tags: expected ["new"]; came ["old"]',
    ]);
  });

  it('names nodes and goals that the journey does not have', () => {
    const result = played(welcome, {
      given: { outcomes: { male: 'failed' } },
      script: [],
      expect: { path: ['…', 'weit.timeout'], sends: [{ node: 'maul' }], resting: ['wate'], goals: [{ goal: 'gaol' }] },
    });
    expect(english(result)).toEqual([
      'given.outcomes.male: The journey has no node "male".',
      'expect.path.1: The journey has no node "weit".',
      'expect.sends.0.node: The journey has no node "maul".',
      'expect.resting.0: The journey has no node "wate".',
      'expect.goals.0.goal: The journey has no goal "gaol".',
    ]);
  });

  it('ends hand-overs as it is told, in turn, and drops what was refused', () => {
    const again = { ...welcome, settings: { reentry: { rule: 'always' as const } } };
    const sends = (given: Partial<TestGiven>, outcomes: string[]) =>
      english(
        played(again, {
          given,
          script: [{ event: 'signed' }, { event: 'signed' }, { event: 'signed' }],
          expect: { sends: outcomes.map((outcome) => ({ node: 'mail', outcome: outcome as 'sent' })) },
        }),
      );
    expect(sends({}, ['sent', 'sent', 'sent'])).toEqual([]);
    const inTurn = { mail: ['failed' as const, { outcome: 'dropped' as const, reason: 'x' }] };
    expect(sends({ outcomes: inTurn }, ['failed', 'dropped', 'dropped'])).toEqual([]);
    expect(sends({ consents: { email: { news: false } } }, ['dropped', 'dropped', 'dropped'])).toEqual([]);
    const consented = played(welcome, {
      given: { consents: { email: { news: false } } },
      script: [{ consents: { email: { news: true } } }, { event: 'signed' }],
      expect: { sends: [{ node: 'mail' }] },
    });
    expect(consented.differences).toEqual([]);
    const failed = played(welcome, {
      given: { outcomes: { mail: 'failed' } },
      script: anOrder,
      expect: { path: ['signed', 'mail.failed', 'no'] },
    });
    expect(failed.differences).toEqual([]);
  });

  it('knows goals, exit rules, re-entry and holdouts', () => {
    const journey: Journey = {
      ...welcome,
      settings: {
        goals: [{ id: 'seen', when: { on: 'event', event: 'opened' }, effect: 'count' }],
        exits: [{ id: 'closed', when: { on: 'event', event: 'account_closed' } }],
      },
    };
    const result = played(journey, {
      script: [
        { event: 'signed' },
        { at: '+1h', event: 'opened' },
        { event: 'signed' },
        { at: '+2h', event: 'account_closed' },
      ],
      expect: {
        goals: [{ goal: 'seen', at: '+1h' }],
        refusals: [{ rule: 'after_exit', at: '+1h' }],
        exits: [{ reason: 'exit_rule', rule: 'closed', at: '+2h' }],
      },
    });
    expect(result.differences).toEqual([]);
    const heldOut = played(
      { ...welcome, settings: { holdout: 90 } },
      {
        given: { id: 'somebody' },
        script: [{ event: 'signed' }],
        expect: { exits: [{ reason: 'holdout' }], sends: [] },
      },
    );
    expect(heldOut.differences).toEqual([]);
  });

  it('lets what was before build stages and start nothing', () => {
    const journey = drawn(
      {
        quiet: ['stage-trigger', { to: ['silent'] }],
        ordered: ['event-trigger', { event: 'order_completed' }],
        end: ['end'],
      },
      ['quiet.next>end', 'ordered.next>end'],
    );
    const result = played(journey, {
      given: { events: [{ at: '-59d', event: 'order_completed' }] },
      script: [{ advance: '2d' }],
      expect: {
        path: ['quiet @ +1d', 'end'],
        stages: [
          { at: '-1d', stage: 'growth' },
          { at: '+1d', stage: 'silent' },
        ],
      },
    });
    expect(result.differences).toEqual([]);
  });

  it('sets a stage by hand', () => {
    const journey = drawn({ quiet: ['stage-trigger', { to: ['silent'] }], end: ['end'] }, ['quiet.next>end']);
    const script: TestStep[] = [{ event: 'order_completed' }, { at: '+1d', stage: 'silent' }];
    const stages = [
      { at: '+0s', stage: 'mature' },
      { at: '+1d', stage: 'silent' },
    ];
    const result = played(journey, {
      given: { stage: 'mature' },
      script,
      expect: { path: ['quiet @ +1d', 'end'], stages },
    });
    expect(result.differences).toEqual([]);
    expect(english(played(journey, { script: [{ stage: 'sielnt' }], expect: {} }))).toEqual([
      'script.0: The model has no stage "sielnt". It has: novice, growth, mature, silent, churned, unclassified.',
    ]);
  });

  it('enters by the API, and closes the task of a person', () => {
    const journey = drawn(
      {
        asked: ['api-trigger'],
        call: ['human-task', { title: 'Call', owner: 'a@b.example', due: '2d', answers: [{ id: 'done' }] }],
        end: ['end'],
        late: ['end', { result: 'late' }],
      },
      ['asked.next>call', 'call.done>end', 'call.overdue>late'],
    );
    const result = played(journey, {
      script: [{ enter: { properties: { why: 'x' } } }, { at: '+1d', answer: { node: 'call', answer: 'done' } }],
      expect: { path: ['asked', 'call.done @ +1d', 'end'] },
    });
    expect(result.differences).toEqual([]);
    const tooLate: TestStep[] = [{ enter: {} }, { at: '+3d', answer: { node: 'call', answer: 'done' } }];
    expect(english(played(journey, { script: tooLate, expect: {} }))).toEqual([
      'script.1: No task is open at "call" at this moment.',
    ]);
    expect(english(played(welcome, { script: [{ enter: {} }], expect: {} }))).toEqual([
      'script.0: Say which trigger is entered by, in "node". The journey has: signed.',
    ]);
  });

  it('sees attributes, tags and scores change', () => {
    const journey = drawn(
      {
        vip: ['attribute-trigger', { attribute: 'tier' }],
        low: ['score-trigger', { score: 'p_alive', crosses: 'below', bound: 0.5 }],
        split: ['if-else', { rule: { fact: { tag: 'kept' }, is: 'eq', value: true } }],
        yes: ['end', { result: 'kept' }],
        no: ['end'],
      },
      ['vip.next>split', 'low.next>split', 'split.yes>yes', 'split.no>no'],
      { reentry: { rule: 'always' } },
    );
    const result = played(journey, {
      given: { attributes: { tier: 'basic' }, scores: { p_alive: 0.6 } },
      script: [
        { attributes: { tier: 'vip' } },
        { at: '+1h', tags: { add: ['kept'] } },
        { at: '+2h', scores: { p_alive: 0.4 } },
      ],
      expect: { path: ['vip', 'split.no', 'no', 'low @ +2h', 'split.yes', 'yes'], tags: ['kept'] },
    });
    expect(result.differences).toEqual([]);
  });

  it('fires schedules and dates in the zone of the profile', () => {
    const journey = drawn(
      {
        birthday: ['date-trigger', { attribute: 'born', offset: -3, at: '10:00' }],
        daily: ['schedule-trigger', { cron: '0 9 * * *', local: true }],
        end: ['end'],
      },
      ['birthday.next>end', 'daily.next>end'],
      { reentry: { rule: 'always' } },
    );
    const result = played(journey, {
      workspace: { zone: 'Asia/Shanghai' },
      given: { attributes: { born: '1990-03-06', timezone: 'Europe/Berlin' } },
      script: [{ advance: '2026-03-03T12:00+01:00' }],
      expect: {
        path: [
          ...['daily @ 2026-03-02T09:00+01:00', 'end', 'daily @ 2026-03-03T09:00+01:00', 'end'],
          ...['birthday @ 2026-03-03T10:00+01:00', 'end'],
        ],
      },
    });
    expect(result.differences).toEqual([]);
  });

  it('finds the segments and the calendars of its workspace', () => {
    const segments = { regulars: { fact: { event: 'order_completed', measure: 'count' }, is: 'gte', value: 2 } };
    const calendars = [{ id: 'cn', name: 'Days off', holidays: ['2026-03-04'] }];
    const journey = drawn(
      {
        joins: ['segment-trigger', { segment: 'regulars' }],
        wait: ['wait-time', { days: 1, at: '09:00', calendar: 'cn' }],
        end: ['end'],
      },
      ['joins.next>wait', 'wait.next>end'],
    );
    const result = played(journey, {
      workspace: { segments, calendars, zone: 'Asia/Shanghai' },
      script: [{ event: 'order_completed' }, { at: '+1d', event: 'order_completed' }],
      // The next workday after Tuesday the 3rd is Thursday.
      expect: { path: ['joins @ +1d'], resting: ['wait @ 2026-03-05T09:00+08:00'] },
    });
    expect(english(result)).toEqual([]);
  });

  it('knows the RFM class and the computed attributes', () => {
    const spent = { event: 'order_completed', measure: 'sum', property: 'amount' };
    const journey = drawn(
      {
        moved: ['rfm-trigger', { to: ['keep'] }],
        split: ['if-else', { rule: { fact: { computed: 'spent' }, is: 'gte', value: 100 } }],
        yes: ['end', { result: 'much' }],
        no: ['end'],
      },
      ['moved.next>split', 'split.yes>yes', 'split.no>no'],
    );
    const result = played(journey, {
      workspace: { computed: { spent } },
      given: { rfm: 'champions', events: [{ at: '-1d', event: 'order_completed', properties: { amount: 120 } }] },
      script: [{ at: '+1h', rfm: 'keep' }],
      expect: { path: ['moved @ +1h', 'split.yes', 'yes'] },
    });
    expect(english(result)).toEqual([]);
  });

  it('plays a test the same each time, and never shows a stack', () => {
    const written: Written = { script: anOrder, expect: { path: ['nothing'] } };
    expect(played(welcome, written)).toEqual(played(welcome, written));
    const backwards = played(welcome, {
      script: [
        { at: '+1d', event: 'a' },
        { at: '+1h', event: 'b' },
      ],
      expect: {},
    });
    expect(english(backwards)).toEqual(['script.1: This is earlier than the step before it: time only moves forward.']);
    const future = played(welcome, { given: { events: [{ at: '+1d', event: 'a' }] }, script: [], expect: {} });
    expect(english(future)[0]).toContain('given.events.0.at');
    const often = drawn({ each: ['schedule-trigger', { cron: '* * * * *' }], end: ['end'] }, ['each.next>end']);
    const minutes = played(often, { script: [{ advance: '30d' }], expect: {} });
    expect(english(minutes)[0]).toMatch(/^given: This could not be played: The schedule comes up more than/);
  });
});
