import { readdir, stat } from 'node:fs/promises';
import { join, relative, sep } from 'node:path';
import { JOURNEY_TEST } from '../portable/folder.js';

/**
 * The files of journey tests that these words name, in order: a file as it is, a folder for all tests under it, a pattern
 * for those whose path it fits (`*` within a name, `**` over folders). Words that name nothing come back as `missing`.
 */
export async function testFiles(words: readonly string[]): Promise<{ files: string[]; missing: string[] }> {
  const files = new Set<string>();
  const missing: string[] = [];
  for (const word of words) {
    const found = /[*?]/.test(word) ? await fitting(word) : await under(word);
    if (found.length === 0) missing.push(word);
    for (const file of found) files.add(file);
  }
  return { files: [...files].sort(), missing };
}

async function under(path: string): Promise<string[]> {
  const kind = await stat(path).catch(() => undefined);
  if (!kind?.isDirectory()) return kind ? [path] : [];
  return (await everyFile(path)).filter((file) => file.endsWith(JOURNEY_TEST));
}

async function fitting(pattern: string): Promise<string[]> {
  const fixed = /^[^*?]*[/\\]/.exec(pattern)?.[0] ?? '';
  const shape = asExpression(pattern.slice(fixed.length));
  const root = fixed === '' ? '.' : fixed;
  const files = (await stat(root).catch(() => undefined))?.isDirectory() ? await everyFile(root) : [];
  return files.filter((file) => shape.test(relative(root, file).split(sep).join('/')));
}

function asExpression(pattern: string): RegExp {
  const shape = pattern.replaceAll(/\*\*\/|\*\*|\*|\?|[^*?]+/g, (part) => {
    if (part === '**/') return '(?:.*/)?';
    if (part === '**') return '.*';
    if (part === '*') return '[^/]*';
    return part === '?' ? '[^/]' : part.replaceAll(/[$()+.[\]\\^{|}]/g, String.raw`\$&`);
  });
  return new RegExp(`^${shape}$`);
}

/** Every file in a folder and below, but for what is hidden and what npm installed. */
async function everyFile(folder: string): Promise<string[]> {
  const files: string[] = [];
  for (const entry of await readdir(folder, { withFileTypes: true })) {
    const path = join(folder, entry.name);
    if (entry.isFile()) files.push(path);
    else if (entry.isDirectory() && entry.name !== 'node_modules' && !entry.name.startsWith('.'))
      files.push(...(await everyFile(path)));
  }
  return files;
}
