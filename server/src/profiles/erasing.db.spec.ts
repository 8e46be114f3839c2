import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { profilesApi, workspaceApi, type OperationReply } from '@sojourn/api';
import { DAY, HOUR } from '@sojourn/rules';
import { aJourney } from '../../../test/support/a-journey.js';
import { RunningShop } from '../../../test/support/running-shop.js';
import { AuditChain } from '../audit/audit-chain.js';
import { InvariantsStore } from '../store/invariants.store.js';

const PEOPLE = 120;
const ERASED = 100;
const mailOf = (n: number) => `person-${n}@erase.test`;

describe('erasing people', () => {
  let shop: RunningShop;
  const ids: string[] = [];

  const idOf = async (value: string) =>
    (await shop.engine.rows<{ id: string }>('select profile_id as id from identity where value = $1', [value]))[0]?.id;
  const erase = (profile: string) => shop.console.call(profilesApi.erase, { params: { profile } });
  const sound = async () =>
    expect(
      await new InvariantsStore(shop.engine.database).inspect({ at: await shop.engine.clock.now(), grace: 0 }),
    ).toEqual([]);

  /** Where a text stands anywhere in the database. */
  async function traces(text: string): Promise<string[]> {
    const tables = await shop.engine.rows<{ name: string }>(
      `select quote_ident(relname) as name from pg_class
       where relnamespace = 'public'::regnamespace and relkind in ('r', 'p') and not relispartition order by 1`,
    );
    const found: string[] = [];
    for (const { name } of tables) {
      const [row] = await shop.engine.rows<{ row: string }>(
        `select t::text as row from ${name} t where t::text ilike '%' || $1 || '%' limit 1`,
        [text],
      );
      if (row) found.push(`${name}: ${row.row}`);
    }
    return found;
  }

  beforeAll(async () => {
    shop = await RunningShop.open();
    await shop.engine.publish(
      aJourney(
        {
          start: ['event-trigger', { event: 'signed_up' }],
          mail: ['send-email', { template: '00000000-0000-7000-8000-000000000000', topic: 'marketing' }],
          rest: ['wait-duration', { for: '1h' }],
          again: ['send-email', { template: '00000000-0000-7000-8000-000000000000', topic: 'marketing' }],
          done: ['end', {}],
        },
        ['start > mail', 'mail > rest', 'rest > again', 'again > done'],
      ),
    );
    await shop.engine.database.query(
      `update workspace set settings = settings || '{"topics": [{"id": "marketing", "byDefault": true, "transactional": false}]}', revision = revision + 1`,
    );
    for (let n = 0; n < PEOPLE; n++) {
      const email = mailOf(n);
      await shop.ingest(
        { type: 'identify', userId: `user-${n}`, traits: { email, name: `Name of ${email}` }, messageId: `i ${email}` },
        { type: 'track', anonymousId: `device-${n}`, event: 'viewed', properties: { typed: n % 2 === 0 ? email : '' } },
        { type: 'track', userId: `user-${n}`, event: 'signed_up', properties: { email }, messageId: `s-${n}` },
      );
    }
    await shop.engine.settle();
    // Half of them turn out to be visitors of before.
    for (let n = 0; n < PEOPLE; n += 2)
      await shop.ingest({ type: 'track', userId: `user-${n}`, anonymousId: `device-${n}`, event: 'order_completed' });
    await shop.engine.settle();
    for (let n = 0; n < PEOPLE; n++) ids.push((await idOf(`user-${n}`))!);
  });
  afterAll(() => shop?.close());

  it('F26 LOG-4 leaves nothing of them while messages are on their way, sends nothing more, and keeps the counts', async () => {
    const { engine } = shop;
    const counted = await engine.rows('select name, sum(n)::int as n from event_counter group by 1 order by 1');
    const history = await engine.rows('select count(*)::int as n from event');
    const { advance, decide, send, erase: eraser } = engine.engine;
    const all = Array.from({ length: 64 }, (_, shard) => shard);
    engine.clock.set((await engine.clock.now()) + HOUR);
    // Everybody's second message is due: some are waiting, some are allowed, some are with the sender.
    await advance.runOnce(all);
    await decide.runOnce(all);
    const operations: string[] = [];
    for (let n = 0; n < ERASED; n++) operations.push((await erase(ids[n]!)).operation);
    const handOver = engine.email.send.bind(engine.email);
    let during = 0;
    engine.email.send = async (batch) => {
      // The sender holds these while people are being erased.
      for (let round = 0; round < 40; round++) await eraser!.runOnce([]);
      during += batch.length;
      return handOver(batch);
    };
    await send.runOnce(all);
    engine.email.send = handOver;
    expect(during).toBeGreaterThan(0);
    while (await eraser!.runOnce([]));
    const already = engine.email.sent.length;
    await shop.settle();
    engine.clock.set((await engine.clock.now()) + DAY);
    await shop.settle();

    const after = engine.email.sent.slice(already).map(({ profile }) => profile.id);
    expect(after.filter((id) => ids.indexOf(id) < ERASED)).toEqual([]);
    expect(after.length).toBeGreaterThan(0);
    for (const n of [0, 1, 42, 99]) expect(await traces(mailOf(n))).toEqual([]);
    expect(await traces('person-7@erase.test')).toEqual([]);
    expect(await traces(mailOf(ERASED + 1))).not.toEqual([]);
    expect(
      await engine.rows(`select count(*)::int as n from audit_content where content ->> 'action' = 'profile.erase'`),
    ).toEqual([{ n: ERASED }]);
    await shop.signIn();
    for (const id of operations) {
      const done = await shop.console.call(workspaceApi.operation, { params: { operation: id } });
      expect(done).toMatchObject({ state: 'done', done: 1 } satisfies Partial<OperationReply>);
    }
    // What was counted stays counted, and what was done stays told without saying with whom.
    expect(await engine.rows('select name, sum(n)::int as n from event_counter group by 1 order by 1')).toEqual(
      counted,
    );
    expect(await engine.rows('select count(*)::int as n from event')).toEqual(history);
    const [steps] = await engine.rows(
      `select count(*)::int as n, bool_and(coalesce(reason = '{"erased": true}', true)) as marked from step where profile_id = any($1)`,
      [ids.slice(0, ERASED)],
    );
    expect(steps).toEqual({ n: expect.any(Number), marked: true });
    expect(Number(steps!.n)).toBeGreaterThanOrEqual(3 * ERASED);
    expect(await engine.rows(`select count(*)::int as n from enrollment_history where reason = 'erased'`)).toEqual([
      { n: ERASED },
    ]);
    await sound();
    const chain = shop.app.app.get(AuditChain);
    while ((await chain.seal()) > 0);
    expect((await chain.verify()).fault).toBeUndefined();
  });

  it('LOG-4 is told of as gone, and only an admin may do it', async () => {
    await shop.signIn();
    const get = await shop.console.ask(profilesApi.get, { params: { profile: ids[0]! } });
    expect([get.status, get.body.title]).toEqual([404, 'This profile was erased.']);
    const operator = await shop.console.invite('operator');
    const refused = await operator.ask(profilesApi.erase, { params: { profile: ids[PEOPLE - 1]! } });
    expect(refused.status).toBe(403);
  });

  it('F26 LOG-4 takes in nothing again that happened before, and knows nobody who comes back', async () => {
    const { engine } = shop;
    const now = await engine.clock.now();
    const send = async (item: object) => {
      const reply = await fetch(`${shop.app.url}/v1/track`, {
        method: 'POST',
        headers: {
          'content-type': 'application/json',
          authorization: `Basic ${Buffer.from(`${shop.writeKey}:`).toString('base64')}`,
        },
        body: JSON.stringify({ event: 'again', ...item }),
      });
      return [reply.status, await reply.json()] as [number, { problems?: { message: string }[]; duplicates: number }];
    };
    const [late, why] = await send({ userId: 'user-3', timestamp: new Date(now - 3 * DAY).toISOString() });
    expect([late, why.problems?.[0]?.message]).toEqual([400, expect.stringMatching(/was erased since/)]);
    // The same messages once more, with and without an address in their ids.
    expect((await send({ userId: 'user-3', messageId: 's-3' }))[1].duplicates).toBe(1);
    expect((await send({ userId: 'user-3', messageId: `i ${mailOf(3)}` }))[0]).toBe(400);
    expect(await idOf('user-3')).toBeUndefined();
    // Who comes back is somebody new, of whom nothing is known.
    expect((await send({ userId: 'user-3' }))[0]).toBe(200);
    await shop.settle();
    const back = (await idOf('user-3'))!;
    expect(back).not.toBe(ids[3]);
    const { facts, attributes } = await shop.console.call(profilesApi.get, { params: { profile: back } });
    expect([facts.map(({ event, count }) => [event, count]), attributes]).toEqual([[['again', 1]], {}]);
  });

  it('LOG-4 finds a bare name where an import quotes it as a cell, and nowhere by chance', async () => {
    const { engine } = shop;
    await shop.ingest({ type: 'identify', userId: 'user-of-few-words', traits: { name: 'Zo' } });
    await shop.settle();
    const noted = async (kind: string, message: string) => {
      const [row] = await engine.rows<{ id: string }>(
        `insert into operation (id, workspace_id, kind, state, detail, created_at, updated_at)
         values (gen_random_uuid(), $1, $2, 'done', $3, now(), now()) returning id`,
        [engine.workspace, kind, JSON.stringify({ problems: [{ line: 2, message }] })],
      );
      return row!.id;
    };
    const cell = await noted('import', 'column born: "Zo" is not a date like 2026-11-21T09:30:00+08:00');
    const chance = [await noted('import', 'column born: "Zorro" is not a date'), await noted('journey.exit', '"Zo"')];
    await erase((await idOf('user-of-few-words'))!);
    while (await engine.engine.erase!.runOnce([]));
    const detail = async (id: string) => (await engine.rows('select detail from operation where id = $1', [id]))[0];
    expect(await detail(cell)).toEqual({ detail: { erased: true } });
    for (const id of chance) expect(await detail(id)).toHaveProperty('detail.problems');
  });

  it('LOG-4 erases what comes in late for somebody who is being erased', async () => {
    const id = ids[PEOPLE - 1]!;
    await erase(id);
    await shop.ingest({
      type: 'track',
      userId: `user-${PEOPLE - 1}`,
      event: 'in between',
      properties: { canary: 'c4n4ry' },
    });
    while (await shop.engine.engine.erase!.runOnce([]));
    await shop.settle();
    expect(await traces('c4n4ry')).toEqual([]);
    expect(await traces(mailOf(PEOPLE - 1))).toEqual([]);
    await sound();
  });
});
