import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { entriesApi, journeysApi, segmentsApi, type Entrants } from '@sojourn/api';
import type { Journey, JourneySettings } from '@sojourn/journey';
import { DAY, HOUR, MINUTE } from '@sojourn/rules';
import { aJourney } from '../../../test/support/a-journey.js';
import { RunningShop } from '../../../test/support/running-shop.js';
import { newId } from '../store/ids.js';

let shop: RunningShop;
beforeAll(async () => {
  shop = await RunningShop.open();
});
afterAll(() => shop?.close());

const begunBy = (triggers: Record<string, [string, object]>, settings: JourneySettings = {}): Journey => ({
  ...aJourney(
    {
      ...(triggers as Record<string, [string, Record<string, unknown>]>),
      rest: ['wait-duration', { for: '900d' }],
      done: ['end', {}],
    },
    [...Object.keys(triggers).map((id) => `${id} > rest`), 'rest > done'],
  ),
  settings,
});

async function publish(journey: Journey, entrants: Entrants = 'new'): Promise<string> {
  await shop.signIn();
  const { id } = await shop.console.call(journeysApi.create, { body: { journey } });
  await shop.console.call(journeysApi.publish, { params: { journey: id }, body: { revision: 1, note: '', entrants } });
  await shop.settle();
  return id;
}
const one = (type: string, settings: object, more?: JourneySettings) =>
  publish(begunBy({ start: [type, settings] }, more));

async function entered(journey: string): Promise<string[]> {
  const { rows } = await shop.app.database.pool.query<{ name: string }>(
    `select i.value as name from enrollment e join identity i on i.profile_id = e.profile_id and i.kind = 'userId'
     where e.journey_id = $1 order by e.entered_at, 1`,
    [journey],
  );
  return rows.map(({ name }) => name);
}
const track = async (userId: string, event: string, properties: object = {}) => {
  await shop.ingest({ type: 'track', event, userId, properties });
  await shop.settle();
};
const identify = async (userId: string, traits: object) => {
  await shop.ingest({ type: 'identify', userId, traits });
  await shop.settle();
};
/** A command in somebody's inbox, as the parts of the server that compute scores write it. */
async function command(userId: string, kind: string, payload: object): Promise<void> {
  await shop.app.database.pool.query(
    `insert into inbox (shard, workspace_id, profile_id, kind, accepted_at, payload)
     select shard, workspace_id, profile_id, $2, $3, $4 from identity where kind = 'userId' and value = $1`,
    [userId, kind, new Date(await shop.engine.clock.now()).toISOString(), payload],
  );
  await shop.settle();
}

