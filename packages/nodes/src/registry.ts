import type { NodeGroup, NodeRegistry, NodeType } from '@sojourn/journey';
import * as catalogue from './catalogue.js';

// Each type has settings of its own; a registry holds them all, and each checks what it is given by its schema.
// oxlint-disable-next-line typescript/no-explicit-any
type AnyNodeType = NodeType<any>;

/** The groups in the palette's order. */
export const NODE_GROUPS: readonly NodeGroup[] = ['trigger', 'condition', 'wait', 'message', 'action', 'flow'];

/** Makes a registry, in the palette's order of groups. Two types of one name are a mistake in the code and throw. */
export function registryOf(types: readonly AnyNodeType[]): NodeRegistry {
  const registry = new Map<string, NodeType>();
  for (const group of NODE_GROUPS) {
    for (const type of types.filter((each) => each.group === group)) {
      if (registry.has(type.type)) throw new Error(`Two node types are called "${type.type}".`);
      registry.set(type.type, type);
    }
  }
  return registry;
}

/** Every node type: what stands in the catalogue. */
export const nodes = registryOf(Object.values(catalogue));
