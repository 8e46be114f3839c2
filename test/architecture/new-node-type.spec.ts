import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { checkJourney, rehearse, type Journey, type NodeRegistry } from '@sojourn/journey';
import { ORDERS_ONLY_MODEL } from '@sojourn/lifecycle';

const root = resolve(import.meta.dirname, '../..');

const NODE = `
import type { NodeType } from '@sojourn/journey';
import { z } from 'zod';
import { field, NEXT } from '../field.js';

export const coinToss: NodeType<{ coin: string }> = {
  type: 'coin-toss',
  revision: 1,
  group: 'condition',
  icon: 'coin',
  title: { en: 'Toss a coin', zh: '抛硬币' },
  about: { en: 'Heads or tails.', zh: '正面或反面。' },
  settings: z.strictObject({ coin: field(z.enum(['heads', 'tails']), { label: { en: 'Coin', zh: '硬币' } }) }),
  ports: () => [NEXT, { id: 'other', label: { en: 'Other', zh: '其他' } }],
  sentence: ({ coin }) => ({ en: 'Toss for ' + coin, zh: '抛 ' + coin }),
  prepare: ({ coin }) => ({ visit: () => ({ do: 'leave', port: coin === 'heads' ? 'next' : 'other' }) }),
};
`;
const LINE = `export { coinToss } from './coin-toss/coin-toss.node.js';\n`;

const journey: Journey = {
  format: 1,
  name: 'Tossing',
  nodes: [
    { id: 'start', type: 'event-trigger', settings: { event: 'order_completed' } },
    { id: 'toss', type: 'coin-toss', settings: { coin: 'tails' } },
    { id: 'heads', type: 'end', settings: {} },
    { id: 'tails', type: 'end', settings: {} },
  ],
  edges: [
    { from: 'start', port: 'next', to: 'toss' },
    { from: 'toss', port: 'next', to: 'heads' },
    { from: 'toss', port: 'other', to: 'tails' },
  ],
};

describe('a new node type', () => {
  let copy: string;
  let registry: NodeRegistry;
  let publishedSchemas: (registry: NodeRegistry) => Record<string, unknown>;

  beforeAll(async () => {
    // Beside the packages, where libraries are found; .cache is nobody's source.
    const folder = join(root, '.cache');
    mkdirSync(folder, { recursive: true });
    copy = mkdtempSync(join(folder, 'nodes-'));
    cpSync(join(root, 'packages/nodes/src'), copy, { recursive: true, filter: (path) => !path.endsWith('.spec.ts') });
    mkdirSync(join(copy, 'coin-toss'));
    writeFileSync(join(copy, 'coin-toss/coin-toss.node.ts'), NODE);
    writeFileSync(join(copy, 'catalogue.ts'), readFileSync(join(copy, 'catalogue.ts'), 'utf8') + LINE);
    ({ nodes: registry, publishedSchemas } = (await import(join(copy, 'index.ts'))) as {
      nodes: NodeRegistry;
      publishedSchemas: typeof publishedSchemas;
    });
  });
  afterAll(() => rmSync(copy, { recursive: true, force: true }));

  it('is in the registry, and with it in the palette, by one folder and one line', () => {
    expect(registry.get('coin-toss')).toMatchObject({ group: 'condition', title: { en: 'Toss a coin', zh: '抛硬币' } });
  });

  it('is checked when it is published', () => {
    const around = { model: ORDERS_ONLY_MODEL, meanings: {} };
    expect(checkJourney(journey, registry, {}, around).filter(({ severity }) => severity === 'error')).toEqual([]);
    const wrong = structuredClone(journey);
    wrong.nodes[1]!.settings = { coin: 'edge' };
    expect(checkJourney(wrong, registry, {}, around)).toMatchObject([{ node: 'toss', field: 'coin' }]);
  });

  it('is run by the interpreter', () => {
    const event = { profile: 'ann', name: 'order_completed', occurredAt: 1_000, properties: {} };
    const result = rehearse({ journey, registry, model: ORDERS_ONLY_MODEL, events: [event], from: 0, to: 10_000 });
    expect(result.nodes.toss).toEqual({ entered: 1, waiting: 0, left: { other: 1 } });
    expect(result.nodes.tails!.entered).toBe(1);
  });

  it('is in the published schema', () => {
    expect(JSON.stringify(publishedSchemas(registry)['journey.schema.json'])).toContain('coin-toss');
  });
});
