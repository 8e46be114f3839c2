import { type ChildProcess, spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../../', import.meta.url));

export interface Program {
  readonly pid: number;
  /** Everything it has printed so far, both streams. */
  readonly output: string;
  /** The first line that fits, without what fitted; rejects when the program ends without saying it. */
  says(sign: string | RegExp): Promise<string>;
  kill(signal: NodeJS.Signals): void;
  /** Its exit code; null when a signal ended it. */
  readonly ended: Promise<number | null>;
}

/** Runs a TypeScript file of this repository as a process of its own, to be signalled and killed. */
export function runTypeScript(file: string, args: string[], env: Record<string, string> = {}): Program {
  const hook = new URL('../../server/bin/typescript.js', import.meta.url).href;
  return follow(
    spawn(process.execPath, ['--import', hook, `${root}${file}`, ...args], {
      cwd: root,
      // Jest's own options (--experimental-vm-modules) mean nothing to the program.
      env: { ...process.env, NODE_OPTIONS: '', ...env },
      stdio: ['ignore', 'pipe', 'pipe'],
    }),
  );
}

export function follow(child: ChildProcess): Program {
  const lines: string[] = [];
  const waiting = new Set<(line: string) => void>();
  const ended = new Promise<number | null>((done, failed) => child.once('error', failed).once('close', done));
  for (const stream of [child.stdout, child.stderr]) {
    if (!stream) continue;
    createInterface({ input: stream }).on('line', (line) => {
      lines.push(line);
      for (const look of waiting) look(line);
    });
  }
  return {
    pid: child.pid ?? 0,
    ended,
    get output() {
      return lines.join('\n');
    },
    kill: (signal) => void child.kill(signal),
    says: (sign) =>
      new Promise((found, failed) => {
        const look = (line: string) => {
          const fits = typeof sign === 'string' ? line.startsWith(sign) : sign.test(line);
          if (!fits) return;
          waiting.delete(look);
          found(line.replace(sign, '').trim());
        };
        for (const line of lines) look(line);
        waiting.add(look);
        void ended.then(() => failed(new Error(`It ended without saying "${sign}":\n${lines.join('\n')}`)));
      }),
  };
}
