import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { root } from './sources.js';

interface Entry {
  version?: string;
  resolved?: string;
  link?: boolean;
  hasInstallScript?: boolean;
  dependencies?: Record<string, string>;
  optionalDependencies?: Record<string, string>;
}

const json = <T>(path: string) => JSON.parse(readFileSync(join(root, path), 'utf8')) as T;
const entries = Object.entries(json<{ packages: Record<string, Entry> }>('package-lock.json').packages);
const byPath = new Map(entries);

describe('the lockfile', () => {
  it('holds nothing below the versions that mended known holes', () => {
    const lowest = json<Record<string, string>>('test/architecture/lowest-versions.json');
    const below = entries
      .map(([path, { version }]) => ({ path, version: version ?? '', lowest: lowest[nameOf(path)] }))
      .filter(({ version, lowest: least }) => least && compare(version, least) < 0)
      .map(({ path, version, lowest: least }) => `${path} is ${version}, and must be ${least} or later`);
    expect(below).toEqual([]);
    expect(Object.keys(lowest).filter((name) => !byPath.has(`node_modules/${name}`))).toEqual([]);
  });

  it('holds every optional package, of whatever system: else `npm ci` refuses its own lockfile there', () => {
    const missing = entries.flatMap(([path, { optionalDependencies = {} }]) =>
      Object.keys(optionalDependencies)
        .filter((name) => !isReachable(path, name))
        .map(
          (name) =>
            `${path || 'the root'} wants ${name}: make the lockfile anew without node_modules, or pin an older version`,
        ),
    );
    expect(missing).toEqual([]);
  });

  it('names no address of a registry', () => {
    expect(entries.filter(([, { resolved, link }]) => resolved && !link).map(([path]) => path)).toEqual([]);
  });

  it('has a decision in "allowScripts" for every package that would run a script when installed', () => {
    const decided = Object.keys(json<{ allowScripts: Record<string, boolean> }>('package.json').allowScripts);
    const scripts = entries.filter(([, { hasInstallScript }]) => hasInstallScript).map(([path]) => nameOf(path));
    // fsevents is macOS's own watcher, and comes ready-made.
    expect(scripts.filter((name) => !decided.includes(name) && name !== 'fsevents')).toEqual([]);
  });

  it('pins what we ask for to exact versions', () => {
    const ours = entries
      .filter(([path]) => path === '' || /^(packages\/\w+|server|editor)$/.test(path))
      .map(([path]) => path);
    const loose = ours.flatMap((path) => {
      const file = json<Record<string, Record<string, string> | undefined>>(join(path, 'package.json'));
      return ['dependencies', 'devDependencies', 'optionalDependencies'].flatMap((kind) =>
        Object.entries(file[kind] ?? {})
          .filter(([name, version]) => !name.startsWith('@sojourn/') && !/^\d+\.\d+\.\d+(-[\w.]+)?$/.test(version))
          .map(([name, version]) => `${path || 'root'}: ${name} ${version}`),
      );
    });
    expect(loose).toEqual([]);
  });
});

function nameOf(path: string): string {
  return path.slice(path.lastIndexOf('node_modules/') + 'node_modules/'.length);
}

/** As Node looks for it: beside the package, then in each folder above, at last in the root. */
function isReachable(path: string, name: string): boolean {
  if (byPath.has(join(path, 'node_modules', name))) return true;
  return path !== '' && isReachable(path.includes('/') ? path.slice(0, path.lastIndexOf('/')) : '', name);
}

function compare(a: string, b: string): number {
  const [left, right] = [a, b].map((version) => version.split(/[.-]/).map(Number));
  for (let at = 0; at < 3; at += 1) {
    const difference = (left?.[at] ?? 0) - (right?.[at] ?? 0);
    if (difference !== 0) return difference;
  }
  return 0;
}
