import { hkdfSync, randomBytes } from 'node:crypto';
import { chmodSync, linkSync, mkdirSync, readFileSync, unlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Config } from './config.js';
import { StartRefusal } from './database/start-refusal.js';

/** The installation's secret. Nothing uses it as it is: each purpose derives a key of its own. */
export class Secret {
  constructor(private readonly root: Buffer) {}

  /** 32 bytes for one purpose, such as `audit seal`; the same each time, and telling nothing of the others. */
  key(purpose: string): Buffer {
    return Buffer.from(hkdfSync('sha256', this.root, '', `sojourn ${purpose}`, 32));
  }
}

/** SECRET, or the secret file of the data directory, which is made at the first start. */
export function readSecret(config: Pick<Config, 'secret' | 'dataDir'>): Secret {
  const text = config.secret ?? secretFile(config.dataDir);
  const weak = text.length < 32 || new Set(text).size < 10 || /change.?me|secret|password|example/i.test(text);
  if (weak)
    throw new StartRefusal('SECRET is too easy to guess. Use at least 32 random characters: openssl rand -hex 32');
  return new Secret(Buffer.from(text));
}

function secretFile(dataDir: string): string {
  const file = join(dataDir, 'secret');
  mkdirSync(dataDir, { recursive: true, mode: 0o700 });
  const found = read(file);
  if (found !== undefined) return found;
  // Written apart and linked, so that two first starts agree on one secret and a crash leaves no half of it.
  const draft = `${file}.${process.pid}`;
  writeFileSync(draft, randomBytes(32).toString('hex'), { mode: 0o600 });
  try {
    linkSync(draft, file);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
  } finally {
    unlinkSync(draft);
  }
  chmodSync(file, 0o600);
  return readFileSync(file, 'utf8').trim();
}

function read(file: string): string | undefined {
  try {
    return readFileSync(file, 'utf8').trim();
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw new StartRefusal(`The secret cannot be read: ${file}. Start as the user that owns it.`);
  }
}
