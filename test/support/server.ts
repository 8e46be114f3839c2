import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import type { JourneyReply, KeyReply, PublishReply, SessionReply } from '@sojourn/api';
import type { Journey } from '@sojourn/journey';
import { until } from './until.js';

const root = resolve(import.meta.dirname, '../..');
export const OWNER = { email: 'owner@example.com', password: 'a long way to walk in the rain' };

/** The real server in a process of its own, as `npm start` runs it: it can be killed and started again. */
export class ServerProcess {
  readonly folder = mkdtempSync(join(tmpdir(), 'sojourn-server-'));
  output = '';
  private child: ChildProcess | undefined;
  private ended: Promise<void> = Promise.resolve();
  private cookie = '';
  workspace = '';

  private constructor(
    readonly port: number,
    private readonly env: Record<string, string>,
    private readonly args: readonly string[],
  ) {}

  get address(): string {
    return `http://127.0.0.1:${this.port}`;
  }

  static async make(env: Record<string, string> = {}, args: readonly string[] = []): Promise<ServerProcess> {
    const server = new ServerProcess(await freePort(), env, args);
    writeFileSync(join(server.folder, 'password'), OWNER.password, { mode: 0o600 });
    return server;
  }

  /** Starts it and returns once it answers. */
  async start(): Promise<void> {
    const env = {
      ...process.env,
      NODE_OPTIONS: '',
      PORT: String(this.port),
      SOJOURN_DATA: join(this.folder, 'data'),
      ADMIN_EMAIL: OWNER.email,
      ADMIN_PASSWORD_FILE: join(this.folder, 'password'),
      LOG_LEVEL: 'warn',
      ...this.env,
    };
    const child = spawn(process.execPath, [join(root, 'server/bin/sojourn.js'), 'start', ...this.args], {
      cwd: root,
      env,
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    this.child = child;
    for (const stream of [child.stdout, child.stderr])
      stream.on('data', (chunk: Buffer) => (this.output = (this.output + chunk.toString()).slice(-20_000)));
    this.ended = new Promise((done) => child.once('exit', () => done()));
    await until('the server answers', () => this.answers(), 60).catch((error: Error) => {
      throw new Error(`${error.message}\n${this.output}`);
    });
  }

  get pid(): number {
    return this.child?.pid ?? 0;
  }

  get running(): boolean {
    return this.child !== undefined && this.child.exitCode === null && this.child.signalCode === null;
  }

  async answers(): Promise<boolean> {
    if (!this.running) throw new Error(`The server has ended:\n${this.output}`);
    return fetch(`${this.address}/health`).then(
      ({ ok }) => ok,
      () => false,
    );
  }

  /** Stops the process where it is (SIGSTOP); nothing of it runs until it is thawed or killed. */
  freeze(): void {
    this.child?.kill('SIGSTOP');
  }

  thaw(): void {
    this.child?.kill('SIGCONT');
  }

  /** kill -9; resolves when the process is gone. */
  async kill(): Promise<void> {
    this.child?.kill('SIGKILL');
    await this.ended;
  }

  /** Asks it to stop, waits, and removes its folder. */
  async stop(): Promise<void> {
    this.child?.kill('SIGTERM');
    await this.ended;
    rmSync(this.folder, { recursive: true, force: true });
  }

  /** Signs in as the owner made at the start. */
  async signIn(): Promise<void> {
    const response = await this.send('POST', '/api/session', OWNER);
    this.cookie = response.headers
      .getSetCookie()
      .map((each) => each.split(';')[0])
      .join('; ');
    const session = (await response.json()) as SessionReply;
    this.workspace = session.workspaces[0]!.key;
  }

  /** Calls the API of the workspace; throws with the answer where it is not a success. */
  async api<Reply>(method: string, path: string, body?: unknown): Promise<Reply> {
    const response = await this.send(method, `/api/workspaces/${this.workspace}${path}`, body);
    const text = await response.text();
    return (text === '' ? undefined : JSON.parse(text)) as Reply;
  }

  async writeKey(): Promise<string> {
    return (await this.api<KeyReply & { key: string }>('POST', '/keys', { name: 'test', scopes: ['ingest'] })).key;
  }

  /** Creates a journey and publishes it; returns its id. */
  async publish(journey: Journey): Promise<string> {
    const made = await this.api<JourneyReply>('POST', '/journeys', { journey });
    await this.api<PublishReply>('POST', `/journeys/${made.id}/publish`, { revision: made.revision, note: '' });
    return made.id;
  }

  private async send(method: string, path: string, body?: unknown): Promise<Response> {
    const headers: Record<string, string> = { origin: this.address, cookie: this.cookie };
    if (body !== undefined) headers['content-type'] = 'application/json';
    const response = await fetch(this.address + path, {
      method,
      headers,
      body: body === undefined ? undefined : JSON.stringify(body),
    });
    if (!response.ok) throw new Error(`${method} ${path} answered ${response.status}: ${await response.text()}`);
    return response;
  }
}

/** A port that was free a moment ago. */
export async function freePort(): Promise<number> {
  const probe = createServer();
  await new Promise<void>((done) => probe.listen(0, '127.0.0.1', done));
  const { port } = probe.address() as { port: number };
  await new Promise<void>((done) => probe.close(() => done()));
  return port;
}
