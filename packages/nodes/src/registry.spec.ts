import { describe, expect, it } from '@jest/globals';
import type { FieldMeta } from '@sojourn/journey';
import { GENERAL_MODEL } from '@sojourn/lifecycle';
import type { Words } from '@sojourn/rules';
import { z } from 'zod';
import { nodes, registryOf } from './registry.js';

const inBoth = (words: Words) => {
  expect(words.en).toMatch(/^[\x20-\x7e]+$/);
  expect(words.zh).toMatch(/[\u4e00-\u9fff]/);
};

describe.each([...nodes.values()].map((type) => [type.type, type] as const))('the node type %s', (_, type) => {
  it('has a title and a description in both languages', () => {
    inBoth(type.title);
    inBoth(type.about);
    expect(type.revision).toBeGreaterThanOrEqual(1);
  });

  it('labels every setting, its help and its options in both languages', () => {
    const { shape } = type.settings as unknown as z.ZodObject<Record<string, z.ZodType>>;
    for (const schema of Object.values(shape)) {
      const meta = schema.meta() as unknown as FieldMeta;
      for (const words of [meta.label, ...(meta.help ? [meta.help] : []), ...Object.values(meta.options ?? {})])
        inBoth(words);
    }
  });

  it('refuses settings that it does not know', () => {
    const { error } = type.settings.safeParse({ nonsense: 1 });
    expect(error?.issues).toContainEqual(expect.objectContaining({ code: 'unrecognized_keys' }));
  });

  it('is either a trigger or prepares a visit, and time passes only where it waits or asks a person', () => {
    expect([type.trigger, type.prepare].filter(Boolean)).toHaveLength(1);
    expect(type.group === 'trigger').toBe(type.trigger !== undefined);
    if (type.rests) expect(['wait', 'action']).toContain(type.group);
  });
});

describe('the registry', () => {
  it('STATE-3 says of a type that time passes in it only where it does so each time', () => {
    const resting = [...nodes.values()].filter(({ rests }) => rests).map(({ type }) => type);
    // A window that is open, a date in the past and a condition that holds let people through at once.
    expect(resting).toEqual(['wait-duration', 'wait-event', 'wait-time', 'human-task']);
  });

  it('refuses two types of one name', () => {
    const end = nodes.get('end')!;
    expect(() => registryOf([end, end])).toThrow('Two node types are called "end".');
  });

  it('gives every type its ports by name, each once', () => {
    for (const id of ['if-else', 'stage-split', 'wait-event', 'send-email', 'end']) {
      const ports = nodes.get(id)!.ports({}, { model: GENERAL_MODEL });
      expect(new Set(ports.map((port) => port.id)).size).toBe(ports.length);
      for (const port of ports) inBoth(port.label);
    }
  });
});
