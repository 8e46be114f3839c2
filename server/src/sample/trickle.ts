import { Injectable } from '@nestjs/common';
import { SECOND, type Instant } from '@sojourn/rules';
import { Clock } from '../store/clock.js';
import { SampleStore, type Passerby, type Sample } from '../store/sample.store.js';
import { Ingestion } from './ingestion.js';
import { Random } from './random.js';
import { comesBy, lateReceipt, newcomer, stranger, type Story } from './trickle-stories.js';

/** So many people are in the shop at a time; each does something every few seconds, together about one thing a second. */
const PEOPLE = 8;
/** Nobody new comes once the shop has so many: it may trickle for months. */
const FULL = 20_000;
/** A little less than the beat, so that one that comes early is not lost. */
const TURN_MS = 800;
/** How many of each kind are looked up at a time. */
const POOL = 30;

type Kind = 'newcomer' | 'regular' | 'traveller' | 'lost';
const KINDS: readonly Kind[] = ['newcomer', 'regular', 'traveller', 'lost'];
/** How often each kind comes by, against the others. */
const SHARES = [2, 5, 4, 2];

/** Fresh events for the sample shop, so that all of its journeys keep visibly moving. */
@Injectable()
export class Trickle {
  private random: Random | undefined;
  private base = 0;
  private calls = 0;
  private lastNumber = 0;
  private stories: Story[] = [];
  private counted = { size: 0, again: 0 };
  private readonly pools = new Map<Kind, Passerby[]>();

  constructor(
    private readonly clock: Clock,
    private readonly sample: SampleStore,
    private readonly ingestion: Ingestion,
  ) {}

  /** What is due by the clock, in this process's turn; tells how many calls were made. Nothing while the switch is off. */
  async runOnce(): Promise<number> {
    const now = await this.clock.now();
    const sample = await this.sample.takeTurn(now, TURN_MS);
    if (!sample) {
      this.stories = [];
      return 0;
    }
    this.random ??= new Random((this.base = now), now / 2 ** 32);
    this.stories = this.stories.filter((story) => story.length > 0);
    while (this.stories.length < PEOPLE) this.stories.push(await this.next(sample, now));
    const due = this.stories.flatMap((story) => story.splice(0, story.filter(({ at }) => at <= now).length));
    const calls = due.map(({ call }) => ({
      ...call,
      messageId: `trickle-${this.base.toString(36)}-${(this.calls += 1)}`,
    }));
    if (calls.length > 0) await this.ingestion.accept(sample.workspaceId, calls);
    return calls.length;
  }

  private async next(sample: Sample, now: Instant): Promise<Story> {
    const random = this.random!;
    const at = now + Math.floor(random.next() * 6 * SECOND);
    const kind = KINDS[random.weighted(SHARES)]!;
    const full = (await this.size(sample)) >= FULL;
    if (kind === 'newcomer' && !full) return newcomer(random, this.number(now), at);
    const found = await this.somebody(sample, kind === 'newcomer' ? 'regular' : kind);
    if (kind === 'lost')
      return found ? lateReceipt(random, found, at) : full ? [] : stranger(random, this.number(now), at);
    if (found) return comesBy(random, found, at, kind === 'traveller' ? 0.4 : 0.2);
    return full ? [] : newcomer(random, this.number(now), at);
  }

  private async somebody(sample: Sample, kind: Exclude<Kind, 'newcomer'>): Promise<Passerby | undefined> {
    let pool = this.pools.get(kind) ?? [];
    if (pool.length === 0) {
      const { workspaceId } = sample;
      if (kind === 'regular') pool = await this.sample.regulars(workspaceId, POOL);
      else if (kind === 'traveller') pool = await this.sample.travellers(workspaceId, POOL);
      else pool = await this.sample.lost(workspaceId, POOL);
      this.pools.set(kind, pool);
    }
    return pool.pop();
  }

  /** How many profiles there are, counted anew after some hundred calls. */
  private async size({ workspaceId }: Sample): Promise<number> {
    if (this.calls >= this.counted.again)
      this.counted = { size: await this.sample.size(workspaceId), again: this.calls + 200 };
    return this.counted.size;
  }

  /** The number of somebody new: the second they come in, so that no two ever share one. */
  private number(now: Instant): number {
    this.lastNumber = Math.max(this.lastNumber + 1, Math.floor(now / SECOND) % 100_000_000);
    return this.lastNumber;
  }
}
