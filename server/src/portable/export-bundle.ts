import { MEANINGS } from '@sojourn/lifecycle';
import type { LifecycleStore } from '../store/lifecycle.store.js';
import type { PortableStore } from '../store/portable.store.js';
import type { TemplatesStore } from '../store/templates.store.js';
import { settingsOf } from '../store/workspaces.store.js';
import type { WorkspaceEntity } from '../store/workspace.entity.js';
import type { Bundle } from './bundle.js';

export interface ExportStores {
  lifecycle: LifecycleStore;
  templates: TemplatesStore;
  portable: PortableStore;
}

/** A workspace as a document, in an order that does not depend on when things were made. */
export async function exportBundle(
  { lifecycle, templates, portable }: ExportStores,
  workspace: WorkspaceEntity,
): Promise<Bundle> {
  const { model, meanings } = await lifecycle.current(workspace.id);
  const { name: _, ...settings } = settingsOf(workspace);
  const letters = await templates.list(workspace.id);
  return {
    format: 1,
    settings,
    meanings: everyMeaning(meanings),
    model,
    templates: letters
      .map(({ id, name, channel, variants }) => ({ id, name, channel, variants }))
      .sort((a, b) => (a.name === b.name ? order(a.id, b.id) : order(a.name, b.name))),
    journeys: await portable.journeys(workspace.id),
  };
}

/** Every meaning there is, each name once, so that equal mappings are equal texts. */
export function everyMeaning(given: Readonly<Record<string, readonly string[]>>): Record<string, string[]> {
  return Object.fromEntries(MEANINGS.map(({ id }) => [id, [...new Set(given[id])]]));
}

const order = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);
