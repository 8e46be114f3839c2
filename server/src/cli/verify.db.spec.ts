import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { aJourney } from '../../../test/support/a-journey.js';
import { type FreshDatabase, freshDatabase } from '../../../test/support/database.js';
import { TestEngine } from '../../../test/support/engine.js';
import { main } from './main.js';

describe('sojourn verify', () => {
  let fresh: FreshDatabase;
  let engine: TestEngine;
  const env = { ...process.env };
  beforeAll(async () => {
    fresh = await freshDatabase();
    // The command goes by the clock of the database: nothing may be due by it.
    engine = new TestEngine(fresh, Date.now());
    await engine.open();
    await engine.publish(
      aJourney(
        {
          start: ['event-trigger', { event: 'signed_up' }],
          mark: ['set-attribute', { attribute: 'seen', value: true }],
          end: ['end'],
        },
        ['start > mark', 'mark > end'],
      ),
    );
    await engine.accept({ profile: 'ann', name: 'signed_up' });
    await engine.settle();
    Object.assign(process.env, { DATABASE_URL: fresh.url, SECRET: '0123456789abcdef0123456789abcdef' });
  });
  afterAll(async () => {
    process.env = env;
    await engine?.close();
    await fresh?.drop();
  });

  async function verify(language: 'en' | 'zh' = 'en', ...args: string[]) {
    const lines: string[] = [];
    const say = (line: string) => void lines.push(line);
    const code = await main(['verify', ...args], { out: say, err: say, language });
    return { code, text: lines.join('\n') };
  }

  it('LOG-2 H5 says that log and state agree', async () => {
    const { code, text } = await verify();
    expect([code, text]).toEqual([0, expect.stringMatching(/^test-\S+: 1 runs, 3 steps, 0 divergences$/)]);
    expect(JSON.parse((await verify('en', '--json')).text)).toMatchObject([{ runs: 1, diverging: 0, violations: [] }]);
  });

  it('LOG-2 H5 ends with 1 and says where they part, in both languages', async () => {
    await engine.rows(`update step set port = 'other' where node = 'mark'`);
    const { code, text } = await verify();
    expect([code, text]).toEqual([1, expect.stringContaining('step 2: the log says port other, expected port next')]);
    expect((await verify('zh')).text).toContain('第 2 步：日志为 port other，应为 port next');
    await engine.rows(`update step set port = 'next' where node = 'mark'`);
    await engine.rows('update entry_ledger set live = 1');
    // As whoever writes beside the engine has to say.
    await engine.rows('update shard_version set version = version + 1');
    const broken = await verify();
    expect([broken.code, broken.text]).toEqual([
      1,
      expect.stringMatching(
        /0 divergences\n {2}The entry ledger counts other enrollments than there are\. \(1\): \S+$/,
      ),
    ]);
  });
});
