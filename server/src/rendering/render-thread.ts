import { Worker } from 'node:worker_threads';

export interface ThreadLimits {
  /** How long one template may run before its thread is killed, in ms. */
  templateMs: number;
  /** When the thread itself gives a template up, in ms: it looks between tags, so most end this way and cost nothing. */
  renderMs: number;
  /** The heap of the thread, in MB. */
  heapMb: number;
  /** How long the thread may take to start, in ms. */
  startMs: number;
}

/** What the thread is asked: each piece of work is a template and a scope, or -1 to check the template alone. */
export interface Job {
  templates: { as: string; text: string }[];
  scopes: object[];
  work: [template: number, scope: number][];
}

/** What became of a job: all results, or the piece of work at which the thread ended, and why. */
export type JobEnd =
  { results: unknown[] } | { stoppedAt: number; reason: 'render_timeout' | 'render_memory' } | { broken: string };

const IDLE = -1;
const STARTING = -2;
const LOOK_EVERY_MS = 20;

/** Sizes, in characters or items, at which the thread itself gives a template up. */
const INSIDE = { source: 262_144, output: 1_048_576, memory: 4_000_000, cache: 1_000_000, idle: IDLE };

/** One worker thread, one job at a time. A template that runs too long or takes too much memory costs the thread. */
export class RenderThread {
  private readonly progress = new Int32Array(new SharedArrayBuffer(4));
  private readonly worker: Worker;
  private ended: string | undefined;
  private killed = false;
  private job: { settle: (end: JobEnd) => void; watch: NodeJS.Timeout } | undefined;

  constructor(private readonly limits: ThreadLimits) {
    this.progress[0] = STARTING;
    this.worker = new Worker(new URL('./render-worker.js', import.meta.url), {
      workerData: { progress: this.progress, limits: { ...INSIDE, renderMs: limits.renderMs } },
      env: {},
      // Nothing of the host's options: Jest's loaders and debuggers have no business in there.
      execArgv: [],
      resourceLimits: { maxOldGenerationSizeMb: limits.heapMb, maxYoungGenerationSizeMb: 16, stackSizeMb: 2 },
    });
    this.worker.on('message', (message: unknown) => {
      if (message === 'ready') Atomics.compareExchange(this.progress, 0, STARTING, IDLE);
      else this.settle({ results: message as unknown[] });
    });
    this.worker.on('error', (error: Error) => (this.ended ??= error.message));
    this.worker.on('exit', () => {
      this.ended ??= 'it was stopped';
      const at = Atomics.load(this.progress, 0);
      if (at < 0) this.settle({ broken: this.ended });
      else this.settle({ stoppedAt: at, reason: this.killed ? 'render_timeout' : 'render_memory' });
    });
    // A thread at rest keeps no process alive; a job's own timer does. After the listeners, which would hold it again.
    this.worker.unref();
  }

  get usable(): boolean {
    return this.ended === undefined;
  }

  run(job: Job): Promise<JobEnd> {
    return new Promise((resolve) => {
      if (this.ended !== undefined) return resolve({ broken: this.ended });
      this.job = { settle: resolve, watch: this.watch() };
      this.worker.postMessage(job);
    });
  }

  async close(): Promise<void> {
    this.ended ??= 'it was closed';
    await this.worker.terminate();
  }

  /** Kills the thread when it stands at the same piece of work for too long. It is slow only where it has begun one. */
  private watch(): NodeJS.Timeout {
    let at = Atomics.load(this.progress, 0);
    let since = performance.now();
    return setInterval(() => {
      const now = performance.now();
      const seen = Atomics.load(this.progress, 0);
      if (seen !== at) {
        at = seen;
        since = now;
      } else if (now - since >= (at < 0 ? this.limits.startMs : this.limits.templateMs)) {
        this.killed = true;
        this.ended ??= 'it took too long';
        void this.worker.terminate();
      }
    }, LOOK_EVERY_MS);
  }

  private settle(end: JobEnd): void {
    if (!this.job) return;
    clearInterval(this.job.watch);
    const { settle } = this.job;
    this.job = undefined;
    settle(end);
  }
}
