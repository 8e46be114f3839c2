import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import {
  deliveriesApi,
  enrollmentsApi,
  entriesApi,
  journeysApi,
  lifecycleApi,
  logApi,
  profilesApi,
  whyApi,
  workspaceApi,
  type Route,
} from '@sojourn/api';
import { GENERAL_MODEL } from '@sojourn/lifecycle';
import { aJourney } from '../../../test/support/a-journey.js';
import { Console } from '../../../test/support/console.js';
import { RunningShop } from '../../../test/support/running-shop.js';
import { MailboxStore } from '../store/mailbox.store.js';
import { handlersOf } from './routes.js';

/** Parameters of addresses that name something of a workspace by its id. */
const IDS = ['journey', 'enrollment', 'profile', 'template', 'operation', 'mail'];

describe('the ids of one workspace in the addresses of another (S11)', () => {
  let shop: RunningShop;
  /** A second workspace of the same owner, who may do everything there. */
  let elsewhere: Console;
  const ids: Record<string, string> = { node: 'rest', version: '1' };
  beforeAll(async () => {
    shop = await RunningShop.open();
    const { console } = shop;
    const { key } = await console.call(workspaceApi.create, { body: { name: 'Elsewhere' } });
    elsewhere = new Console(shop.app, key, console.cookie);
    await fill();
  });
  afterAll(() => shop?.close());

  /** One of everything: somebody rests in a journey, behind a message that is under way. */
  async function fill(): Promise<void> {
    const { console } = shop;
    const variants = { en: { subject: 'Hi', body: 'Hi' } };
    const template = await console.call(workspaceApi.addTemplate, { body: { name: 'T', channel: 'email', variants } });
    const journey = aJourney(
      {
        start: ['event-trigger', { event: 'signed_up' }],
        mail: ['send-email', { template: template.id, topic: 'transactional' }],
        rest: ['wait-duration', { for: '1d' }],
        done: ['end', {}],
      },
      ['start > mail', 'mail > rest', 'rest > done'],
    );
    const made = await console.call(journeysApi.create, { body: { journey } });
    await console.call(journeysApi.publish, { params: { journey: made.id }, body: { revision: 1, note: '' } });
    await shop.ingest({ type: 'track', event: 'signed_up', userId: 'canary' });
    await shop.settle();
    const at = await console.call(journeysApi.atNode, { params: { journey: made.id, node: 'rest' } });
    const model = await console.call(lifecycleApi.publish, { body: { model: GENERAL_MODEL, note: '' } });
    const mail = { to: 'a@b.test', from: 'c@d.test', subject: 'S', html: 'h', text: 't', headers: {} };
    const kept = { workspaceId: shop.engine.workspace, deliveryId: made.id, key: 'key', at: 1, ...mail };
    await shop.app.app.get(MailboxStore).put([kept]);
    Object.assign(ids, {
      journey: made.id,
      template: template.id,
      enrollment: at.items[0]!.id,
      profile: at.items[0]!.profile.id,
      operation: model.operation,
      mail: (await console.call(deliveriesApi.mailbox, {})).items[0]!.id,
    });
  }

  const BODIES = new Map<Route, object>([
    [journeysApi.saveDraft as Route, { journey: aJourney({}, []), revision: 1 }],
    [journeysApi.publish as Route, { revision: 1 }],
    [entriesApi.enter as Route, { entries: [{ userId: 'canary' }] }],
    [enrollmentsApi.exit as Route, { reason: 'curious' }],
    [journeysApi.act as Route, { who: { node: 'rest' }, action: { do: 'exit' }, reason: 'curious' }],
    [workspaceApi.saveTemplate as Route, { name: 'Mine', variants: { en: { subject: 'x', body: 'x' } } }],
  ]);
  const routes = (): Route[] =>
    handlersOf(shop.app.app.nest).flatMap(({ declared }) => (declared && 'route' in declared ? [declared.route] : []));

  it('name nothing there, for reading and for writing, and what they name stays as it was', async () => {
    const before = await contents();
    const withIds = routes().filter(({ path }) => IDS.some((id) => path.includes(`:${id}`)));
    expect(withIds.length).toBeGreaterThanOrEqual(20);
    for (const route of withIds) {
      const path = route.path.replace(/:(\w+)/g, (_, name: string) =>
        name === 'workspace' ? elsewhere.workspace : ids[name]!,
      );
      const query = route === whyApi.journey ? `?journey=${ids.journey}` : '';
      const body = route.method === 'GET' ? undefined : JSON.stringify(BODIES.get(route) ?? {});
      const answer = await elsewhere.send<{ title: string }>(route.method, `/api${path}${query}`, body);
      expect([route.method, route.path, answer.status]).toEqual([route.method, route.path, 404]);
    }
    expect(await contents()).toEqual(before);
    // At home the same addresses answer, or this proves nothing.
    const home = await shop.console.ask(enrollmentsApi.get, { params: { enrollment: ids.enrollment! } });
    expect(home.status).toBe(200);
  });

  it('and in its lists nothing of the other turns up', async () => {
    const lists = [
      elsewhere.call(journeysApi.list),
      elsewhere.call(profilesApi.list, { query: { search: 'canary' } }),
      elsewhere.call(profilesApi.list, {}),
      elsewhere.call(logApi.steps, {}),
      elsewhere.call(logApi.steps, { query: { profile: ids.profile! } }),
      elsewhere.call(logApi.steps, { query: { journey: ids.journey! } }),
      elsewhere.call(logApi.refusals, {}),
      elsewhere.call(deliveriesApi.list, {}),
      elsewhere.call(deliveriesApi.mailbox, {}),
      elsewhere.call(workspaceApi.templates),
      elsewhere.call(workspaceApi.operations),
      elsewhere.call(lifecycleApi.events),
    ];
    for (const list of await Promise.all(lists)) expect('items' in list ? list.items : list).toEqual([]);
    const { sizes, version } = await elsewhere.call(lifecycleApi.get);
    expect([version, Object.values(sizes).reduce((sum, n) => sum + n, 0)]).toEqual([1, 0]);
  });

  async function contents(): Promise<unknown[]> {
    const tables = [
      'journey',
      'journey_version',
      'template',
      'template_version',
      'enrollment',
      'inbox',
      'operation',
      'mailbox_message',
    ];
    const read = tables.map((table) => shop.app.database.pool.query(`select * from ${table} order by 1, 2, 3`));
    return (await Promise.all(read)).map(({ rows }) => rows as unknown);
  }
});
