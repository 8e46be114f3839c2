import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { journeysApi, profilesApi, segmentsApi, whyApi, type TriggerWhy, type WhyReply } from '@sojourn/api';
import type { Journey } from '@sojourn/journey';
import { DAY, HOUR, MINUTE } from '@sojourn/rules';
import { aJourney } from '../../../test/support/a-journey.js';
import { RunningShop } from '../../../test/support/running-shop.js';

/** Large orders are rewarded after a day; a schedule looks for the silent, who are in the same exclusion group. */
const REWARD = aJourney(
  {
    start: [
      'event-trigger',
      {
        event: 'order_completed',
        filter: {
          all: [
            { fact: { property: 'amount' }, is: 'gte', value: 100 },
            { fact: { attribute: 'city' }, is: 'eq', value: 'Shanghai' },
          ],
        },
      },
    ],
    wait: ['wait-event', { events: [{ id: 'happened', event: 'reviewed' }], timeout: '1d' }],
    done: ['end', {}],
  },
  ['start > wait', 'wait.happened > done', 'wait.timeout > done'],
  { name: 'Reward', settings: { reentry: { rule: 'after_exit', period: '10d' } } },
);

describe('why and why not', () => {
  let shop: RunningShop;
  let reward: string;
  let start: number;
  const moments = new Map<string, number>();

  const now = () => shop.engine.clock.now();
  const idOf = async (userId: string) =>
    (await shop.console.call(profilesApi.list, { query: { search: userId } })).items[0]!.id;
  const publish = async (journey: Journey): Promise<string> => {
    const { id } = await shop.console.call(journeysApi.create, { body: { journey } });
    await shop.console.call(journeysApi.publish, { params: { journey: id }, body: { revision: 1, note: '' } });
    return id;
  };
  /** So much later; the moment just before is kept under a name. */
  const later = async (time: number, name?: string) => {
    await shop.engine.moveTo((await now()) + time);
    await shop.settle();
    await shop.signIn();
    if (name) moments.set(name, (await now()) - 1);
  };
  const order = async (userId: string, amount: number) => {
    await shop.ingest({ type: 'track', userId, event: 'order_completed', properties: { amount } });
    await shop.settle();
  };
  const asking = (name?: string) =>
    name ? { at: new Date(moments.get(name)!).toISOString(), zone: 'UTC' } : { zone: 'UTC' };
  const why = async (userId: string, name?: string, journey = reward): Promise<WhyReply> =>
    shop.console.call(whyApi.journey, {
      params: { profile: await idOf(userId) },
      query: { journey, ...asking(name) },
    });
  const verdicts = ({ checks }: TriggerWhy) => checks.map(({ id, verdict }) => `${id} ${verdict}`);

  beforeAll(async () => {
    shop = await RunningShop.open();
    start = await now();
    await shop.ingest(
      { type: 'identify', userId: 'ann', traits: { name: 'Ann', city: 'Shanghai' } },
      { type: 'identify', userId: 'bob', traits: { name: 'Bob', city: 'Shanghai' } },
    );
    await shop.settle();
    await later(HOUR);
    await order('bob', 500);
    await later(HOUR, 'unpublished');
    reward = await publish(REWARD);
    await later(HOUR, 'nothing');
    await order('ann', 80);
    await later(HOUR, 'small');
    await order('ann', 150);
    await later(HOUR, 'inside');
    await order('ann', 300);
    await later(HOUR, 'again');
    await shop.console.call(journeysApi.pause, { params: { journey: reward }, body: { timers: 'run' } });
    await later(MINUTE);
    await order('bob', 700);
    await later(HOUR, 'paused');
    await shop.console.call(journeysApi.resume, { params: { journey: reward }, body: { overdue: { do: 'now' } } });
    await later(2 * DAY);
    // What was so then is otherwise now.
    await shop.ingest({ type: 'identify', userId: 'ann', traits: { city: 'Beijing' } });
    await shop.settle();
    await later(HOUR);
  });
  afterAll(() => shop?.close());

  it('LOG-5 SPLIT-2 ENTRY-3 tells of every moment of the past what decided it, with the values of then', async () => {
    const [nothing] = (await why('ann', 'nothing')).triggers;
    expect([nothing!.outcome, verdicts(nothing!)]).toEqual(['refused', ['occasion failed', 'live not_reached']]);
    expect(nothing!.checks[0]!.said.en).toBe('“order_completed” had not happened.');

    const [small] = (await why('ann', 'small')).triggers;
    expect([small!.outcome, verdicts(small!)]).toEqual([
      'refused',
      ['occasion passed', 'live passed', 'filter failed', 'reentry not_reached'],
    ]);
    expect(small!.checks[2]!.findings!.map(({ found, holds }) => [found, holds])).toEqual([
      [80, false],
      ['Shanghai', true],
    ]);

    const inside = await why('ann', 'inside');
    expect(inside.triggers[0]).toMatchObject({ outcome: 'entered', logged: true, enrollment: inside.runs[0]!.id });
    expect(inside.triggers[0]!.checks.map(({ verdict }) => verdict)).toEqual(Array(4).fill('passed'));
    expect(inside.triggers[0]!.checks[2]!.findings!.map(({ found }) => found)).toEqual([150, 'Shanghai']);

    const [again] = (await why('ann', 'again')).triggers;
    expect([again!.outcome, again!.logged, verdicts(again!)]).toEqual([
      'refused',
      true,
      ['occasion passed', 'live passed', 'filter passed', 'reentry failed'],
    ]);
    const { said } = again!.checks[3]!;
    expect(said.en).toBe('May enter again 10 days after leaving; was inside.');
    expect(said.zh).toBe('离开 10 天后可再次进入，当时正在旅程中。');
  });

  it('LOG-5 tells that the journey was paused, or not published yet, long after', async () => {
    const [paused] = (await why('bob')).triggers;
    expect([paused!.outcome, verdicts(paused!)]).toEqual([
      'refused',
      ['occasion passed', 'live failed', 'filter not_reached', 'reentry not_reached'],
    ]);
    expect(paused!.checks[1]!.said.en).toBe('The journey was paused: nobody enters.');
    const before = await why('bob', 'unpublished');
    expect([before.journey.state, before.triggers]).toEqual(['draft', []]);
    const [older] = (await why('bob', 'small')).triggers;
    expect([older!.outcome, verdicts(older!)[1]]).toEqual(['refused', 'live failed']);
    expect(older!.checks[1]!.said.en).toBe('The journey was not published yet.');
  });

  it('LOG-5 tells where somebody was in the journey, what would move them on, and how it ended', async () => {
    const [then] = (await why('ann', 'inside')).runs;
    expect(then).toMatchObject({ resting: { listens: ['reviewed'], node: { en: expect.stringMatching(/wait/i) } } });
    expect(then!.decisions.map(({ number, port }) => [number, port?.en])).toEqual([[1, 'Next']]);
    const [now] = (await why('ann')).runs;
    expect(now).toMatchObject({ id: then!.id, reason: 'completed' });
    expect(now!.decisions.map(({ port }) => port?.zh)).toEqual(['下一步', '超时', undefined]);
    expect(now!.resting).toBeUndefined();
  });

  it('LOG-5 STAGE-1 tells why somebody is in a stage, and was in another one', async () => {
    const ask = async (userId: string, name?: string) =>
      shop.console.call(whyApi.stage, { params: { profile: await idOf(userId) }, query: asking(name) });
    const [before, after] = [await ask('ann', 'nothing'), await ask('ann')];
    for (const told of [before, after]) {
      const passed = told.stages.filter(({ verdict }) => verdict === 'passed');
      expect(passed.map(({ stage }) => stage)).toEqual([told.stage]);
      const place = told.stages.findIndex(({ verdict }) => verdict === 'passed');
      expect(told.stages.map(({ verdict }) => verdict)).toEqual(
        told.stages.map((_, index) => (index < place ? 'failed' : index === place ? 'passed' : 'not_reached')),
      );
    }
    const { stage } = await shop.console.call(profilesApi.get, { params: { profile: await idOf('ann') } });
    expect(after.stage).toBe(stage);
    expect(after.since?.cause).toBeDefined();
    expect(await ask('ann', 'nothing')).toEqual(before);
  });

  it('shows viewers no personal value, and refuses moments to come', async () => {
    await shop.console.call(profilesApi.markAttribute, { params: { name: 'city' }, body: { pii: true } });
    const viewer = await shop.console.invite('viewer');
    const profile = await idOf('ann');
    const query = { journey: reward, ...asking('small') };
    const told = await viewer.call(whyApi.journey, { params: { profile }, query });
    expect(told.triggers[0]!.checks[2]!.findings![1]!.found).toBe('•••');
    expect(JSON.stringify(told)).not.toMatch(/"found":"Shanghai"/);
    const ahead = { journey: reward, at: new Date((await now()) + DAY).toISOString() };
    const refused = await shop.console.ask(whyApi.journey, { params: { profile }, query: ahead });
    expect([refused.status, refused.body.title]).toEqual([400, expect.stringMatching(/still to come/)]);
    const nowhere = { journey: '00000000-0000-7000-8000-000000000000' };
    expect((await shop.console.ask(whyApi.journey, { params: { profile }, query: nowhere })).status).toBe(404);
    expect(start).toBeLessThan(await now());
  });

  it('LOG-5 tells as unknown what has no history, and does not take the value of now for that of then', async () => {
    const scored = await publish(
      aJourney(
        {
          start: ['event-trigger', { event: 'visited', filter: { fact: { score: 'p_alive' }, is: 'lt', value: 0.5 } }],
          done: ['end', {}],
        },
        ['start > done'],
        { name: 'Scored' },
      ),
    );
    await shop.ingest({ type: 'identify', userId: 'carol', traits: { name: 'Carol' } });
    await shop.settle();
    const profiles = [{ profile: await idOf('carol'), scores: { p_alive: 0.9 } }];
    await shop.console.call(segmentsApi.scores, { body: { cause: 'behaviour', profiles } });
    await later(MINUTE);
    await shop.ingest({ type: 'track', userId: 'carol', event: 'visited' });
    await later(MINUTE);
    const told = await why('carol', undefined, scored);
    const [trigger] = told.triggers;
    expect([trigger!.outcome, verdicts(trigger!)]).toEqual([
      'unknown',
      ['occasion passed', 'live passed', 'filter unknown', 'reentry passed'],
    ]);
    expect(told.notes.map(({ en }) => en)).toEqual([expect.stringMatching(/^Unknown means/)]);
  });

  it('LOG-5 names the journey of the exclusion group that somebody was in', async () => {
    const inGroup = (name: string, event: string) =>
      aJourney(
        { start: ['event-trigger', { event }], rest: ['wait-duration', { for: '5d' }], done: ['end', {}] },
        ['start > rest', 'rest > done'],
        { name, settings: { exclusion: { group: 'summer', otherwise: 'refuse' } } },
      );
    await publish(inGroup('First', 'came_first'));
    const second = await publish(inGroup('Second', 'came_second'));
    for (const event of ['came_first', 'came_second']) {
      await shop.ingest({ type: 'track', userId: 'dan', event });
      await later(MINUTE);
    }
    const [trigger] = (await why('dan', undefined, second)).triggers;
    const group = trigger!.checks.find(({ id }) => id === 'group');
    expect([trigger!.outcome, trigger!.logged, group!.verdict]).toEqual(['refused', true, 'failed']);
    expect(group!.said.en).toBe('Only one journey of the group “summer” at a time; was inside “First”.');
  });

  it('LOG-5 asks the audience of a schedule as it was when it last came up, and supposes where it never did', async () => {
    const settings = { cron: '0 9 * * *', audience: { fact: { attribute: 'city' }, is: 'eq', value: 'Shanghai' } };
    const daily = await publish(
      aJourney({ start: ['schedule-trigger', settings], done: ['end', {}] }, ['start > done'], { name: 'Daily' }),
    );
    const [before] = (await why('bob', undefined, daily)).triggers;
    expect([before!.supposed, before!.outcome]).toEqual([true, 'entered']);
    await later(DAY);
    await shop.ingest({ type: 'identify', userId: 'ann', traits: { city: 'Shanghai' } });
    await later(MINUTE);
    const [ann] = (await why('ann', undefined, daily)).triggers;
    expect([ann!.outcome, ann!.supposed, verdicts(ann!)]).toEqual([
      'refused',
      false,
      ['occasion passed', 'live passed', 'filter failed', 'reentry not_reached'],
    ]);
    expect(ann!.checks[2]!.findings![0]!.found).toBe('Beijing');
    const [bob] = (await why('bob', undefined, daily)).triggers;
    expect([bob!.outcome, bob!.logged, bob!.at]).toEqual(['entered', true, ann!.at]);
  });

  it('LOG-5 asks the door of a canary without taking anybody’s place', async () => {
    const few = await publish(
      aJourney({ start: ['schedule-trigger', { cron: '0 9 1 1 *' }], done: ['end', {}] }, ['start > done'], {
        name: 'Few',
        settings: { canary: { people: 1 } },
      }),
    );
    for (const userId of ['ann', 'bob']) {
      const [trigger] = (await why(userId, undefined, few)).triggers;
      expect([trigger!.outcome, verdicts(trigger!)]).toEqual([
        'entered',
        ['occasion passed', 'live passed', 'reentry passed', 'door passed'],
      ]);
    }
    expect(await shop.engine.rows('select entered from door where journey_id = $1 and entered > 0', [few])).toEqual([]);
  });

  it('LOG-5 looks up when the day of a date came, and says who has none', async () => {
    const settings = { attribute: 'birthday', at: '09:00', recurs: 'yearly' };
    const birthdays = await publish(
      aJourney({ start: ['date-trigger', settings], done: ['end', {}] }, ['start > done'], { name: 'Birthdays' }),
    );
    const tomorrow = new Date((await now()) + DAY).toISOString().slice(5, 10);
    await shop.ingest({ type: 'identify', userId: 'fay', traits: { name: 'Fay', birthday: `1990-${tomorrow}` } });
    await shop.settle();
    expect((await why('fay', undefined, birthdays)).triggers[0]).toMatchObject({ supposed: true, outcome: 'entered' });
    await later(3 * DAY);
    const [fay] = (await why('fay', undefined, birthdays)).triggers;
    expect(fay).toMatchObject({ supposed: false, outcome: 'entered', logged: true });
    expect(fay!.checks[0]!.said.en).toMatch(/^Its day came up on /);
    const [bob] = (await why('bob', undefined, birthdays)).triggers;
    expect([bob!.outcome, bob!.checks[0]!.said.en]).toEqual(['refused', '“birthday” is not known as a date.']);
  });

  it('EVENT-5 LOG-5 knows what somebody did before it was known who they were, by either id', async () => {
    await shop.ingest({ type: 'track', anonymousId: 'device', event: 'order_completed', properties: { amount: 7 } });
    await shop.settle();
    const [before] = await shop.engine.rows<{ id: string }>(
      `select profile_id as id from identity where value = 'device'`,
    );
    await shop.ingest({ type: 'identify', userId: 'eve', traits: { name: 'Eve' } });
    await shop.settle();
    await shop.ingest({ type: 'track', userId: 'eve', anonymousId: 'device', event: 'signed_in' });
    await later(MINUTE);
    const now = await idOf('eve');
    for (const profile of [before!.id, now]) {
      const told = await shop.console.call(whyApi.journey, { params: { profile }, query: { journey: reward } });
      expect(told.profile).toEqual({ id: now, name: 'Eve' });
      expect(told.triggers[0]!.checks[2]!.findings![0]!.found).toBe(7);
    }
  });
});
