import type { App } from '../main.js';
import type { ExportStores } from '../portable/export-bundle.js';
import { LifecycleStore } from '../store/lifecycle.store.js';
import { PortableStore } from '../store/portable.store.js';
import { TemplatesStore } from '../store/templates.store.js';

/** The stores that an export reads. */
export function portableStores(app: App): ExportStores {
  return { lifecycle: app.get(LifecycleStore), templates: app.get(TemplatesStore), portable: app.get(PortableStore) };
}
