import { setMaxListeners } from 'node:events';
import { SECOND } from '@sojourn/rules';
import type { Ear, WorkQueue } from '../queue/work-queue.js';
import type { Duty } from './duty.js';
import { RHYTHM, type Engine } from './engine.js';
import { type Presence, shareOf } from './share.js';

/** Which duties a process runs. `engine` and `sender` may run on different machines. */
export type EngineRole = 'engine' | 'sender';

/** How many batches run at a time: while two wait for the disk or for Node, a third keeps two cores busy (measured). */
const PLAYERS = 3;

/** How many rounds of sending run at a time: a slow receiver holds up one of them, not all. */
const SENDERS = 4;

/** How soon to look again, in milliseconds, where another process holds the shards. */
const CONTENDED = 20;

/** After a failure a loop waits, longer each time, before it tries again; it never gives up. */
const BACKOFF = { least: 50, most: 5 * SECOND };

/** Runs an engine's duties until it is stopped. */
export class Loops {
  private readonly stopping = new AbortController();
  private running: Promise<void>[] = [];
  /** Who is known to play, by the last beat that came through. */
  private members: readonly number[] = [];

  constructor(
    private readonly engine: Engine,
    private readonly queue: WorkQueue,
    private readonly roles: readonly EngineRole[],
    /** Plays batches: the engine's own duty, or one that is careful about it. */
    private readonly advance: Duty,
    private readonly presence: Presence,
  ) {}

  start(): void {
    // Each loop rests on it, and there are more than the ten that Node takes for a leak.
    setMaxListeners(0, this.stopping.signal);
    if (this.roles.includes('engine')) {
      for (let player = 0; player < PLAYERS; player++) {
        const ear = this.queue.ear('engine');
        this.running.push(
          this.loop(
            () => this.playRound(this.share(player)),
            () => this.untilDue(this.share(player), ear),
          ),
        );
      }
      this.running.push(this.loop(() => this.beat(), this.resting(RHYTHM.presence)));
      this.running.push(this.every(RHYTHM.schedule, this.engine.schedule));
      this.running.push(this.every(RHYTHM.sweep, this.engine.sweep));
      this.running.push(this.every(RHYTHM.partition, this.engine.partition));
      // It has all day: nobody is to feel that it goes on.
      this.running.push(this.loop(() => this.engine.fold.runOnce([]).then(() => false), this.resting(RHYTHM.fold)));
      for (const [duty, rhythm] of [
        [this.engine.bulk, RHYTHM.bulk],
        [this.engine.merge, RHYTHM.merge],
        [this.engine.erase, RHYTHM.erase],
      ] as const)
        this.running.push(this.loop(() => this.behindRound(duty), this.resting(rhythm)));
      this.running.push(this.every(RHYTHM.drained, this.engine.drained));
    }
    for (let index = 0; this.roles.includes('sender') && index < SENDERS; index++) {
      const ear = this.queue.ear('sender');
      this.running.push(
        this.loop(
          () => this.sendRound(),
          () => ear.wait(RHYTHM.idle, this.stopping.signal),
        ),
      );
    }
  }

  /** Ends after the rounds that are under way. */
  async stop(): Promise<void> {
    this.stopping.abort();
    await Promise.all(this.running);
    this.running = [];
    await this.presence.close();
  }

  private share(player: number): number[] {
    return shareOf(this.members, this.presence.member, player, PLAYERS);
  }

  private async beat(): Promise<boolean> {
    this.members = await this.presence.beat();
    return false;
  }

  private async playRound(shards: readonly number[]): Promise<boolean> {
    const advanced = await this.advance.runOnce(shards);
    const decided = await this.engine.decide.runOnce(shards);
    if (decided) this.queue.wake('sender');
    return advanced || decided;
  }

  private async behindRound(duty: Duty | undefined): Promise<boolean> {
    const worked = (await duty?.runOnce([])) ?? false;
    if (worked) this.queue.wake('engine');
    return worked;
  }

  private async sendRound(): Promise<boolean> {
    const sent = await this.engine.send.runOnce([]);
    if (sent) this.queue.wake('engine');
    return sent;
  }

  /** Sleeps until something comes in or the next wake-up is due, so that an idle engine is on time and costs nothing. */
  private async untilDue(shards: readonly number[], ear: Ear): Promise<void> {
    const { database, clock } = this.engine.parts;
    const due = await this.engine.claims.nextDue(database, shards);
    const now = await clock.now();
    // What is due and was not played is in the hands of another process: look again soon, but do not spin.
    await ear.wait(due <= now ? CONTENDED : Math.min(due - now, RHYTHM.idle), this.stopping.signal);
  }

  private every(milliseconds: number, duty: Duty): Promise<void> {
    return this.loop(() => duty.runOnce([]), this.resting(milliseconds));
  }

  private resting(milliseconds: number): () => Promise<void> {
    return () => pause(milliseconds, this.stopping.signal);
  }

  private async loop(round: () => Promise<boolean>, rest: () => Promise<void>): Promise<void> {
    let failures = 0;
    while (!this.stopping.signal.aborted) {
      try {
        const worked = await round();
        failures = 0;
        if (!worked) await rest();
      } catch (error) {
        failures += 1;
        this.engine.parts.onFault?.('a round failed and is tried again', error);
        await pause(
          Math.min(BACKOFF.most, BACKOFF.least * 2 ** failures) * (0.5 + Math.random() / 2),
          this.stopping.signal,
        );
      }
    }
  }
}

function pause(milliseconds: number, signal: AbortSignal): Promise<void> {
  if (signal.aborted) return Promise.resolve();
  return new Promise((resolve) => {
    const done = () => {
      clearTimeout(timer);
      signal.removeEventListener('abort', done);
      resolve();
    };
    const timer = setTimeout(done, milliseconds);
    signal.addEventListener('abort', done);
  });
}
