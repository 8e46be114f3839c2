import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { ORDERS_ONLY_MODEL } from '@sojourn/lifecycle';
import type { Language } from '@sojourn/rules';
import { main } from './main.js';

const journeyFile = join(import.meta.dirname, '../../../test/data/journeys/cdnow-winback.json');
const SPAN = ['--from', '1997-01-01T00:00Z', '--to', '1998-07-01T00:00Z'];

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'sojourn-cli-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function file(name: string, content: string): string {
  const path = join(folder, name);
  writeFileSync(path, content);
  return path;
}

async function sojourn(args: string[], language: Language = 'en') {
  const said = { out: '', err: '' };
  const say = (where: 'out' | 'err') => (text: string) => void (said[where] += `${text}\n`);
  const code = await main(args, { out: say('out'), err: say('err'), language });
  return { code, ...said };
}

const EVENTS = `profile_id,event,occurred_at,revenue
00001,order_completed,1997-01-01T12:00:00Z,11.77
00001,order_completed,1997-03-20T20:00:00+08:00,5
00002,order_completed,1997-02-01T12:00:00Z,9
`;

describe('sojourn rehearse', () => {
  it('prints the result as JSON, and nothing else', async () => {
    const { code, out, err } = await sojourn([
      'rehearse',
      journeyFile,
      '--events',
      file('a.csv', EVENTS),
      ...SPAN,
      '--json',
    ]);
    expect({ code, err }).toEqual({ code: 0, err: '' });
    expect(JSON.parse(out)).toEqual({
      profiles: 2,
      events: 3,
      transitions: {
        'unclassified>growth': 2,
        'growth>silent': 2,
        'mature>silent': 1,
        'silent>mature': 1,
        'silent>churned': 2,
      },
      stages: { novice: 0, growth: 0, mature: 0, silent: 0, churned: 2, unclassified: 0 },
      nodes: {
        silent: { entered: 3, waiting: 0, left: { next: 3 } },
        first_email: { entered: 3, waiting: 0, left: { next: 3 } },
        wait_for_order: { entered: 3, waiting: 0, left: { happened: 1, timeout: 2 } },
        returned: { entered: 1, waiting: 0, left: {} },
        second_email: { entered: 2, waiting: 0, left: { next: 2 } },
        ended: { entered: 2, waiting: 0, left: {} },
      },
      sends: { first_email: 3, second_email: 2 },
    });
  });

  it('prints a table for people, in their language', async () => {
    const args = ['rehearse', journeyFile, '--events', file('a.csv', EVENTS), ...SPAN];
    expect((await sojourn(args)).out).toMatch(/Growth → Silent +2\n/);
    expect((await sojourn(args)).out).toMatch(/wait_for_order +Wait for an event +3 +0 +Happened 1, Timeout 2\n/);
    expect((await sojourn(args, 'zh')).out).toMatch(/成长期 → 沉默期 +2\n/);
  });

  it('plays dates and local times by what profiles said of themselves', async () => {
    const journey = {
      format: 1,
      name: 'Birthdays, and every first of the month',
      nodes: [
        { id: 'birthday', type: 'date-trigger', settings: { attribute: 'born', at: '09:00' } },
        { id: 'monthly', type: 'schedule-trigger', settings: { cron: '0 23 1 * *', local: true } },
        { id: 'mail', type: 'send-email', settings: { template: 't', topic: 'm' } },
        { id: 'end', type: 'end', settings: {} },
      ],
      edges: [
        { from: 'birthday', port: 'next', to: 'mail' },
        { from: 'monthly', port: 'next', to: 'mail' },
        { from: 'mail', port: 'next', to: 'end' },
      ],
      settings: { zone: 'Asia/Shanghai', reentry: { rule: 'always' } },
    };
    const rows = [
      'profile_id,event,occurred_at,born,timezone,ignored',
      'ann,$identify,2026-01-10T00:00Z,1990-02-28,Asia/Shanghai,x',
      'bob,$identify,2026-01-10T00:00Z,1991-03-01,America/New_York,',
      'cy,order_completed,2026-01-10T00:00Z,,,',
    ].join('\n');
    const { out } = await sojourn([
      'rehearse',
      file('dates.json', JSON.stringify(journey)),
      '--events',
      file('dates.csv', rows),
      // In New York it is still the morning of the 1st of March, and not yet nine.
      ...['--from', '2026-02-01T00:00Z', '--to', '2026-03-01T13:59Z', '--json'],
    ]);
    expect(JSON.parse(out)).toMatchObject({
      nodes: { birthday: { entered: 1 }, monthly: { entered: 3 } },
      sends: { mail: 4 },
    });
  });

  it('lists bad rows with line and reason, and keeps the good ones', async () => {
    const events = `${EVENTS}00003,order_completed,yesterday,1\n,order_completed,1997-01-01T12:00:00Z,1\n"00004,x\n00005,order_completed,1997-01-01T12:00:00Z,1\n`;
    const path = file('bad.csv', events);
    const { code, out, err } = await sojourn(['rehearse', journeyFile, '--events', path, ...SPAN, '--json']);
    expect(code).toBe(0);
    expect(JSON.parse(out)).toMatchObject({ profiles: 3, events: 4 });
    expect(err.split('\n').map((line) => line.replace(`${path}: `, ''))).toEqual([
      expect.stringMatching(/^line 5: column occurred_at: "yesterday" is not a date/),
      'line 6: column profile_id: is empty',
      expect.stringMatching(/^line 7: /),
      '',
    ]);
  });

  it('takes a model from a file or by its id, and other names of columns', async () => {
    const events = file('map.csv', 'kunde,was,wann\n1,order_completed,1997-01-01T12:00:00Z\n');
    const map = ['--map', 'profile=kunde,event=was,occurred_at=wann'];
    const model = { ...ORDERS_ONLY_MODEL, id: 'mine' };
    for (const named of [file('model.json', JSON.stringify(model)), 'ecommerce']) {
      const { code, out } = await sojourn([
        'rehearse',
        journeyFile,
        '--events',
        events,
        ...SPAN,
        ...map,
        '--model',
        named,
        '--json',
      ]);
      expect(code).toBe(0);
      expect(JSON.parse(out).transitions).toMatchObject({ 'unclassified>growth': 1 });
    }
  });

  it('conditions read the columns as properties', async () => {
    const rich = JSON.parse(readFileSync(journeyFile, 'utf8'));
    rich.nodes[0] = {
      id: 'silent',
      type: 'event-trigger',
      settings: { event: 'order_completed', filter: { fact: { property: 'revenue' }, is: 'gt', value: 9 } },
    };
    const { out } = await sojourn([
      'rehearse',
      file('rich.json', JSON.stringify(rich)),
      '--events',
      file('a.csv', EVENTS),
      ...SPAN,
      '--json',
    ]);
    expect(JSON.parse(out).nodes.silent.entered).toBe(1);
  });
});

