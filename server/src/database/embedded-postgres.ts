import { type ChildProcess, spawn } from 'node:child_process';
import { closeSync, existsSync, mkdirSync, openSync, readFileSync, renameSync, statSync } from 'node:fs';
import { createServer } from 'node:net';
import { join, resolve } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import pg from 'pg';
import { lockDataDirectory } from './data-lock.js';
import { type PostgresBinaries, type RunAs, chooseRunAs, commandFor, findBinaries } from './postgres-binaries.js';
import { type Cluster, OWNER, ensureCluster, pgdataOf } from './postgres-cluster.js';
import { clearDataDirectory, signal, stopPostmaster } from './postgres-processes.js';
import { StartRefusal } from './start-refusal.js';

export interface EmbeddedPostgresOptions {
  /** Holds the database files, its password, its log and the lock of the one server that uses them. */
  dataDir: string;
  /** Postgres settings over ours, such as `{ fsync: 'off' }` for tests. */
  settings?: Record<string, string>;
  log?: (text: string) => void;
  /** Both are found by themselves; tests name them. */
  runAs?: RunAs;
  binaries?: PostgresBinaries;
  /** Starts Postgres again, on the same port, when it ends without being asked to. */
  keepUp?: boolean;
}

export interface EmbeddedPostgres {
  readonly url: string;
  readonly port: number;
  readonly pid: number;
  readonly dataDir: string;
  /** Stops it after the current statements and gives the data directory free. Close the pools first. */
  stop(): Promise<void>;
  /** kill -9, for tests of faults. */
  kill(): void;
  /** Starts it again on the same port, whether it runs or was killed. */
  restart(): Promise<void>;
}

const SETTINGS = {
  listen_addresses: '127.0.0.1',
  unix_socket_directories: '',
  max_connections: '100',
  shared_buffers: '256MB',
  synchronous_commit: 'on',
  wal_compression: 'on',
  max_wal_size: '4GB',
  checkpoint_timeout: '15min',
  // Our statements are short and many: compiling them costs more than it saves.
  jit: 'off',
  timezone: 'UTC',
  log_timezone: 'UTC',
  // A profile's attributes must not reach a log: no statement texts, no parameters, no DETAIL with key values.
  log_min_messages: 'warning',
  log_min_error_statement: 'panic',
  log_error_verbosity: 'terse',
  log_parameter_max_length_on_error: '0',
};

/** Starts the Postgres that came with npm on a free port of the loopback; refuses a data directory that is in use. */
export async function startEmbeddedPostgres(options: EmbeddedPostgresOptions): Promise<EmbeddedPostgres> {
  const dataDir = resolve(options.dataDir);
  const unlock = openDataDirectory(dataDir);
  const log = options.log ?? (() => undefined);
  // Processes to end when we are: watched from before the first is spawned, since they are detached and would live on.
  const running = new Set<number>();
  const unwatch = watchSignals(running);
  try {
    const binaries = options.binaries ?? (await findBinaries());
    const runAs = options.runAs ?? chooseRunAs(binaries, pgdataOf(dataDir));
    const track = (pid: number) => void running.add(pid);
    const cluster = await ensureCluster(dataDir, binaries, runAs, options.settings?.fsync !== 'off', track);
    running.clear();
    const server = new Postmaster({ ...options, dataDir, log }, binaries, runAs, cluster, running, unlock);
    await server.restart().catch(async (error) => {
      await server.stop();
      throw error;
    });
    return server;
  } catch (error) {
    for (const pid of running) signal(pid, 'SIGINT');
    unlock();
    throw error;
  } finally {
    unwatch();
  }
}

function openDataDirectory(dataDir: string): () => void {
  try {
    mkdirSync(dataDir, { recursive: true, mode: 0o700 });
    return lockDataDirectory(dataDir);
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code;
    if (code !== 'EACCES' && code !== 'EROFS' && code !== 'EPERM') throw error;
    throw new StartRefusal(`This user may not write to ${dataDir}. Start as its owner, or set SOJOURN_DATA.`);
  }
}

class Postmaster implements EmbeddedPostgres {
  port = 0;
  private child: ChildProcess | null = null;
  private expected = true;
  private turn: Promise<void> = Promise.resolve();
  private readonly endWithUs = () => this.child?.pid && signal(this.child.pid, 'SIGINT');

  constructor(
    private readonly options: EmbeddedPostgresOptions & { log: (text: string) => void },
    private readonly binaries: PostgresBinaries,
    private readonly runAs: RunAs,
    private readonly cluster: Cluster,
    private readonly running: Set<number>,
    private readonly unlock: () => void,
  ) {
    // A crash of this process ends Postgres in order; only kill -9 leaves it behind, and the next start deals with that.
    process.on('exit', this.endWithUs);
  }

