import { type ChildProcess, spawn } from 'node:child_process';
import { createServer } from 'node:net';
import { follow } from './programs.js';

export interface TestRedis {
  readonly url: string;
  stop(): Promise<void>;
  /** kill -9, for tests of what the loss of Redis does. */
  kill(): Promise<void>;
  /** Starts it anew and empty, on the same port. */
  restart(): Promise<void>;
}

/** A Redis of the spec's own, on a free port of the loopback, that keeps nothing on disk. */
export async function startRedis(): Promise<TestRedis> {
  const port = await freePort();
  let child = await run(port);
  const end = async (signal: NodeJS.Signals) => {
    if (child.exitCode !== null || child.signalCode !== null) return;
    const ended = new Promise((done) => child.once('exit', done));
    child.kill(signal);
    await ended;
  };
  return {
    url: `redis://127.0.0.1:${port}`,
    stop: () => end('SIGTERM'),
    kill: () => end('SIGKILL'),
    restart: async () => {
      await end('SIGKILL');
      child = await run(port);
    },
  };
}

async function run(port: number): Promise<ChildProcess> {
  const place = ['--port', String(port), '--bind', '127.0.0.1', '--daemonize', 'no'];
  // A queue that evicts keys loses jobs: the same policy the server insists on.
  const memory = ['--save', '', '--appendonly', 'no', '--maxmemory-policy', 'noeviction'];
  const child = spawn('redis-server', [...place, ...memory], { cwd: '/', stdio: ['ignore', 'pipe', 'pipe'] });
  // Whoever ends early takes it along.
  const end = () => void child.kill('SIGKILL');
  process.once('exit', end);
  child.once('exit', () => process.off('exit', end));
  const program = follow(child);
  await program.says(/Ready to accept connections/);
  return child;
}

function freePort(): Promise<number> {
  return new Promise((found, failed) => {
    const probe = createServer().once('error', failed);
    probe.listen(0, '127.0.0.1', () => {
      const address = probe.address();
      probe.close(() => found(typeof address === 'object' && address ? address.port : 0));
    });
  });
}
