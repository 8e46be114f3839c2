import { mkdir, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { LARGEST, type Bundle } from './bundle.js';
import { canonicalJson } from './canonical.js';

/** The file that says which workspace's other files are which: `journeys/onboarding.json` → its id. */
const INDEX = 'workspace.json';
const FOLDERS = ['templates', 'journeys'] as const;

const indexSchema = z.object({
  templates: z.record(z.string(), z.string()).default({}),
  journeys: z.record(z.string(), z.string()).default({}),
});

/** How the file of a journey test ends: it may stand beside its journey, and is nothing to apply. */
export const JOURNEY_TEST = '.journey-test.json';

/** A file that cannot be used, in words. */
export class FileFault extends Error {}

/** A bundle's parts before anything of them is checked; `sources` names the file of each journey and template by place. */
export interface RawBundle {
  document: Record<string, unknown>;
  sources: Map<string, string>;
}

/**
 * Writes a bundle as a folder that is pleasant to keep under version control: one file for each journey, template and
 * the model, so that `sojourn rehearse` reads them too. Files of things that are gone are removed.
 */
export async function writeFolder(folder: string, bundle: Bundle): Promise<string[]> {
  const { templates, journeys, model, ...rest } = bundle;
  const files = new Map<string, unknown>();
  const index: Record<(typeof FOLDERS)[number], Record<string, string>> = { templates: {}, journeys: {} };
  for (const { id, ...template } of templates) place('templates', template.name, id, template);
  for (const { id, journey } of journeys) place('journeys', journey.name, id, journey);
  if (model) files.set('model.json', model);
  files.set(INDEX, { ...rest, ...index });

  function place(kind: (typeof FOLDERS)[number], name: string, id: string, content: unknown): void {
    const slug = slugOf(name);
    let file = `${slug}.json`;
    for (let n = 2; Object.hasOwn(index[kind], file); n++) file = `${slug}-${n}.json`;
    index[kind][file] = id;
    files.set(join(kind, file), content);
  }

  const stale = await listed(folder);
  for (const kind of FOLDERS) await mkdir(join(folder, kind), { recursive: true });
  for (const [file, content] of files) await writeFile(join(folder, file), canonicalJson(content));
  for (const file of stale) if (!files.has(file)) await rm(join(folder, file), { force: true });
  return [...files.keys()];
}

/** Reads such a folder. A file that the index does not know is new: its id will follow from its name. */
export async function readFolder(folder: string, idOf: (file: string) => string): Promise<RawBundle> {
  const index = (await readJson(join(folder, INDEX))) as Record<string, unknown>;
  const known = indexSchema.safeParse(index);
  if (!known.success) throw new FileFault(`${join(folder, INDEX)} is not one that "sojourn export" wrote.`);
  const sources = new Map<string, string>();
  const read = async (kind: (typeof FOLDERS)[number]) => {
    const found = await readdir(join(folder, kind)).catch(() => []);
    const files = found.filter((file) => file.endsWith('.json') && !file.endsWith(JOURNEY_TEST)).sort();
    const parts: { id: string; content: unknown }[] = [];
    for (const file of files) {
      const path = join(kind, file);
      sources.set(`${kind}.${parts.length}`, path);
      parts.push({ id: known.data[kind][file] ?? idOf(path), content: await readJson(join(folder, path)) });
    }
    return parts;
  };
  const templates = (await read('templates')).map(({ id, content }) => ({ ...(content as object), id }));
  const journeys = (await read('journeys')).map(({ id, content }) => ({ id, journey: content }));
  const model = await readJson(join(folder, 'model.json'), true);
  return { document: { ...index, templates, journeys, ...(model === undefined ? {} : { model }) }, sources };
}

/** Reads a bundle in one file, or a single journey. */
export async function readSingleFile(file: string, idOf: (file: string) => string): Promise<RawBundle> {
  const document = (await readJson(file)) as Record<string, unknown>;
  if (Array.isArray(document.nodes)) {
    return {
      document: { format: 1, journeys: [{ id: idOf(file), journey: document }] },
      sources: new Map([['journeys.0', file]]),
    };
  }
  return { document, sources: new Map() };
}

async function readJson(file: string, mayMiss = false): Promise<unknown> {
  let text: string;
  try {
    if ((await stat(file)).size > LARGEST) throw new FileFault(`${file} is larger than ${LARGEST / 1e6} MB.`);
    text = await readFile(file, 'utf8');
  } catch (error) {
    if (error instanceof FileFault) throw error;
    if (mayMiss && (error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw new FileFault(`${file} cannot be read: ${error instanceof Error ? error.message : String(error)}`);
  }
  let document: unknown;
  try {
    document = JSON.parse(text);
  } catch (error) {
    throw new FileFault(`${file} is not JSON: ${error instanceof Error ? error.message : String(error)}`);
  }
  if (typeof document !== 'object' || document === null || Array.isArray(document))
    throw new FileFault(`${file} does not hold a JSON object.`);
  return document;
}

/** The files that an earlier export into this folder wrote, but for the index. */
async function listed(folder: string): Promise<string[]> {
  const index = indexSchema.safeParse(await readJson(join(folder, INDEX), true).catch(() => undefined));
  if (!index.success) return [];
  // Only plain names of our own folders: an index that somebody wrote must not remove other files.
  return FOLDERS.flatMap((kind) =>
    Object.keys(index.data[kind])
      .filter((file) => /^[^/\\]+\.json$/.test(file))
      .map((file) => join(kind, file)),
  );
}

/** A file name that people can read; letters of any script stay. */
function slugOf(name: string): string {
  const words = name
    .normalize('NFC')
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{N}]+/gu, '-')
    .replaceAll(/^-+|-+$/g, '');
  return [...words].slice(0, 60).join('') || 'unnamed';
}
