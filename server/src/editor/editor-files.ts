import { createHash } from 'node:crypto';
import { readdirSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { extname, join } from 'node:path';
import { promisify } from 'node:util';
import { gzip } from 'node:zlib';

const compress = promisify(gzip);

const TYPES: Record<string, string> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.json': 'application/json; charset=utf-8',
  '.map': 'application/json; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.ico': 'image/x-icon',
  '.woff2': 'font/woff2',
  '.txt': 'text/plain; charset=utf-8',
};

export interface EditorFile {
  type: string;
  etag: string;
  /** Its name changes with its content: browsers may keep it for good. */
  lasting: boolean;
  plain: Buffer;
  /** Where that is worth it. */
  gzip?: Buffer;
}

/** The built editor, read and compressed once. The names are listed at the start: no request's path reaches the disk. */
export class EditorFiles {
  private readonly names: ReadonlySet<string>;
  private readonly read = new Map<string, Promise<EditorFile>>();

  constructor(private readonly folder: string) {
    this.names = new Set(list(folder));
  }

  /** Undefined where there is no such file, or where a new build has taken it away. */
  async find(path: string): Promise<EditorFile | undefined> {
    if (!this.names.has(path)) return undefined;
    let file = this.read.get(path);
    if (!file) this.read.set(path, (file = this.open(path)));
    try {
      return await file;
    } catch (error) {
      this.read.delete(path);
      if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
      throw error;
    }
  }

  private async open(path: string): Promise<EditorFile> {
    const plain = await readFile(join(this.folder, path));
    const type = TYPES[extname(path)] ?? 'application/octet-stream';
    const etag = `"${createHash('sha256').update(plain).digest('base64url').slice(0, 20)}"`;
    const file = { type, etag, lasting: path.startsWith('/assets/'), plain };
    return /^(text|application\/json|image\/svg)/.test(type) && plain.length > 1_000
      ? { ...file, gzip: await compress(plain, { level: 9 }) }
      : file;
  }
}

function list(folder: string): string[] {
  try {
    return readdirSync(folder, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => join(entry.parentPath, entry.name).slice(folder.length).replaceAll('\\', '/'));
  } catch {
    // Not built, as for `npm run dev`, where Vite serves it, and for tests.
    return [];
  }
}
