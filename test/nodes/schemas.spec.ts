import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { nodes, publishedSchemas, type JsonSchema } from '@sojourn/nodes';

const published = publishedSchemas(nodes);

describe('the published JSON schemas', () => {
  it.each(Object.keys(published))('docs/schemas/%s is current (else run test/nodes/write-schemas.ts)', (name) => {
    const path = new URL(`../../docs/schemas/${name}`, import.meta.url);
    expect(existsSync(path)).toBe(true);
    expect(JSON.parse(readFileSync(path, 'utf8'))).toEqual(published[name]);
  });

  it('describe the settings of every node type', () => {
    const { properties } = published['journey.schema.json'] as {
      properties: { nodes: { items: { oneOf: JsonSchema[] } } };
    };
    const types = properties.nodes.items.oneOf.map(
      (item) => (item.properties as { type: { const: string } }).type.const,
    );
    expect(types).toEqual([...nodes.keys()].sort());
  });

  it('hold no reference that leads nowhere, and nothing of the form', () => {
    for (const schema of Object.values(published)) {
      const text = JSON.stringify(schema);
      for (const [, name] of text.matchAll(/"#\/\$defs\/([^"]+)"/g))
        expect(Object.keys(schema.$defs as object)).toContain(name);
      expect(text).not.toMatch(/"widget":|"label":|__schema/);
    }
  });
});
