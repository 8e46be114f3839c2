import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import {
  journeysApi,
  workspaceApi,
  type DraftConflict,
  type JourneyRefusal,
  type JourneyReply,
  type MovedReply,
  type Route,
} from '@sojourn/api';
import type { Journey } from '@sojourn/journey';
import { DAY } from '@sojourn/rules';
import { aJourney, aWelcome } from '../../../test/support/a-journey.js';
import { RunningShop } from '../../../test/support/running-shop.js';

let shop: RunningShop;
beforeAll(async () => {
  shop = await RunningShop.open();
});
afterAll(() => shop?.close());

const draw = (journey: Journey = aWelcome()): Promise<JourneyReply> =>
  shop.console.call(journeysApi.create, { body: { journey } });
const at = ({ id }: { id: string }) => ({ params: { journey: id } });
async function publish(journey: Journey = aWelcome()): Promise<JourneyReply> {
  const made = await draw(journey);
  await shop.console.call(journeysApi.publish, { ...at(made), body: { revision: 1, note: '' } });
  return shop.console.call(journeysApi.get, at(made));
}
const move = (made: { id: string }, route: Route<MovedReply, object | undefined>) => shop.console.ask(route, at(made));
async function row<Row>(text: string, ...values: unknown[]): Promise<Row> {
  return (await shop.app.database.pool.query(text, values)).rows[0] as Row;
}
const revision = async () => Number((await row<{ revision: string }>('select revision from workspace')).revision);

describe('a draft', () => {
  it('is saved whatever is wrong with it, and says what', async () => {
    const made = await draw();
    expect(made).toMatchObject({ state: 'draft', revision: 1, changed: true, entered: 0, inside: 0, name: 'Welcome' });
    const open = aJourney({ start: ['event-trigger', { event: 'x' }] }, [], { name: 'Half done' });
    const saved = await shop.console.call(journeysApi.saveDraft, { ...at(made), body: { journey: open, revision: 1 } });
    expect(saved.revision).toBe(2);
    expect(saved.problems.map(({ code, node }) => `${node}: ${code}`)).toContain('start: port_open');
    expect(await shop.console.call(journeysApi.get, at(made))).toMatchObject({ name: 'Half done', revision: 2 });
  });

  it('VERSION-5 saved by two at once keeps the first and shows it to the second', async () => {
    const made = await draw();
    const [mine, theirs] = [aWelcome({ name: 'Mine' }), aWelcome({ name: 'Theirs' })];
    await shop.console.call(journeysApi.saveDraft, { ...at(made), body: { journey: theirs, revision: 1 } });
    const answer = await shop.console.ask(journeysApi.saveDraft, { ...at(made), body: { journey: mine, revision: 1 } });
    expect(answer.status).toBe(409);
    expect(answer.body as unknown as DraftConflict).toMatchObject({
      revision: 2,
      draft: { name: 'Theirs' },
      savedBy: 'Ada',
    });
    expect(await shop.console.call(journeysApi.get, at(made))).toMatchObject({ revision: 2, name: 'Theirs' });
  });

  it('one of ten saves at once wins', async () => {
    const made = await draw();
    const saves = Array.from({ length: 10 }, (_, n) =>
      shop.console.ask(journeysApi.saveDraft, {
        ...at(made),
        body: { journey: aWelcome({ name: `Save ${n}` }), revision: 1 },
      }),
    );
    const statuses = (await Promise.all(saves)).map(({ status }) => status).toSorted((a, b) => a - b);
    expect(statuses).toEqual([200, ...Array<number>(9).fill(409)]);
  });

  it('is duplicated under a name of its own', async () => {
    const copy = await shop.console.call(journeysApi.duplicate, at(await publish(aWelcome({ name: '欢迎' }))));
    expect(copy).toMatchObject({ name: '欢迎（副本）', state: 'draft', revision: 1 });
    expect(copy.version).toBeUndefined();
  });

  it('that cannot even be stored is refused, and nothing is kept of it', async () => {
    const before = await row<{ n: string }>('select count(*) as n from journey');
    const newer = aWelcome();
    newer.nodes[1]!.revision = 99;
    const answer = await shop.console.ask(journeysApi.create, { body: { journey: newer } });
    expect(answer.status).toBe(422);
    expect((answer.body as unknown as JourneyRefusal).journeyProblems).toMatchObject([
      { code: 'newer_revision', node: 'rest' },
    ]);
    expect(await row('select count(*) as n from journey')).toEqual(before);
  });
});

