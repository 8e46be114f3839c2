import { setTimeout as pause } from 'node:timers/promises';
import type pg from 'pg';
import { Program } from './program.js';

/** What a run took: seconds, CPU seconds of its process, and the most memory that process ever had, in MB. */
export interface Run {
  seconds: number;
  cpu: number;
  memory: number;
}

/** The engine in a process of its own. */
export class EngineProcess {
  private readonly program = Program.start('engine.program.ts');

  /** Plays until `profiles` more have come to the end of the standard journey. */
  async play(url: string, pool: pg.Pool, profiles: number): Promise<Run> {
    const ended = await endedIn(pool);
    return this.until(url, async () => (await endedIn(pool)) >= ended + profiles);
  }

  /** Runs on a database until `done` says so, by a clock that shows `at` when it starts where one is given. */
  async until(url: string, done: () => Promise<boolean>, at?: number): Promise<Run> {
    const before = await this.use();
    const started = performance.now();
    await this.program.call('start', url, at);
    while (!(await done())) await pause(20);
    const seconds = (performance.now() - started) / 1_000;
    await this.program.call('stop');
    const { cpu, memory } = await this.use();
    return { seconds, cpu: cpu - before.cpu, memory };
  }

  async close(): Promise<void> {
    await this.program.stop();
  }

  private async use(): Promise<{ cpu: number; memory: number }> {
    const { value, memory } = await this.program.call<number>('cpu');
    return { cpu: value, memory };
  }
}

async function endedIn(pool: pg.Pool): Promise<number> {
  const { rows } = await pool.query<{ n: string }>(
    `select coalesce(sum(n), 0) as n from node_counter where node = 'end' and metric = 'entered'`,
  );
  return Number(rows[0]!.n);
}
