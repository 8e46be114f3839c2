import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { aJourney } from '../support/a-journey.js';
import { type FreshDatabase, freshDatabase } from '../support/database.js';
import { TestEngine } from '../support/engine.js';
import { type Program, runTypeScript } from '../support/programs.js';
import { until } from '../support/until.js';
import { violations } from './soundness.js';

const PEOPLE = 400;
const DEADLY = 3;

describe('what kills the process that plays it', () => {
  let fresh: FreshDatabase;
  let door: TestEngine;
  let running: Program | undefined;
  beforeEach(async () => {
    fresh = await freshDatabase();
    const { rows } = await fresh.pool.query<{ now: Date }>('select clock_timestamp() as now');
    door = new TestEngine(fresh, rows[0]!.now.getTime());
    await door.open();
  });
  afterEach(async () => {
    running?.kill('SIGTERM');
    await running?.ended;
    await door.close();
    await fresh.drop();
  });

  const count = async (table: string) =>
    (await door.rows<{ n: number }>(`select count(*)::int as n from ${table}`))[0]!.n;

  it('D10 F17 is put aside after a few deaths, and everybody else comes through', async () => {
    await door.publish(
      aJourney(
        { start: ['event-trigger', { event: 'signed_up' }], deadly: ['deadly'], end: ['end'] },
        ['start > deadly', 'deadly > end'],
        { settings: { reentry: { rule: 'once' } } },
      ),
    );
    const people = Array.from({ length: PEOPLE }, (_, index) => `p${index}`);
    const isDeadly = (index: number) => index % Math.floor(PEOPLE / DEADLY) === 100;
    await door.accept(
      ...people.map((profile, index) => ({ profile, name: 'signed_up', properties: { deadly: isDeadly(index) } })),
    );
    let deaths = 0;
    const through = async () =>
      (await count('enrollment_history')) === PEOPLE - DEADLY &&
      (await count('inbox')) === 0 &&
      (await count('batch_marker')) === 0;
    // Somebody starts it again each time, as a supervisor would.
    while (!(await through())) {
      running = runTypeScript('test/faults/deadly-engine.ts', [fresh.url]);
      let ended = false;
      void running.ended.then(() => (ended = true));
      await until('it died, or everybody is through', async () => ended || through(), 60);
      if (ended) deaths += 1;
      expect(deaths).toBeLessThanOrEqual(2 * DEADLY);
    }
    // The first death may leave no mark; the second says where, and a child finds out who.
    expect(deaths).toBeGreaterThan(0);
    const aside = await door.rows<{ profile_id: string; error: string }>('select profile_id, error from inbox_failed');
    expect(aside.map(({ profile_id }) => profile_id).sort()).toEqual(
      people
        .filter((_, index) => isDeadly(index))
        .map((name) => door.profile(name))
        .sort(),
    );
    for (const { error } of aside) expect(error).toBe('Processes died while this profile was played.');
    expect(await violations(fresh.url)).toEqual([]);
  }, 300_000);
});
