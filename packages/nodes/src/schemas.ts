import {
  journeySchema,
  journeyTestSchema,
  rehearsalResultSchema,
  type FieldMeta,
  type NodeRegistry,
} from '@sojourn/journey';
import { stageModelSchema } from '@sojourn/lifecycle';
import { z } from 'zod';

/** A JSON Schema, draft 2020-12. */
export type JsonSchema = { [key: string]: unknown };

/**
 * The schemas of what Sojourn reads and writes as files, by file name: journeys with the settings of each node type,
 * lifecycle models, journey tests, and the result of a rehearsal. They say less than our own checks (durations, references and graphs
 * are beyond them), so a file that passes may still be refused, with a better message.
 */
export function publishedSchemas(registry: NodeRegistry): Record<string, JsonSchema> {
  return {
    'journey.schema.json': journeyJsonSchema(registry),
    'stage-model.schema.json': titled('Lifecycle model', schemaOf(stageModelSchema)),
    'journey-test.schema.json': titled('Journey test', schemaOf(journeyTestSchema)),
    'rehearsal-result.schema.json': titled('Result of a rehearsal', schemaOf(rehearsalResultSchema)),
  };
}

function journeyJsonSchema(registry: NodeRegistry): JsonSchema {
  const journey = schemaOf(journeySchema);
  const { nodes } = journey.properties as { nodes: { items: JsonSchema & { properties: JsonSchema } } };
  const definitions: JsonSchema = {};
  const types = [...registry.values()].sort((a, b) => (a.type < b.type ? -1 : 1));
  const items = types.map((type) => {
    const { $defs, $schema: _, ...settings } = schemaOf(type.settings);
    Object.assign(definitions, $defs);
    const properties = { ...nodes.items.properties, type: { const: type.type }, settings };
    return { ...nodes.items, title: type.title.en, description: type.about.en, properties };
  });
  const all = { ...nodes, items: { oneOf: items } };
  return titled('Journey', {
    ...journey,
    properties: { ...(journey.properties as object), nodes: all },
    $defs: definitions,
  });
}

const titled = (title: string, { $schema, ...rest }: JsonSchema): JsonSchema => ({ $schema, title, ...rest });

function schemaOf(schema: z.ZodType): JsonSchema {
  const made = z.toJSONSchema(schema, {
    // What is read, not what is written: `output` sees through the size check in front of every condition.
    io: 'output',
    unrepresentable: 'any',
    override: ({ jsonSchema }) => plain(jsonSchema as JsonSchema & Partial<FieldMeta>),
  });
  // Conditions are the only thing that holds itself; zod numbers what it does not know a name for.
  return JSON.parse(JSON.stringify(made).replaceAll('__schema0', 'condition')) as JsonSchema;
}

/** Labels of forms become titles; a setting with a default may be left out. */
function plain(schema: JsonSchema & Partial<FieldMeta>): void {
  const { label, help, required, properties } = schema;
  if (label) schema.title = label.en;
  if (help) schema.description = help.en;
  for (const key of ['label', 'help', 'widget', 'options', 'start', 'hidden']) delete schema[key];
  if (!Array.isArray(required)) return;
  const fields = properties as Record<string, JsonSchema>;
  schema.required = required.filter((name: string) => !('default' in fields[name]!));
}
