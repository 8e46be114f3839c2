import type { StageModel } from '@sojourn/lifecycle';
import { nodes } from '@sojourn/nodes';
import type { Words } from '@sojourn/rules';

/**
 * What a port is called. The log has no settings of the node; types whose ports hang on them are asked with none, and
 * where that fails the port's own name is shown.
 */
export function portWords(nodeType: string, port: string, model: StageModel | undefined): Words {
  const plain = { en: port, zh: port };
  if (!model) return plain;
  try {
    const ports = nodes.get(nodeType)?.ports({}, { model });
    return ports?.find(({ id }) => id === port)?.label ?? plain;
  } catch {
    return plain;
  }
}