  get dataDir(): string {
    return this.options.dataDir;
  }

  get pid(): number {
    return this.child?.pid ?? 0;
  }

  get url(): string {
    return this.urlOf(OWNER);
  }

  private urlOf(database: string): string {
    return `postgres://${OWNER}:${this.cluster.password}@127.0.0.1:${this.port}/${database}`;
  }

  restart(): Promise<void> {
    return this.inTurn(() => this.startAnew());
  }

  stop(): Promise<void> {
    return this.inTurn(async () => {
      await this.halt();
      process.off('exit', this.endWithUs);
      this.unlock();
    });
  }

  kill(): void {
    if (this.child?.pid) signal(this.child.pid, 'SIGKILL');
  }

  /** A restart that was asked for and one after a crash must not overtake each other. */
  private inTurn(work: () => Promise<void>): Promise<void> {
    const turn = this.turn.then(work);
    this.turn = turn.catch(() => undefined);
    return turn;
  }

  private async startAnew(): Promise<void> {
    await this.halt();
    await clearDataDirectory(this.cluster.pgdata, this.options.log);
    for (let attempt = 1; ; attempt += 1) {
      const fixed = this.port > 0;
      this.port ||= await freePort();
      this.spawn();
      const failure = await this.ready();
      if (!failure) break;
      await this.halt();
      // Between our look for a free port and Postgres's own bind, another program may have taken it.
      if (attempt === 3) throw new StartRefusal(`Postgres does not start. Its log ends with:\n${failure}`);
      if (!fixed) this.port = 0;
    }
    this.expected = false;
  }

  private async halt(): Promise<void> {
    this.expected = true;
    const child = this.child;
    if (!child?.pid) return;
    if (child.exitCode === null && child.signalCode === null) {
      const ended = new Promise((done) => child.once('exit', done));
      // Nothing else may be left for this process to wait for, and it must not end before Postgres has.
      child.ref();
      await stopPostmaster(child.pid, this.cluster.pgdata);
      await ended;
    }
    this.child = null;
  }

  private spawn(): void {
    const settings = { ...SETTINGS, ...this.options.settings, port: String(this.port) };
    const args = Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`]);
    const command = commandFor(this.runAs, this.binaries.postgres, ['-D', this.cluster.pgdata, ...args]);
    const output = openLog(this.logFile);
    const child = spawn(command.file, command.args, { ...command.options, stdio: ['ignore', output, output] });
    closeSync(output);
    child.unref();
    const pid = child.pid;
    if (pid) this.running.add(pid);
    child.once('error', () => undefined);
    child.once('exit', () => {
      if (pid) this.running.delete(pid);
      if (!this.expected && this.options.keepUp && this.child === child) this.comeBack();
    });
    this.child = child;
  }

  private comeBack(): void {
    this.options.log('Postgres ended unexpectedly; starting it again');
    this.restart().catch((error: Error) => this.options.log(error.message));
  }

  /** Null when it answers and our database exists; otherwise the end of its log. */
  private async ready(): Promise<string | null> {
    const end = performance.now() + 60_000;
    while (performance.now() < end) {
      if (!this.child?.pid || this.child.exitCode !== null || this.child.signalCode !== null) break;
      if (await this.answers()) return null;
      await pause(15);
    }
    return existsSync(this.logFile) ? readFileSync(this.logFile, 'utf8').trim().split('\n').slice(-5).join('\n') : '';
  }

  private async answers(): Promise<boolean> {
    const client = new pg.Client({ connectionString: this.urlOf('postgres'), connectionTimeoutMillis: 5_000 });
    client.on('error', () => undefined);
    try {
      await client.connect();
      const found = await client.query('select 1 from pg_database where datname = $1', [OWNER]);
      if (found.rowCount === 0) await client.query(`create database ${OWNER}`);
      return true;
    } catch {
      return false;
    } finally {
      await client.end().catch(() => undefined);
    }
  }

  private get logFile(): string {
    return join(this.dataDir, 'postgres.log');
  }
}

/** Only for the time of the start: afterwards the program decides in which order things close. */
function watchSignals(running: Set<number>): () => void {
  const handlers = (['SIGINT', 'SIGTERM', 'SIGHUP'] as const).map((name) => {
    const handler = () => {
      for (const pid of running) signal(pid, 'SIGINT');
      process.exit(name === 'SIGINT' ? 130 : name === 'SIGTERM' ? 143 : 129);
    };
    process.on(name, handler);
    return () => void process.off(name, handler);
  });
  return () => handlers.forEach((off) => off());
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

/** Warnings only, so it grows slowly; a long-lived one is put aside at the start. */
function openLog(file: string): number {
  if (existsSync(file) && statSync(file).size > 10_000_000) renameSync(file, `${file}.1`);
  return openSync(file, 'a', 0o600);
}
