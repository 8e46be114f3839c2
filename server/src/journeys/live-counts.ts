import { Injectable, type OnApplicationShutdown } from '@nestjs/common';
import type { CountsReply } from '@sojourn/api';
import { HOUR, writeInstant, type Instant } from '@sojourn/rules';
import { Observable, Subject } from 'rxjs';
import { Clock } from '../store/clock.js';
import { JOURNEY_ITSELF } from '../store/counters.store.js';
import { NodeCountsStore, type NodeCountRow } from '../store/node-counts.store.js';

/** How often the counters of a journey that somebody watches are read, for all who watch it together. */
const PERIOD = 500;

type Figures = Pick<CountsReply, 'nodes' | 'goals'>;

/** One version of a journey that is watched. */
interface Watched {
  readers: number;
  /** The hours that are over: their figures cannot change any more. */
  settled?: { before: Instant; rows: NodeCountRow[] };
  figures?: Figures;
  last?: CountsReply;
  changes: Subject<CountsReply>;
  timer?: NodeJS.Timeout;
}

/** The live counters on the canvas: read at most twice a second however many look, and told only when they changed. */
@Injectable()
export class LiveCounts implements OnApplicationShutdown {
  private readonly watched = new Map<string, Watched>();

  constructor(
    private readonly clock: Clock,
    private readonly counts: NodeCountsStore,
  ) {}

  async read(workspace: number, journey: string, version: number): Promise<CountsReply> {
    const rows = await this.counts.perNode(workspace, journey, version);
    return { version, at: writeInstant(await this.clock.now()), ...figuresOf(rows) };
  }

  /** The counts now, and again whenever they have changed. */
  watch(workspace: number, journey: string, version: number): Observable<CountsReply> {
    return new Observable((reader) => {
      const key = `${workspace}|${journey}|${version}`;
      let watched = this.watched.get(key);
      if (!watched) this.watched.set(key, (watched = { readers: 0, changes: new Subject() }));
      watched.readers += 1;
      if (watched.last) reader.next(watched.last);
      const subscription = watched.changes.subscribe(reader);
      if (watched.readers === 1) void this.poll(workspace, journey, version, watched);
      return () => {
        subscription.unsubscribe();
        watched.readers -= 1;
        if (watched.readers > 0) return;
        clearTimeout(watched.timer);
        if (this.watched.get(key) === watched) this.watched.delete(key);
      };
    });
  }

  onApplicationShutdown(): void {
    for (const { changes, timer } of this.watched.values()) {
      clearTimeout(timer);
      changes.complete();
    }
    this.watched.clear();
  }

  private async poll(workspace: number, journey: string, version: number, watched: Watched): Promise<void> {
    try {
      const now = await this.clock.now();
      // An hour back: a batch that began before the full hour may still commit after it.
      const before = Math.floor(now / HOUR) * HOUR - HOUR;
      if (watched.settled?.before !== before) {
        watched.settled = { before, rows: await this.counts.perNode(workspace, journey, version, { before }) };
      }
      const recent = await this.counts.perNode(workspace, journey, version, { from: before });
      const figures = figuresOf([...watched.settled.rows, ...recent]);
      if (JSON.stringify(watched.figures) !== JSON.stringify(figures)) {
        watched.figures = figures;
        watched.last = { version, at: writeInstant(now), ...figures };
        watched.changes.next(watched.last);
      }
    } catch {
      // The database is away for a moment: the next look will tell.
    }
    if (watched.readers === 0 || watched.changes.closed) return;
    watched.timer = setTimeout(() => void this.poll(workspace, journey, version, watched), PERIOD);
  }
}

/** The figures by node and by goal, in a fixed order so that equal counts are equal texts. */
export function figuresOf(rows: readonly NodeCountRow[]): Figures {
  const nodes: Figures['nodes'] = {};
  const goals: Figures['goals'] = {};
  for (const { node, metric, n } of rows.toSorted((a, b) => compare(a.node, b.node) || compare(a.metric, b.metric))) {
    const [kind, of] = partsOf(metric);
    if (node === JOURNEY_ITSELF) {
      const goal = (goals[of] ??= { reached: 0, reversed: 0 });
      goal[kind === 'reversed' ? 'reversed' : 'reached'] += n;
      continue;
    }
    const found = (nodes[node] ??= { entered: 0, waiting: 0, failed: 0, left: {} });
    if (kind === 'entered' || kind === 'waiting' || kind === 'failed') found[kind] += n;
    else if (kind === 'left') found.left[of] = (found.left[of] ?? 0) + n;
  }
  return { nodes, goals };
}

/** What is counted, and of which port or goal. */
function partsOf(metric: string): [kind: string, of: string] {
  const colon = metric.indexOf(':');
  return colon < 0 ? [metric, ''] : [metric.slice(0, colon), metric.slice(colon + 1)];
}

const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);