describe('publishing', () => {
  it('VERSION-1 makes an immutable version and tells the engine', async () => {
    const before = await revision();
    const made = await publish();
    expect(made).toMatchObject({ state: 'live', version: 1, changed: false });
    expect(await revision()).toBe(before + 1);
    const edited = aWelcome({ name: 'Welcome again' });
    await shop.console.call(journeysApi.saveDraft, { ...at(made), body: { journey: edited, revision: 1 } });
    expect(await shop.console.call(journeysApi.get, at(made))).toMatchObject({ version: 1, changed: true });
    expect(
      await shop.console.call(journeysApi.publish, { ...at(made), body: { revision: 2, note: 'new name' } }),
    ).toMatchObject({ version: 2 });
    const versions = await shop.console.call(journeysApi.versions, at(made));
    expect(versions).toMatchObject([
      { version: 2, note: 'new name', publishedBy: 'Ada' },
      { version: 1, note: '' },
    ]);
    const first = await shop.console.call(journeysApi.version, { params: { journey: made.id, version: 1 } });
    expect(first.graph?.name).toBe('Welcome');
  });

  it('VERSION-1 lets who is inside finish on the version they entered, and takes new ones into the newest', async () => {
    const wait = (days: string) =>
      aJourney(
        { start: ['event-trigger', { event: 'moved_in' }], rest: ['wait-duration', { for: days }], done: ['end', {}] },
        ['start > rest', 'rest > done'],
      );
    const made = await publish(wait('2d'));
    await shop.engine.accept({ profile: 'early', name: 'moved_in' });
    await shop.settle();
    await shop.console.call(journeysApi.saveDraft, { ...at(made), body: { journey: wait('4h'), revision: 1 } });
    await shop.console.call(journeysApi.publish, { ...at(made), body: { revision: 2, note: '' } });
    await shop.engine.accept({ profile: 'new', name: 'moved_in' });
    await shop.settle();
    const now = await shop.engine.clock.now();
    const inside = await shop.engine.rows<{ profile: string; version: number; due: number }>(
      'select profile_id as profile, version, due from enrollment where journey_id = $1 order by version',
      [made.id],
    );
    expect(inside).toEqual([
      { profile: shop.engine.profile('early'), version: 1, due: now + 2 * DAY },
      { profile: shop.engine.profile('new'), version: 2, due: now + DAY / 6 },
    ]);
  });

  it('VERSION-4 is refused with every error at its node, and changes nothing', async () => {
    const lame = aJourney(
      {
        start: ['event-trigger', { event: 'x' }],
        mail: ['send-email', { template: 'gone', topic: 'marketing' }],
        alone: ['end', {}],
      },
      ['start > mail'],
    );
    const made = await draw(lame);
    const before = await revision();
    const answer = await shop.console.ask(journeysApi.publish, { ...at(made), body: { revision: 1, note: '' } });
    expect(answer.status).toBe(422);
    const { journeyProblems } = answer.body as unknown as JourneyRefusal;
    const errors = journeyProblems
      .filter(({ severity }) => severity === 'error')
      .map(({ node, code }) => `${node} ${code}`);
    expect(errors.toSorted()).toEqual(['alone unreachable', 'mail invalid_settings', 'mail port_open']);
    expect(journeyProblems.every(({ message }) => message.en !== '' && message.zh !== '')).toBe(true);
    expect(answer.body.problems).toContainEqual({
      path: 'nodes.mail.template',
      message: expect.stringContaining('template') as unknown as string,
    });
    expect(await shop.console.call(journeysApi.get, at(made))).toMatchObject({ state: 'draft' });
    expect(await row('select count(*)::int as n from journey_version where journey_id = $1', made.id)).toEqual({
      n: 0,
    });
    expect(await revision()).toBe(before);
  });

  it('is refused where somebody saved in between', async () => {
    const made = await draw();
    await shop.console.call(journeysApi.saveDraft, {
      ...at(made),
      body: { journey: aWelcome({ name: 'Newer' }), revision: 1 },
    });
    const answer = await shop.console.ask(journeysApi.publish, { ...at(made), body: { revision: 1, note: '' } });
    expect(answer.status).toBe(409);
    expect(answer.body as unknown as DraftConflict).toMatchObject({ revision: 2, draft: { name: 'Newer' } });
    expect(await shop.console.call(journeysApi.get, at(made))).toMatchObject({ state: 'draft' });
  });

  it('at once by five people makes versions one by one', async () => {
    const made = await draw();
    const all = await Promise.all(
      Array.from({ length: 5 }, () =>
        shop.console.call(journeysApi.publish, { ...at(made), body: { revision: 1, note: '' } }),
      ),
    );
    expect(all.map(({ version }) => version).toSorted((a, b) => a - b)).toEqual([1, 2, 3, 4, 5]);
  });

  it('pins the version that each template has now', async () => {
    const body = {
      name: 'Hello',
      channel: 'email' as const,
      variants: { en: { subject: 'Hi', body: 'Hi {{ profile.name }}' } },
    };
    const template = await shop.console.call(workspaceApi.addTemplate, { body });
    const journey = aJourney(
      {
        start: ['event-trigger', { event: 'x' }],
        mail: ['send-email', { template: template.id, topic: 'marketing' }],
        done: ['end', {}],
      },
      ['start > mail', 'mail > done'],
    );
    const made = await publish(journey);
    const again = { ...body, variants: { en: { subject: 'Hello', body: 'Hello' } } };
    const params = { template: template.id };
    await shop.console.call(workspaceApi.saveTemplate, {
      params,
      body: { name: again.name, variants: again.variants },
    });
    await shop.console.call(journeysApi.publish, { ...at(made), body: { revision: 1, note: '' } });
    const pinned = await shop.app.database.pool.query(
      'select version, templates from journey_version where journey_id = $1 order by 1',
      [made.id],
    );
    expect(pinned.rows).toEqual([
      { version: 1, templates: { [template.id]: 1 } },
      { version: 2, templates: { [template.id]: 2 } },
    ]);
  });

  it('is one audit record', async () => {
    const made = await publish(aWelcome({ name: 'Audited' }));
    const records = await shop.app.database.pool.query<{ action: string }>(
      `select content ->> 'action' as action from audit_content where content -> 'target' ->> 'id' = $1 order by id`,
      [made.id],
    );
    expect(records.rows.map(({ action }) => action)).toEqual(['journey.create', 'journey.publish']);
  });
});

