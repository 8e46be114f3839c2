import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const root = new URL('../../', import.meta.url);
const settings = JSON.parse(readFileSync(new URL('.swcrc', root), 'utf8'));
delete settings.$schema;

/** Finds the source where an import names what will be built from it, as `./clock.js` or `@sojourn/rules` do. */
export async function resolve(specifier, context, next) {
  const [, name] = /^@sojourn\/(\w+)$/.exec(specifier) ?? [];
  if (name) return { url: new URL(`packages/${name}/src/index.ts`, root).href, shortCircuit: true };
  const source = sourceOf(specifier, context.parentURL);
  return source ? { url: source, shortCircuit: true } : next(specifier, context);
}

function sourceOf(specifier, parent) {
  if (!specifier.endsWith('.js')) return null;
  // A worker thread's file comes as a whole address; an import is relative to the file it stands in.
  const whole = specifier.startsWith('file:');
  if (!whole && !/^\.{1,2}\//.test(specifier)) return null;
  const built = new URL(specifier, parent);
  if (built.protocol !== 'file:' || built.pathname.includes('/node_modules/')) return null;
  if (existsSync(fileURLToPath(built))) return null;
  const source = new URL(built.href.replace(/\.js$/, '.ts'));
  return existsSync(fileURLToPath(source)) ? source.href : null;
}

export async function load(url, context, next) {
  if (!url.startsWith('file:') || !url.endsWith('.ts')) return next(url, context);
  const filename = fileURLToPath(url);
  // Only now: most processes which have these hooks never meet a TypeScript file.
  const { transform } = await import('@swc/core');
  const { code } = await transform(readFileSync(filename, 'utf8'), {
    ...settings,
    filename,
    swcrc: false,
    sourceMaps: 'inline',
  });
  return { format: 'module', source: code, shortCircuit: true };
}
