import type { Marker } from '../store/markers.store.js';
import type { DeathWatch } from './death-watch.js';
import type { Duty } from './duty.js';
import type { Outcome, Suspect } from './trial.js';

/** A profile over which so many children died is put aside: one alone may have been shot by the system for want of memory. */
const DEATHS = 2;

/** Plays suspects in a child process, without those that are to be put aside. */
export type TryOut = (suspects: readonly Suspect[], aside: readonly string[], signal: AbortSignal) => Promise<Outcome>;

/**
 * Plays batches as ever; but where a process died over a batch, a child process plays that many profiles of the shard one by
 * one, each named before it is played (ENGINE D10). What kills the child is put aside. A kill from outside proves nothing
 * against anybody: it takes away the parent, who alone judges.
 */
export class Careful implements Duty {
  readonly name = 'advance';
  private readonly stopping = new AbortController();
  private readonly onTrial = new Set<number>();
  private trial: Promise<void> | undefined;

  constructor(
    private readonly advance: Duty,
    private readonly watch: Pick<DeathWatch, 'suspicions' | 'settled'>,
    private readonly tryOut: TryOut,
    private readonly onFault: (what: string, cause: unknown) => void,
  ) {}

  async runOnce(shards: readonly number[]): Promise<boolean> {
    const free = shards.filter((shard) => !this.onTrial.has(shard));
    const suspicions = await this.watch.suspicions(free);
    const suspect = new Set(suspicions.map(({ shard }) => shard));
    if (suspicions.length > 0) this.try(suspicions);
    const usual = free.filter((shard) => !suspect.has(shard));
    return usual.length > 0 && this.advance.runOnce(usual);
  }

  /** Ends the trial under way; its marks stay for whoever comes next. */
  async stop(): Promise<void> {
    this.stopping.abort();
    await this.trial;
  }

  /** One trial at a time; meanwhile nobody here plays its shards. */
  private try(suspicions: readonly Marker[]): void {
    if (this.trial || this.stopping.signal.aborted) return;
    for (const { shard } of suspicions) this.onTrial.add(shard);
    this.trial = this.judge(suspicions)
      .catch((error: unknown) => this.onFault('a trial after a death failed and is tried again', error))
      .finally(() => {
        this.onTrial.clear();
        this.trial = undefined;
      });
  }

  private async judge(suspicions: readonly Marker[]): Promise<void> {
    const deaths = new Map<string, number>();
    for (;;) {
      const aside = [...deaths].filter(([, count]) => count >= DEATHS).map(([profile]) => profile);
      const outcome = await this.tryOut(suspicions, aside, this.stopping.signal);
      if (this.stopping.signal.aborted) return;
      if (outcome.end === 'failed') throw outcome.cause;
      if (outcome.end === 'through') break;
      if (outcome.at === undefined || aside.includes(outcome.at)) {
        // It cannot be tried out here at all. Playing it as ever is better than playing it never.
        this.onFault('a trial after a death could not be held', new Error('The child ended before it played anybody.'));
        break;
      }
      deaths.set(outcome.at, (deaths.get(outcome.at) ?? 0) + 1);
    }
    await this.watch.settled(suspicions);
  }
}
