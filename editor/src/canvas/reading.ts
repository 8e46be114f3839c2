import type { JourneyNode, NodeRegistry, NodeType, Port, Surroundings } from '@sojourn/journey';
import type { Words } from '@sojourn/rules';
import { cardSize } from './card-size.js';

/** What the canvas needs to know of a node, read from its type's declaration. */
export interface NodeReading {
  /** Absent where the type is not known here. */
  type?: NodeType;
  ports: readonly Port[];
  /** What the node does, in words; absent while its settings are not valid yet. */
  sentence?: Words;
  width: number;
}

export type Reading = (node: JourneyNode) => NodeReading;

/** Reads nodes by their declarations. A node object is read once; a changed node is another object. */
export function readingOf(registry: NodeRegistry, around: Surroundings): Reading {
  const known = new WeakMap<JourneyNode, NodeReading>();
  return (node) => {
    let reading = known.get(node);
    if (!reading) known.set(node, (reading = read(node, registry.get(node.type), around)));
    return reading;
  };
}

function read(node: JourneyNode, type: NodeType | undefined, around: Surroundings): NodeReading {
  if (!type) return { ports: [], width: cardSize(0, false).width };
  const parsed = type.settings.safeParse(node.settings);
  // Ports are wanted before a node is fully configured: one connects first and fills in later.
  const ports = attempt(() => type.ports(parsed.success ? parsed.data : node.settings, around)) ?? [];
  const sentence = parsed.success ? attempt(() => type.sentence(parsed.data, around)) : undefined;
  return { type, ports, width: cardSize(ports.length, false).width, ...(sentence ? { sentence } : {}) };
}

function attempt<T>(make: () => T): T | undefined {
  try {
    return make();
  } catch {
    return undefined;
  }
}
