import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { readSecret } from './secret.js';

describe('the secret of an installation', () => {
  let dataDir: string;
  beforeEach(() => {
    dataDir = mkdtempSync(join(tmpdir(), 'sojourn-secret-'));
  });
  afterEach(() => rmSync(dataDir, { recursive: true }));

  it('is made at the first start, readable by its owner alone, and stays', () => {
    const first = readSecret({ dataDir, secret: undefined });
    expect(statSync(join(dataDir, 'secret')).mode & 0o777).toBe(0o600);
    expect(readFileSync(join(dataDir, 'secret'), 'utf8')).toMatch(/^[0-9a-f]{64}$/);
    expect(readSecret({ dataDir, secret: undefined }).key('x')).toEqual(first.key('x'));
  });

  it('gives each purpose a key of its own', () => {
    const secret = readSecret({ dataDir, secret: undefined });
    expect(secret.key('audit seal')).toHaveLength(32);
    expect(secret.key('audit seal')).not.toEqual(secret.key('unsubscribe links'));
  });

  it('is refused when it is short, a sample, or monotonous (I3)', () => {
    for (const secret of [
      'changeme',
      'change-me-change-me-change-me-change-me',
      'a'.repeat(64),
      'password'.repeat(8),
    ]) {
      expect(() => readSecret({ dataDir, secret })).toThrow('too easy to guess');
    }
    writeFileSync(join(dataDir, 'secret'), 'changeme');
    expect(() => readSecret({ dataDir, secret: undefined })).toThrow('too easy to guess');
  });
});
