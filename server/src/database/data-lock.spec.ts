import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { lockDataDirectory } from './data-lock.js';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'sojourn-lock-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

describe('the lock of a data directory', () => {
  it('is held by one and free again when given back', () => {
    const unlock = lockDataDirectory(folder);
    expect(() => lockDataDirectory(folder)).toThrow(
      `Another Sojourn (process ${process.pid}) already runs on ${folder}`,
    );
    unlock();
    lockDataDirectory(folder)();
    expect(readdirSync(folder)).toEqual([]);
  });

  it.each([
    ['whose holder is dead', JSON.stringify({ pid: 2_000_000_000, since: '1' })],
    ['whose number was given to another process', JSON.stringify({ pid: process.pid, since: 'long ago' })],
    ['that is empty', ''],
    ['that is torn', '{"pid":'],
  ])('passes over a lock %s', (_, content) => {
    writeFileSync(join(folder, 'server.lock'), content);
    const unlock = lockDataDirectory(folder);
    expect(() => lockDataDirectory(folder)).toThrow(/Another Sojourn/);
    unlock();
    expect(readdirSync(folder)).toEqual([]);
  });
});
