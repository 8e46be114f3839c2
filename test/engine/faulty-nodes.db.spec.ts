import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { JourneyNode, NodeRegistry, NodeType } from '@sojourn/journey';
import { nodes } from '@sojourn/nodes';
import { z } from 'zod';
import { aJourney } from '../support/a-journey.js';
import { freshDatabase, type FreshDatabase } from '../support/database.js';
import { TestEngine } from '../support/engine.js';

const NOON = Date.parse('2026-03-02T04:00:00Z');

/** A node with a bug: it throws for whoever is called eve. */
const faulty: NodeType = {
  type: 'faulty',
  revision: 1,
  group: 'flow',
  icon: 'bug',
  title: { en: 'Faulty', zh: '有缺陷' },
  about: { en: 'Throws for some.', zh: '对某些用户抛出错误。' },
  settings: z.strictObject({}),
  ports: () => [
    { id: 'next', label: { en: 'Next', zh: '下一步' } },
    { id: 'failed', label: { en: 'Failed', zh: '失败' } },
  ],
  sentence: () => ({ en: 'Throws for some', zh: '对某些用户抛出错误' }),
  prepare: () => ({
    visit: ({ facts }) => {
      if (facts.attribute('name') === 'eve') throw new Error('eve cannot be read');
      return { do: 'leave', port: 'next' };
    },
  }),
};
const registry: NodeRegistry = new Map([...nodes, [faulty.type, faulty]]);

let database: FreshDatabase;
let engine: TestEngine;
beforeEach(async () => {
  database = await freshDatabase();
  engine = new TestEngine(database, NOON, { registry });
  await engine.open();
});
afterEach(async () => {
  await engine.close();
  await database.drop();
});

const drawn = (edges: string[], node: Partial<JourneyNode> = {}) => {
  const journey = aJourney(
    {
      start: ['event-trigger', { event: 'signed_up' }],
      read: ['faulty'],
      mail: ['send-email', { template: 'a', topic: 'marketing' }],
      good: ['end', {}],
      bad: ['end', {}],
    },
    ['start > read', 'read > mail', 'mail > good', ...edges],
  );
  journey.nodes = journey.nodes.map((each) => (each.id === 'read' ? { ...each, ...node } : each));
  return journey;
};
async function enter(...names: string[]): Promise<void> {
  for (const name of names) {
    await engine.enqueue([{ profile: name, kind: 'identify', payload: { traits: { name } } }]);
    await engine.accept({ profile: name, name: 'signed_up' });
  }
  await engine.settle();
}
const told = async (profile: string) =>
  (
    await engine.rows<{ node: string; outcome: string; port: string | null; error: string | null }>(
      'select node, outcome, port, error from step where profile_id = $1 order by number',
      [engine.profile(profile)],
    )
  ).map(({ node, outcome, port, error }) => `${node} ${outcome} ${port ?? ''} ${error ?? ''}`.trim());

describe('one bad node, profile or template', () => {
  it('STATE-4 fails the step of that enrollment with its error, and stops no other', async () => {
    await engine.publish(drawn([]));
    await enter('ann', 'eve', 'bob');
    expect(await told('eve')).toEqual(['start left next', 'read failed failed eve cannot be read']);
    for (const name of ['ann', 'bob']) expect((await told(name)).at(-1)).toBe('good ended');
    const over = await engine.rows('select reason, count(*)::int as n from enrollment_history group by 1 order by 1');
    expect(over).toEqual([
      { reason: 'completed', n: 2 },
      { reason: 'failed', n: 1 },
    ]);
    expect(engine.faults).toEqual([]);
    expect(await engine.rows('select * from inbox_failed')).toEqual([]);
  });

  it('STATE-4 takes the error port where it is connected, and goes on where the node says so', async () => {
    await engine.publish(drawn(['read.failed > bad']));
    await enter('eve');
    expect((await told('eve')).slice(1)).toEqual(['read failed failed eve cannot be read', 'bad ended']);
    await engine.publish(drawn([], { onError: 'continue' }));
    await enter('eve');
    expect(await told('eve')).toContain('read failed next eve cannot be read');
    expect(engine.email.sent).toHaveLength(1);
  });

  it('STATE-4 a template that cannot be filled in for one fails that one', async () => {
    await engine.publish(drawn(['mail.failed > bad']));
    engine.email.answer = ({ profile }) =>
      profile.attributes.name === 'eva' ? { outcome: 'failed', reason: 'render_failed' } : { outcome: 'sent' };
    await enter('ann', 'eva', 'bob');
    expect((await told('eva')).slice(2)).toEqual(['mail failed failed render_failed', 'bad ended']);
    for (const name of ['ann', 'bob']) expect((await told(name)).at(-1)).toBe('good ended');
  });
});
