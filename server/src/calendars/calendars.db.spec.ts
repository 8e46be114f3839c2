import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { calendarsApi, journeysApi } from '@sojourn/api';
import { aJourney } from '../../../test/support/a-journey.js';
import { RunningShop } from '../../../test/support/running-shop.js';

let shop: RunningShop;
beforeAll(async () => {
  shop = await RunningShop.open();
});
afterAll(() => shop?.close());

const save = (calendar: string, body: object) =>
  shop.console.ask(calendarsApi.save, { params: { calendar }, body: body as never });

describe('a calendar of the workspace', () => {
  it('is made, changed and read back with its days in order, once each', async () => {
    const made = await save('office', {
      name: 'Office',
      holidays: ['2026-12-25', '2026-01-01', '2026-12-25'],
      makeUpDays: [],
    });
    expect(made.body).toMatchObject({ id: 'office', holidays: ['2026-01-01', '2026-12-25'] });
    await save('office', { name: 'The office', holidays: [], makeUpDays: ['2026-01-03'] });
    expect(await shop.console.call(calendarsApi.list)).toMatchObject([
      { id: 'office', name: 'The office', holidays: [], makeUpDays: ['2026-01-03'] },
    ]);
  });

  it('refuses what is no date and an id that cannot be one', async () => {
    expect((await save('office', { name: 'x', holidays: ['2026-02-30'], makeUpDays: [] })).status).toBe(422);
    expect((await save('The Office', { name: 'x', holidays: [], makeUpDays: [] })).status).toBe(404);
  });

  it('for China brings in the shipped days and leaves alone what somebody set otherwise', async () => {
    const fresh = await shop.console.call(calendarsApi.importChina);
    expect(fresh.holidays).toContain('2026-10-01');
    expect(fresh.makeUpDays).toContain('2026-10-10');
    const own = {
      name: '放假安排',
      holidays: [...fresh.holidays.filter((day) => day !== '2026-10-01'), '2026-12-31'],
      makeUpDays: [...fresh.makeUpDays, '2026-10-01'],
    };
    await save('china', own);
    const again = await shop.console.call(calendarsApi.importChina);
    expect(again).toMatchObject({ name: '放假安排', holidays: own.holidays.sort(), makeUpDays: own.makeUpDays.sort() });
  });

  it('raises the revision, so that the engine reads it anew, and leaves a record', async () => {
    const revision = async () =>
      (await shop.app.database.pool.query<{ revision: string }>('select revision from workspace')).rows[0]!.revision;
    const before = Number(await revision());
    await save('raising', { name: 'R', holidays: [], makeUpDays: [] });
    expect(Number(await revision())).toBe(before + 1);
    const { rows } = await shop.app.database.pool.query(
      `select content ->> 'action' as action from audit_content where content ->> 'action' = 'calendar.add' and content -> 'target' ->> 'id' = 'raising'`,
    );
    expect(rows).toEqual([{ action: 'calendar.add' }]);
  });

  it('goes, unless a journey names it', async () => {
    await save('temporary', { name: 'T', holidays: [], makeUpDays: [] });
    const drawn = aJourney({ start: ['event-trigger', { event: 'x' }], end: ['end', {}] }, ['start > end']);
    drawn.nodes[1]!.settings = { calendar: 'temporary' };
    const { rows } = await shop.app.database.pool.query<{ id: string }>(
      `insert into journey (id, workspace_id, name, state, draft, created_at, updated_at)
       values (gen_random_uuid(), $1, 'Names it', 'draft', $2, now(), now()) returning id`,
      [shop.engine.workspace, drawn],
    );
    const remove = () => shop.console.ask(calendarsApi.remove, { params: { calendar: 'temporary' } });
    const refused = await remove();
    expect([refused.status, JSON.stringify(refused.body)]).toEqual([409, expect.stringContaining('Names it')]);
    await shop.console.call(journeysApi.archive, { params: { journey: rows[0]!.id } });
    expect((await remove()).status).toBe(204);
    expect((await remove()).status).toBe(404);
  });
});
