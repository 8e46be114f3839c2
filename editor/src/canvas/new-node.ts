import type { FieldMeta, JourneyNode, NodeType } from '@sojourn/journey';
import { z } from 'zod';
import type { Position } from './document.js';

/** A node of a type with the settings it starts with. */
export function newNode(type: NodeType, id: string, position: Position): JourneyNode {
  return { id, type: type.type, revision: type.revision, settings: startingSettings(type), position };
}

/**
 * What a new node is set to: the declared defaults and starts, a day where a duration is asked for. Everything else is for the
 * operator to say, and marked until it is said.
 */
function startingSettings(type: NodeType): Record<string, unknown> {
  if (!(type.settings instanceof z.ZodObject)) return {};
  const settings: Record<string, unknown> = {};
  for (const [name, schema] of Object.entries(type.settings.shape as Record<string, z.ZodType>)) {
    const start = startingValue(schema);
    if (start !== undefined) settings[name] = start;
  }
  return settings;
}

function startingValue(schema: z.ZodType): unknown {
  const absent = schema.safeParse(undefined);
  if (absent.success) return absent.data;
  const { widget, start } = (schema.meta() ?? {}) as Partial<FieldMeta>;
  if (start !== undefined) return structuredClone(start);
  return widget === 'duration' ? '1d' : undefined;
}
