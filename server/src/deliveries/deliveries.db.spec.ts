import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { deliveriesApi, journeysApi, workspaceApi, type DeliveryReply } from '@sojourn/api';
import { aJourney } from '../../../test/support/a-journey.js';
import { RunningShop } from '../../../test/support/running-shop.js';
import { MailboxStore } from '../../../server/src/store/mailbox.store.js';

let shop: RunningShop;
beforeAll(async () => {
  shop = await RunningShop.open();
  const template = await shop.console.call(workspaceApi.addTemplate, {
    body: { name: 'Hi', channel: 'email', variants: { en: { subject: 'Hi', body: 'Hi' } } },
  });
  const journey = aJourney(
    {
      start: ['event-trigger', { event: 'signed_up' }],
      mail: ['send-email', { template: template.id, topic: 'transactional' }],
      done: ['end', {}],
    },
    ['start > mail', 'mail > done'],
  );
  const made = await shop.console.call(journeysApi.create, { body: { journey } });
  await shop.console.call(journeysApi.publish, { params: { journey: made.id }, body: { revision: 1, note: '' } });
  await enter('sent', 60);
  shop.engine.clock.set((await shop.engine.clock.now()) + 60_000);
  shop.engine.email.answer = () => ({ outcome: 'failed', reason: 'smtp_550' });
  await enter('failed', 5);
  await shop.console.call(journeysApi.pause, { params: { journey: made.id } });
  await shop.console.call(journeysApi.resume, { params: { journey: made.id } });
  shop.engine.email.answer = () => ({ outcome: 'retry', reason: 'smtp_421' });
  await enter('open', 55);
});
afterAll(() => shop?.close());

async function enter(group: string, count: number): Promise<void> {
  await shop.ingest(
    ...Array.from({ length: count }, (_, n) => ({ type: 'track', event: 'signed_up', userId: `${group}-${n}` })),
  );
  await shop.settle();
}
async function all(query: { outcome?: DeliveryReply['outcome']; channel?: string } = {}): Promise<DeliveryReply[]> {
  const found: DeliveryReply[] = [];
  let cursor: string | undefined;
  do {
    const page = await shop.console.call(deliveriesApi.list, { query: { ...query, ...(cursor && { cursor }) } });
    found.push(...page.items);
    cursor = page.next;
  } while (cursor);
  return found;
}

describe('deliveries', () => {
  it('are told once each: open ones first, then what became of the others, newest first', async () => {
    const found = await all();
    expect(found.map(({ outcome }) => outcome)).toEqual([
      ...Array<string>(55).fill('queued'),
      ...Array<string>(5).fill('failed'),
      ...Array<string>(60).fill('sent'),
    ]);
    expect(new Set(found.map(({ id }) => id)).size).toBe(120);
    expect(found[0]).toMatchObject({
      channel: 'email',
      topic: 'transactional',
      node: 'mail',
      reason: 'smtp_421',
      journey: { name: 'Welcome' },
    });
    expect(found[0]!.dueAt).toBeDefined();
    expect(found[60]).toMatchObject({ attempts: 1, finishedAt: expect.any(String) as unknown as string });
  });

  it('are filtered by outcome and channel', async () => {
    expect(await all({ outcome: 'failed' })).toHaveLength(5);
    expect(await all({ outcome: 'queued' })).toHaveLength(55);
    expect(await all({ channel: 'webhook' })).toEqual([]);
    expect((await shop.console.ask(deliveriesApi.list, { query: { outcome: 'maybe' as 'sent' } })).status).toBe(400);
  });
});

describe('the development mailbox', () => {
  it('is read by operators, not by viewers, and emptied by admins', async () => {
    const { rows } = await shop.app.database.pool.query<{ id: number }>('select id from workspace');
    const mail = (n: number) => ({
      workspaceId: rows[0]!.id,
      deliveryId: '018f0000-0000-7000-8000-000000000000',
      key: `key-${n}`,
      to: 'canary@shop.test',
      from: 'us@shop.test',
      subject: `Mail ${n}`,
      html: '<p>Hi</p>',
      text: 'Hi',
      headers: { 'List-Unsubscribe': '<https://x>' },
      at: 1_700_000_000_000 + n,
    });
    await shop.app.app.get(MailboxStore).put(Array.from({ length: 60 }, (_, n) => mail(n)));
    const first = await shop.console.call(deliveriesApi.mailbox, {});
    const second = await shop.console.call(deliveriesApi.mailbox, { query: { cursor: first.next! } });
    expect([...first.items, ...second.items].map(({ subject }) => subject)).toEqual(
      Array.from({ length: 60 }, (_, n) => `Mail ${59 - n}`),
    );
    expect(second.next).toBeUndefined();
    expect(await shop.console.call(deliveriesApi.mail, { params: { mail: first.items[0]!.id } })).toMatchObject({
      html: '<p>Hi</p>',
      text: 'Hi',
      subject: 'Mail 59',
    });

    const viewer = await shop.console.invite('viewer');
    expect((await viewer.ask(deliveriesApi.mailbox, {})).status).toBe(403);
    expect((await viewer.ask(deliveriesApi.emptyMailbox, {})).status).toBe(403);
    await shop.console.call(deliveriesApi.emptyMailbox, {});
    expect((await shop.console.call(deliveriesApi.mailbox, {})).items).toEqual([]);
    const gone = await shop.console.ask(deliveriesApi.mail, { params: { mail: first.items[0]!.id } });
    expect([gone.status, gone.body.title]).toEqual([404, 'There is no such mail.']);
  });
});
