import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { aJourney } from '../../../test/support/a-journey.js';
import { type FreshDatabase, freshDatabase } from '../../../test/support/database.js';
import { TestEngine } from '../../../test/support/engine.js';
import { main } from './main.js';

describe('sojourn why', () => {
  let fresh: FreshDatabase;
  let engine: TestEngine;
  const env = { ...process.env };
  beforeAll(async () => {
    fresh = await freshDatabase();
    engine = new TestEngine(fresh, Date.now());
    await engine.open();
    await engine.publish(
      aJourney(
        { start: ['event-trigger', { event: 'signed_up' }], rest: ['wait-duration', { for: '5d' }], end: ['end'] },
        ['start > rest', 'rest > end'],
        { name: 'Hello' },
      ),
    );
    await engine.accept({ profile: 'ann', name: 'signed_up' }, { profile: 'bob', name: 'order_completed' });
    await engine.settle();
    await engine.accept({ profile: 'ann', name: 'signed_up' });
    await engine.settle();
    Object.assign(process.env, { DATABASE_URL: fresh.url, SECRET: '0123456789abcdef0123456789abcdef' });
  });
  afterAll(async () => {
    process.env = env;
    await engine?.close();
    await fresh?.drop();
  });

  async function why(language: 'en' | 'zh', ...args: string[]) {
    const lines: string[] = [];
    const say = (line: string) => void lines.push(line);
    const code = await main(['why', ...args], { out: say, err: say, language });
    return { code, text: lines.join('\n') };
  }

  it('LOG-5 tells a journey’s checks and a stage’s rules, in both languages', async () => {
    const ann = engine.profile('ann');
    const { code, text } = await why('en', ann, '--journey', 'Hello');
    expect(code).toBe(0);
    expect(text).toMatch(/: (Did not enter|Entered)\n {2}Yes: “signed_up” happened on /);
    const stage = await why('zh', engine.profile('bob'));
    expect(stage.text).toMatch(/成长期\n/);
    expect(stage.text).toMatch(/ {2}通过: 成长期\n {4}✓ /);
    const { journey, runs } = JSON.parse((await why('en', ann, '--journey', 'Hello', '--json')).text) as {
      journey: { name: string };
      runs: object[];
    };
    expect([journey.name, runs.length]).toEqual(['Hello', 1]);
  });

  it('says what it does not find', async () => {
    expect(await why('en', 'nobody')).toEqual({ code: 1, text: 'There is no profile "nobody".' });
    expect(await why('en', engine.profile('ann'), '--journey', 'None')).toEqual({
      code: 1,
      text: 'There is no journey "None". There are: Hello.',
    });
    const ahead = await why('en', engine.profile('ann'), '--at', '2999-01-01T00:00:00Z');
    expect([ahead.code, ahead.text]).toEqual([1, expect.stringMatching(/still to come/)]);
    expect((await why('en')).text).toMatch(/Name one profile\./);
  });
});
