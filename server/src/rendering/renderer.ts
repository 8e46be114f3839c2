import { createHash } from 'node:crypto';
import { type Job, type JobEnd, RenderThread, type ThreadLimits } from './render-thread.js';
import { type Fault, type TemplateCheck, templateProblem } from './template-problem.js';

/** How values are written: escaped for HTML, as they are, or so that they stay values inside a JSON text. */
export type Writing = 'html' | 'text' | 'json';

/** One text to render. Items of one call that share a `variables` object cost it once. */
export interface RenderItem {
  as: Writing;
  /** Liquid, at most 256 kB. */
  text: string;
  /** Plain data; what is not there is written as nothing. */
  variables: object;
}

/** A rendered text, or a stable reason why there is none. `detail` names a place, never a value. */
export type Rendered = { text: string } | { reason: RenderFailure; detail?: string };

/**
 * `parse_failed`, `render_failed`, `too_large` (over 1 MB): the same every time.
 * `render_limit`, `render_timeout`, `render_memory`, `renderer_unavailable`: it took too much here and now.
 */
export type RenderFailure =
  | 'parse_failed'
  | 'render_failed'
  | 'too_large'
  | 'render_limit'
  | 'render_timeout'
  | 'render_memory'
  | 'renderer_unavailable';

export interface RendererOptions extends ThreadLimits {
  threads: number;
}

interface Task {
  as: Writing;
  text: string;
  /** Absent where the template is only checked. */
  variables?: object;
  settle: (result: unknown) => void;
}

const DEFAULTS: RendererOptions = { threads: 1, templateMs: 250, renderMs: 120, heapMb: 64, startMs: 10_000 };
const BATCH = 256;
const STRIKES = 3;
const BANNED_MS = 60_000;

/**
 * Renders Liquid templates in threads of their own, with no file, no network and little time and memory. A template
 * that kills its thread fails alone: what shared its batch is rendered again, elsewhere. One that has done so three
 * times running is refused for a minute, so that a bad template with a large audience cannot hold up the good ones.
 */
export class Renderer {
  private readonly options: RendererOptions;
  private readonly queue: Task[] = [];
  private readonly idle: RenderThread[] = [];
  private readonly strikes = new Map<string, { count: number; until: number }>();
  private readonly live = new Set<RenderThread>();
  private busy = 0;
  private failedStarts = 0;
  private closed = false;

  constructor(options: Partial<RendererOptions> = {}) {
    this.options = { ...DEFAULTS, ...options };
  }

  /** Renders many at once; results come in the order of the items. Never rejects. */
  render(items: readonly RenderItem[]): Promise<Rendered[]> {
    const results = items.map(
      (item) =>
        new Promise<Rendered>((resolve) => {
          this.queue.push({ ...item, settle: (result) => resolve(rendered(result as { text: string } | Fault)) });
        }),
    );
    this.pump();
    return Promise.all(results);
  }

  /** Checks one template, ahead of what waits to be rendered: an operator waits for the answer. Never rejects. */
  parseTemplate(text: string, as: Writing = 'html'): Promise<TemplateCheck> {
    return new Promise((resolve) => {
      this.queue.unshift({
        as,
        text,
        settle: (result) => resolve(checked(result as { variables: string[][] } | Fault)),
      });
      this.pump();
    });
  }

  async close(): Promise<void> {
    this.closed = true;
    for (const task of this.queue.splice(0)) task.settle({ reason: 'renderer_unavailable' });
    await Promise.all([...this.live].map((thread) => thread.close()));
  }

  private pump(): void {
    while (this.queue.length > 0 && this.busy < this.options.threads) {
      const tasks = this.queue.splice(0, BATCH).filter((task) => !this.refuse(task));
      if (tasks.length === 0) continue;
      this.busy += 1;
      void this.run(tasks).finally(() => {
        this.busy -= 1;
        this.pump();
      });
    }
  }

  private async run(tasks: Task[]): Promise<void> {
    const thread = this.thread();
    const end = await thread.run(job(tasks));
    if (thread.usable) this.idle.push(thread);
    else this.live.delete(thread);
    if ('results' in end) {
      this.failedStarts = 0;
      if (this.strikes.size > 0) for (const task of tasks) this.strikes.delete(hash(task));
      tasks.forEach((task, index) => task.settle(end.results[index]));
    } else {
      this.again(tasks, end);
    }
  }

  /** Sets the culprit aside and puts its neighbours back in front of the queue. */
  private again(tasks: Task[], end: Exclude<JobEnd, { results: unknown[] }>): void {
    if ('stoppedAt' in end) {
      const [culprit] = tasks.splice(end.stoppedAt, 1);
      if (culprit) this.strike(culprit);
      culprit?.settle({ reason: end.reason });
    } else if (this.closed || (this.failedStarts += 1) >= STRIKES) {
      for (const task of tasks.splice(0)) task.settle({ reason: 'renderer_unavailable' });
    }
    this.queue.unshift(...tasks);
  }

  private thread(): RenderThread {
    for (let thread = this.idle.pop(); thread; thread = this.idle.pop()) {
      if (thread.usable) return thread;
      this.live.delete(thread);
    }
    const made = new RenderThread(this.options);
    this.live.add(made);
    return made;
  }

  private strike(task: Task): void {
    const key = hash(task);
    const count = (this.strikes.get(key)?.count ?? 0) + 1;
    this.strikes.set(key, { count, until: performance.now() + BANNED_MS });
    if (this.strikes.size > 1_000) this.strikes.delete(this.strikes.keys().next().value!);
  }

  private refuse(task: Task): boolean {
    if (this.strikes.size === 0) return false;
    const found = this.strikes.get(hash(task));
    if (!found || found.count < STRIKES) return false;
    if (found.until <= performance.now()) {
      // One more try, not three: it is back to the last strike.
      found.count = STRIKES - 1;
      return false;
    }
    task.settle({ reason: 'render_timeout' });
    return true;
  }
}

function hash({ as, text }: Task): string {
  return createHash('sha256').update(as).update(text).digest('base64');
}

/** Each template and each scope once, however many tasks use it. */
function job(tasks: Task[]): Job {
  const made: Job = { templates: [], scopes: [], work: [] };
  const templates = new Map<string, number>();
  const scopes = new Map<object, number>();
  for (const { as, text, variables } of tasks) {
    const template = place(templates, `${as}:${text}`, () => made.templates.push({ as, text }));
    const scope = variables ? place(scopes, variables, () => made.scopes.push(variables)) : -1;
    made.work.push([template, scope]);
  }
  return made;
}

function place<Key>(places: Map<Key, number>, key: Key, add: () => number): number {
  let at = places.get(key);
  if (at === undefined) places.set(key, (at = add() - 1));
  return at;
}

function rendered(result: { text: string } | Fault): Rendered {
  if ('text' in result) return result;
  const { line, column } = result;
  const at = line === undefined ? {} : { detail: `line ${line}${column === undefined ? '' : `, column ${column}`}` };
  return { reason: result.reason as RenderFailure, ...at };
}

function checked(result: { variables: string[][] } | Fault): TemplateCheck {
  if ('reason' in result) return { problem: templateProblem(result) };
  return { variables: [...new Set(result.variables.map((path) => path.filter(Boolean).join('.')))] };
}
