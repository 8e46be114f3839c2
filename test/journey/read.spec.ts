import { describe, expect, it } from '@jest/globals';
import { problemLine, readJourney, type NodeType, type Problem } from '@sojourn/journey';
import { nodes, registryOf } from '@sojourn/nodes';
import { z } from 'zod';
import { drawn } from './playing.js';

const journey = drawn({ start: ['event-trigger', { event: 'x' }], end: ['end'] }, ['start.next>end']);
const problemsOf = (input: unknown): Problem[] => readJourney(input, nodes).problems ?? [];
const codesOf = (input: unknown): string[] => problemsOf(input).map(({ code }) => code);

describe('reading a journey', () => {
  it('takes JSON text and parsed documents alike, and notes the revision of each node', () => {
    const read = readJourney(JSON.stringify(journey), nodes);
    expect(read.journey).toEqual(readJourney(journey, nodes).journey);
    expect(read.journey!.nodes).toEqual(journey.nodes.map((node) => ({ ...node, revision: 1 })));
  });

  it('says at which line JSON goes wrong', () => {
    const [problem] = problemsOf('{\n  "format": 1,\n  "name" "x"\n}');
    expect(problem).toMatchObject({ code: 'not_json' });
    expect(problem!.message.en).toContain('line 3, column 10');
    expect(codesOf('')).toEqual(['not_json']);
  });

  it('names the node or the edge, and the field, of what has the wrong shape', () => {
    const wrong = {
      format: 2,
      name: ' ',
      nodes: [
        { id: 'start', type: 'event-trigger', settings: { event: 'x' }, colour: 'red' },
        { id: 'a b', type: 'end', settings: [] },
        'end',
      ],
      edges: [{ from: 'start', port: 'next' }],
      extra: true,
    };
    expect(problemsOf(wrong).map((problem) => problemLine(problem))).toEqual([
      'format: Use one of: 1.',
      'name: This must not be empty.',
      'node start: "colour" does not belong here. Remove it.',
      'node a b, id: Use letters, digits, _ and -, at most 64.',
      'node a b, settings: This must be an object.',
      'nodes.2: This must be an object.',
      'edges.0.to: This is missing.',
      '"extra" does not belong here. Remove it.',
    ]);
  });

  it.each([null, 7, 'null', '[]', '"x"', [], true])('answers %p with problems, not with an exception', (input) => {
    expect(problemsOf(input).length).toBeGreaterThan(0);
  });
});

describe('hostile journeys', () => {
  it('1,001 nodes are refused at once, with one problem', () => {
    const many = { ...journey, nodes: Array.from({ length: 1_001 }, () => ({ broken: true })) };
    expect(codesOf(many)).toEqual(['too_many_nodes']);
    expect(codesOf(JSON.stringify(many))).toEqual(['too_many_nodes']);
  });

  it('5,001 edges are refused at once', () => {
    expect(codesOf({ ...journey, edges: Array.from({ length: 5_001 }, () => 0) })).toEqual(['too_many_edges']);
  });

  it('more than 1.5 MB are refused, as text and as a document, counted in bytes', () => {
    expect(codesOf(`{"format":1,"name":"${'字'.repeat(500_001)}"}`)).toEqual(['too_large']);
    expect(codesOf({ ...journey, notes: '字'.repeat(500_001) })).toEqual(['too_large']);
    expect(codesOf({ ...journey, notes: Array.from({ length: 400_000 }, () => 0) })).toEqual(['too_large']);
  });

  it.each(['settings', 'extra'])('10,000 levels in %s do not overflow the stack', (where) => {
    const deep = `${'['.repeat(10_000)}${']'.repeat(10_000)}`;
    const text =
      where === 'extra'
        ? `{"format":1,"name":"x","nodes":[],"edges":[],"extra":${deep}}`
        : `{"format":1,"name":"x","nodes":[{"id":"a","type":"if-else","settings":{"rule":${deep}}}],"edges":[]}`;
    expect(codesOf(text)).toEqual(['too_deep']);
    expect(codesOf(JSON.parse(text))).toEqual(['too_deep']);
  });

  it('NUL, half a surrogate pair and __proto__ are refused wherever they stand', () => {
    const settings = (more: string) =>
      `{"format":1,"name":"x","nodes":[{"id":"a","type":"end","settings":{${more}}}],"edges":[]}`;
    expect(codesOf(settings('"result":"a\\u0000b"'))).toEqual(['not_storable']);
    expect(codesOf(settings('"a\\u0000b":1'))).toEqual(['not_storable']);
    expect(codesOf(settings('"result":"\\ud800"'))).toEqual(['not_storable']);
    expect(codesOf(settings('"__proto__":{"result":"x"}'))).toEqual(['not_storable']);
    expect(codesOf(settings('"result":"🦋"'))).toEqual([]);
  });
});

describe('settings of an older revision', () => {
  const greeting: NodeType<{ words: string }> = {
    type: 'greet',
    revision: 3,
    group: 'action',
    icon: 'x',
    title: { en: 'Greet', zh: '问候' },
    about: { en: 'Greets.', zh: '问候。' },
    settings: z.strictObject({ words: z.string() }),
    upgrade: (settings, from) => ({ words: `${String(settings.text)} (from ${from})` }),
    ports: () => [],
    sentence: () => ({ en: 'Greet', zh: '问候' }),
  };
  const registry = registryOf([greeting]);
  const greet = (revision: number | undefined, settings: Record<string, unknown>) =>
    readJourney({ format: 1, name: 'x', nodes: [{ id: 'a', type: 'greet', revision, settings }], edges: [] }, registry);

  it('are upgraded when the journey is read', () => {
    expect(greet(1, { text: 'hi' }).journey!.nodes[0]).toMatchObject({
      revision: 3,
      settings: { words: 'hi (from 1)' },
    });
  });

  it('of today, or without a revision, are left as they are', () => {
    expect(greet(3, { words: 'hi' }).journey!.nodes[0]!.settings).toEqual({ words: 'hi' });
    expect(greet(undefined, { words: 'hi' }).journey!.nodes[0]).toMatchObject({
      revision: 3,
      settings: { words: 'hi' },
    });
  });

  it('of a newer revision are refused with what to do', () => {
    expect(greet(4, {}).problems).toMatchObject([{ code: 'newer_revision', node: 'a' }]);
  });
});