describe('input that sojourn rehearse cannot use', () => {
  const events = () => file('a.csv', EVENTS);
  const refused = async (journey: unknown, ...more: string[]) => {
    const path = file('journey.json', typeof journey === 'string' ? journey : JSON.stringify(journey));
    const { code, out, err } = await sojourn(['rehearse', path, '--events', events(), ...SPAN, ...more]);
    expect({ code, out }).toEqual({ code: 1, out: '' });
    return err.replaceAll(`${path}: `, '').trimEnd().split('\n');
  };
  const sound = JSON.parse(readFileSync(journeyFile, 'utf8'));

  it('is told with the node and the field', async () => {
    const wrong = structuredClone(sound);
    wrong.nodes[2].settings.timeout = 'a month';
    wrong.edges.push({ from: 'returned', port: 'next', to: 'nowhere' });
    expect(await refused(wrong)).toEqual([
      'node wait_for_order, timeout: Write a duration like 30d, 24h, 15m or 1d12h (at most 100 years).',
      'node returned: A connection leads to "nowhere", which does not exist.',
    ]);
  });

  it('is told where JSON goes wrong, and does not fall over 10,000 levels', async () => {
    expect(await refused('{"format":1,\n"nodes":[}')).toEqual([expect.stringContaining('This is not JSON')]);
    const deep = `{"format":1,"name":"x","nodes":[{"id":"a","type":"if-else","settings":{"rule":${'{"not":'.repeat(10_000)}1${'}'.repeat(10_000)}}}],"edges":[]}`;
    expect(await refused(deep)).toEqual([expect.stringContaining('nested more than')]);
  });

  it('is told where a model is wrong', async () => {
    const model = { ...ORDERS_ONLY_MODEL, evaluation: ['churned'] };
    const [first] = await refused(sound, '--model', file('model.json', JSON.stringify(model)));
    expect(first).toContain('evaluation: Name the stage "novice" exactly once');
    expect(await refused(sound, '--model', 'no-such-model')).toEqual([
      expect.stringContaining('no-such-model cannot be read'),
    ]);
  });

  it.each([
    ['profile_id,when\n1,2\n', 'has no column "event"'],
    ['', 'is empty'],
    ['profile_id,event,occurred_at\n', 'no event that could be read'],
  ])('is told what a file of events lacks: %j', async (content, reason) => {
    const { code, err } = await sojourn(['rehearse', journeyFile, '--events', file('b.csv', content), ...SPAN]);
    expect(code).toBe(1);
    expect(err).toContain(reason);
  });

  it.each([
    [['--from', '1997-01-01'], '--to is missing'],
    [['--from', '1997-01-01', '--to', 'tomorrow'], '--to "tomorrow" is not an instant'],
    [['--from', '1997-01-01', '--to', '9999-01-01'], '--to "9999-01-01" is not an instant'],
    [['--from', '1997-01-02', '--to', '1997-01-02'], 'The span is empty'],
    [[...SPAN, '--colour', 'red'], "Unknown option '--colour'"],
  ])('is told how to call it: %j', async (args, reason) => {
    const { code, err } = await sojourn(['rehearse', journeyFile, '--events', events(), ...args]);
    expect(code).toBe(1);
    expect(err).toContain(reason);
  });
});
