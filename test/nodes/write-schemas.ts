import { mkdirSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { nodes, publishedSchemas } from '@sojourn/nodes';
import { format, resolveConfig } from 'prettier';

// `node --import ./server/bin/typescript.js test/nodes/write-schemas.ts` after a change of a schema.
const folder = new URL('../../docs/schemas/', import.meta.url);
mkdirSync(folder, { recursive: true });
for (const [name, schema] of Object.entries(publishedSchemas(nodes))) {
  const path = fileURLToPath(new URL(name, folder));
  writeFileSync(path, await format(JSON.stringify(schema), { ...(await resolveConfig(path)), filepath: path }));
}