describe('a schedule', () => {
  const daily = (cron: string) =>
    aJourney({ clock: ['schedule-trigger', { cron, zone: 'Asia/Shanghai', missed: 'once' }], done: ['end', {}] }, [
      'clock > done',
    ]);
  const next = (id: string) =>
    row<{ node: string; next_at: Date } | undefined>('select node, next_at from schedule where journey_id = $1', id);

  it('stands while the journey is live, and what falls into a pause is not made up for', async () => {
    const made = await publish(daily('0 10 * * *'));
    const first = await next(made.id);
    expect(first?.next_at.getTime()).toBeGreaterThan(await shop.engine.clock.now());
    expect(first?.next_at.toISOString()).toContain('T02:00:00');
    await move(made, journeysApi.pause);
    expect(await next(made.id)).toBeUndefined();
    await move(made, journeysApi.resume);
    expect(await next(made.id)).toEqual(first);
  });

  it("goes by the journey's zone where the trigger names none, before its first turn and after (TIME-1)", async () => {
    const graph = aJourney({ clock: ['schedule-trigger', { cron: '0 10 * * *', missed: 'once' }], done: ['end', {}] }, [
      'clock > done',
    ]);
    const made = await publish({ ...graph, settings: { zone: 'Asia/Tokyo' } });
    const first = (await next(made.id))!.next_at;
    expect(first.toISOString()).toContain('T01:00:00');
    await shop.engine.moveTo(first.getTime());
    await shop.signIn();
    expect((await next(made.id))?.next_at.getTime()).toBe(first.getTime() + DAY);
  });

  it('keeps its turn when the journey is published again with the same times', async () => {
    const made = await publish(daily('0 10 * * *'));
    const due = new Date((await shop.engine.clock.now()) - 1_000);
    await shop.app.database.pool.query('update schedule set next_at = $2 where journey_id = $1', [made.id, due]);
    await shop.console.call(journeysApi.publish, { ...at(made), body: { revision: 1, note: '' } });
    expect((await next(made.id))?.next_at).toEqual(due);
    await shop.console.call(journeysApi.saveDraft, {
      ...at(made),
      body: { journey: daily('30 11 * * *'), revision: 1 },
    });
    await shop.console.call(journeysApi.publish, { ...at(made), body: { revision: 2, note: '' } });
    expect((await next(made.id))?.next_at.toISOString()).toContain('T03:30:00');
  });
});