describe('what begins a journey', () => {
  it('ENTRY-1 an event that its filter accepts', async () => {
    const filter = { fact: { property: 'amount' }, is: 'gte', value: 100 };
    const journey = await one('event-trigger', { event: 'paid', filter });
    await track('ada', 'paid', { amount: 99 });
    await track('bo', 'paid', { amount: 100 });
    expect(await entered(journey)).toEqual(['bo']);
  });

  it('ENTRY-1 a change of stage, either side open', async () => {
    const into = await one('stage-trigger', { to: ['growth'] });
    const outOf = await one('stage-trigger', { from: ['novice'] });
    const wrong = await one('stage-trigger', { from: ['mature'], to: ['growth'] });
    await track('cy', 'app_opened');
    expect(await entered(into)).toEqual([]);
    for (let order = 0; order < 2; order++) await track('cy', 'order_completed', { amount: 10 });
    const { rows } = await shop.app.database.pool.query<{ move: string }>(
      `select from_stage || ' ' || to_stage as move from stage_transition t join identity i on i.profile_id = t.profile_id
       where i.value = 'cy' order by t.at`,
    );
    expect(rows.map(({ move }) => move)).toContain('novice growth');
    expect([await entered(into), await entered(outOf), await entered(wrong)]).toEqual([['cy'], ['cy'], []]);
  });

  it('ENTRY-1 a change of the RFM class, and a score that crosses a bound', async () => {
    const rfm = await one('rfm-trigger', { to: ['champions'] });
    const below = await one('score-trigger', { score: 'health', crosses: 'below', bound: 40 });
    await track('di', 'app_opened');
    await command('di', 'scores', { scores: { health: 55 }, classes: { rfm: 'keep' }, cause: 'behaviour' });
    expect([await entered(rfm), await entered(below)]).toEqual([[], []]);
    await command('di', 'scores', { scores: { health: 39 }, classes: { rfm: 'champions' }, cause: 'behaviour' });
    expect([await entered(rfm), await entered(below)]).toEqual([['di'], ['di']]);
  });

  it('ENTRY-1 a segment that is entered or left, and ENTRY-4 those who are in it when the journey is published', async () => {
    const segment = newId(await shop.engine.clock.now());
    await shop.signIn();
    const rule = { fact: { attribute: 'level' }, is: 'gte', value: 5 } as const;
    await shop.console.call(segmentsApi.save, { params: { segment }, body: { name: 'High', rule } });
    await identify('jo', { level: 7 });
    const into = await one('segment-trigger', { segment, when: 'entered' });
    const outOf = await one('segment-trigger', { segment, when: 'left' });
    const both = await publish(begunBy({ start: ['segment-trigger', { segment, when: 'entered' }] }), 'both');
    expect([await entered(into), await entered(outOf), await entered(both)]).toEqual([[], [], ['jo']]);
    await identify('kim', { level: 5 });
    await identify('jo', { level: 1 });
    expect([await entered(into), await entered(outOf), await entered(both)]).toEqual([['kim'], ['jo'], ['jo', 'kim']]);
  });

  it('ENTRY-1 an attribute that changes, to what its filter accepts', async () => {
    const journey = await one('attribute-trigger', { attribute: 'tier', to: 'gold' });
    await identify('ed', { tier: 'plain' });
    expect(await entered(journey)).toEqual([]);
    await identify('ed', { tier: 'gold' });
    await identify('ed', { tier: 'gold', city: 'x' });
    expect(await entered(journey)).toEqual(['ed']);
  });

  it('ENTRY-1 another journey, and several triggers of one journey', async () => {
    const second = await publish(
      begunBy({ call: ['api-trigger', {}], other: ['journey-trigger', {}] }, { reentry: { rule: 'always' } }),
    );
    await publish(
      aJourney(
        {
          start: ['event-trigger', { event: 'handed_on' }],
          on: ['enter-journey', { journey: second }],
          done: ['end', {}],
        },
        ['start > on', 'on > done'],
      ),
    );
    await track('fay', 'handed_on');
    expect(await entered(second)).toEqual(['fay']);
    await shop.console.call(entriesApi.enter, {
      params: { journey: second },
      body: { entries: [{ userId: 'gus', properties: {} }] },
    });
    await shop.settle();
    expect((await entered(second)).sort()).toEqual(['fay', 'gus']);
  });

  it('ENTRY-1 a schedule: once, by cron, by a recurrence rule, each with its audience', async () => {
    await identify('hal', { vip: true });
    const audience = { fact: { attribute: 'vip' }, is: 'eq', value: true };
    const now = await shop.engine.clock.now();
    const begin = Math.ceil(now / DAY) * DAY;
    await shop.engine.moveTo(begin);
    const local = (at: number) => new Date(at).toISOString().slice(0, 16);
    const zone = 'UTC';
    const journeys = [
      await one('schedule-trigger', { once: local(begin + HOUR), zone, audience }),
      await one('schedule-trigger', { cron: '0 2 * * *', zone, audience }),
      await one('schedule-trigger', { rrule: 'FREQ=DAILY;INTERVAL=2', start: local(begin + 3 * HOUR), zone, audience }),
    ];
    await shop.engine.moveTo(begin + 3 * DAY);
    const entries = await Promise.all(journeys.map(entered));
    expect(entries).toEqual([['hal'], ['hal', 'hal', 'hal'], ['hal', 'hal']]);
    const { rows } = await shop.app.database.pool.query<{ at: Date }>(
      'select entered_at as at from enrollment where journey_id = any($1::uuid[]) order by 1',
      [journeys],
    );
    const hours = [1, 2, 3, 26, 50, 51].map((hour) => new Date(begin + hour * HOUR));
    expect(rows.map(({ at }) => at)).toEqual(hours);
  });

  it('ENTRY-1 a date of the profile, also one that was there before anybody asked for dates', async () => {
    const now = await shop.engine.clock.now();
    const day = new Date(now + 2 * DAY).toISOString().slice(0, 10);
    await identify('ida', { renewal: day, timezone: 'UTC' });
    const journey = await one('date-trigger', { attribute: 'renewal', recurs: 'never', offset: -1, at: '09:30' });
    await shop.engine.moveTo(Date.parse(day) - DAY + 9.5 * HOUR - MINUTE);
    expect(await entered(journey)).toEqual([]);
    await shop.engine.moveTo(Date.parse(day) - DAY + 9.5 * HOUR);
    expect(await entered(journey)).toEqual(['ida']);
  });
});
