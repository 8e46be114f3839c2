import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { linkLibraries } from './postgres-binaries.js';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'sojourn-native-'));
  mkdirSync(join(folder, 'native', 'lib'), { recursive: true });
  writeFileSync(join(folder, 'native', 'lib', 'libpq.so.5.18'), 'the library');
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

describe('Postgres installed with --ignore-scripts', () => {
  it('gets the short names of its libraries from us, once', () => {
    const links = ['libpq.so', 'libpq.so.5'].map((name) => ({
      source: 'native/lib/libpq.so.5.18',
      target: `native/lib/${name}`,
    }));
    writeFileSync(join(folder, 'native', 'pg-symlinks.json'), JSON.stringify(links));
    linkLibraries(join(folder, 'native'));
    linkLibraries(join(folder, 'native'));
    for (const { target } of links) expect(readFileSync(join(folder, target), 'utf8')).toBe('the library');
  });

  it('needs nothing on a system whose package lists no links', () => {
    expect(() => linkLibraries(join(folder, 'native'))).not.toThrow();
  });
});