describe('moving a journey from state to state (STATE-1)', () => {
  it('refuses what makes no sense, in words', async () => {
    const made = await draw();
    for (const route of [journeysApi.pause, journeysApi.resume, journeysApi.drain, journeysApi.stop]) {
      const answer = await move(made, route);
      expect([answer.status, answer.body.title]).toEqual([
        409,
        'This journey was never published. Publish or archive it.',
      ]);
    }
    expect((await move(made, journeysApi.archive)).body).toMatchObject({ state: 'archived' });
    const answer = await shop.console.ask(journeysApi.publish, { ...at(made), body: { revision: 1, note: '' } });
    expect([answer.status, answer.body.title]).toEqual([
      409,
      'This journey is archived. Duplicate it to go on from it.',
    ]);
  });

  it('pauses at the next wake-up, and resumes everybody at once, from now on', async () => {
    const made = await publish();
    await shop.engine.accept({ profile: 'pia', name: 'signed_up' });
    await shop.settle();
    expect(await shop.console.call(journeysApi.get, at(made))).toMatchObject({ entered: 1, inside: 1 });
    await move(made, journeysApi.pause);
    await shop.engine.accept({ profile: 'paul', name: 'signed_up' });
    await shop.engine.moveTo((await shop.engine.clock.now()) + 2 * DAY);
    await shop.signIn();
    expect(await shop.console.call(journeysApi.get, at(made))).toMatchObject({
      state: 'paused',
      entered: 1,
      inside: 1,
    });
    expect(await row('select parked from enrollment where journey_id = $1', made.id)).toEqual({ parked: 'paused' });

    const resumed = await shop.console.call(journeysApi.resume, at(made));
    await shop.settle();
    expect(await operation(resumed.operation!)).toMatchObject({ kind: 'journey.release', state: 'done', done: 1 });
    expect(await shop.console.call(journeysApi.get, at(made))).toMatchObject({ state: 'live', entered: 1, inside: 0 });
    const left = await row<{ at: Date }>(`select at from step where journey_id = $1 and node = 'rest'`, made.id);
    expect(left.at.getTime()).toBe(await shop.engine.clock.now());
  });

  it('stops by taking out everybody who is inside, and nobody who comes after it was published again', async () => {
    const made = await publish(aWelcome({ settings: { reentry: { rule: 'always' } } }));
    await shop.engine.accept(...Array.from({ length: 300 }, (_, n) => ({ profile: `s${n}`, name: 'signed_up' })));
    await shop.settle();
    const stopped = await shop.console.call(journeysApi.stop, at(made));
    expect(stopped).toMatchObject({ state: 'stopped', inside: 300 });
    expect((await move(made, journeysApi.archive)).body.title).toBe(
      '300 people are still inside. Try again in a moment.',
    );
    shop.engine.clock.set((await shop.engine.clock.now()) + 1_000);
    await shop.console.call(journeysApi.publish, { ...at(made), body: { revision: 1, note: '' } });
    await shop.engine.accept({ profile: 's0', name: 'signed_up' });
    await shop.settle();
    expect(await operation(stopped.operation!)).toMatchObject({
      kind: 'journey.exit',
      state: 'done',
      done: 300,
      total: 300,
    });
    expect(await shop.console.call(journeysApi.get, at(made))).toMatchObject({
      state: 'live',
      entered: 301,
      inside: 1,
    });
    expect(
      await row(
        `select count(*)::int as n from enrollment_history where journey_id = $1 and reason = 'stopped'`,
        made.id,
      ),
    ).toEqual({ n: 300 });
  });

  it('drains: those inside finish, and then it can be archived', async () => {
    const made = await publish();
    await shop.engine.accept({ profile: 'dora', name: 'signed_up' });
    await shop.settle();
    expect((await move(made, journeysApi.drain)).body).toMatchObject({ state: 'draining', inside: 1 });
    await shop.engine.accept({ profile: 'dan', name: 'signed_up' });
    await shop.settle();
    expect((await move(made, journeysApi.archive)).body.title).toContain('One person is still inside.');
    await shop.engine.moveTo((await shop.engine.clock.now()) + DAY);
    await shop.signIn();
    expect((await move(made, journeysApi.archive)).body).toMatchObject({ state: 'archived', entered: 1, inside: 0 });
  });
});

describe('a viewer', () => {
  it('reads and changes nothing', async () => {
    const made = await publish();
    const viewer = await shop.console.invite('viewer');
    expect((await viewer.ask(journeysApi.get, at(made))).status).toBe(200);
    expect((await viewer.ask(journeysApi.pause, at(made))).status).toBe(403);
    expect((await viewer.ask(journeysApi.create, { body: { journey: aWelcome() } })).status).toBe(403);
  });
});

async function operation(id: string) {
  return shop.console.call(workspaceApi.operation, { params: { operation: id } });
}
