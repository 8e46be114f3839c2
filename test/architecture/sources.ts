import { readFileSync, readdirSync } from 'node:fs';
import { dirname, join, posix } from 'node:path';
import { fileURLToPath } from 'node:url';
import ts from 'typescript';

export const root = join(dirname(fileURLToPath(import.meta.url)), '../..');

export interface Source {
  /** From the root, with slashes: `server/src/store/inbox.store.ts`. */
  path: string;
  text: string;
  isSpec: boolean;
}

const ROOMS = ['packages', 'server/src', 'server/bin', 'editor/src', 'test'];
const sources = ROOMS.flatMap((room) => read(room));

/** Every source file whose path begins so. */
export function sourcesIn(...beginnings: string[]): Source[] {
  return sources.filter(({ path }) => beginnings.some((beginning) => path.startsWith(beginning)));
}

function read(folder: string): Source[] {
  return readdirSync(join(root, folder), { withFileTypes: true }).flatMap((entry) => {
    const path = `${folder}/${entry.name}`;
    if (entry.isDirectory()) return /^(node_modules|dist)$/.test(entry.name) ? [] : read(path);
    if (!/\.[jt]sx?$/.test(entry.name)) return [];
    return { path, text: readFileSync(join(root, path), 'utf8'), isSpec: /\.spec\.tsx?$/.test(path) };
  });
}

/** What a file imports, types included: packages by name, files of ours by their path from the root. */
export function importsOf({ path, text }: Source): string[] {
  return ts
    .preProcessFile(text, true, true)
    .importedFiles.map(({ fileName }) => fileName)
    .map((name) => (name.startsWith('.') ? posix.join(posix.dirname(path), name).replace(/\.js$/, '') : name));
}

/** The texts of a file's string literals and templates: comments and code are not among them. */
export function stringsOf({ path, text }: Source): string[] {
  const found: string[] = [];
  const visit = (node: ts.Node): void => {
    if (ts.isStringLiteralLike(node)) found.push(node.text);
    if (ts.isTemplateExpression(node)) {
      found.push([node.head.text, ...node.templateSpans.map((span) => span.literal.text)].join('?'));
    }
    ts.forEachChild(node, visit);
  };
  visit(ts.createSourceFile(path, text, ts.ScriptTarget.Latest));
  return found;
}

/** The lines of a file's code that fit, comments left out. */
export function linesLike({ text }: Source, pattern: RegExp): number[] {
  const code = text.replaceAll(/\/\*[\s\S]*?\*\//g, (comment) => comment.replaceAll(/[^\n]/g, ' '));
  return code.split('\n').flatMap((line, at) => (pattern.test(line.replace(/(^|\s)\/\/.*/, '')) ? [at + 1] : []));
}
