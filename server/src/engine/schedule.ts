import { latestOccurrences, nextOccurrence } from '@sojourn/journey';
import { MINUTE, type Instant } from '@sojourn/rules';
import type { AudiencesStore, DueSchedule } from '../store/audiences.store.js';
import type { Database, Queryable } from '../store/database.js';
import { SHARDS } from '../store/ids.js';
import type { Clock } from '../store/clock.js';
import type { Duty } from './duty.js';
import type { Worlds } from './worlds.js';

/** How many missed occurrences `each` makes up for at most (F14). */
const MOST_MISSED = 100;

/** An occurrence that is older than this counts as missed. */
const LATE = MINUTE;

/** Fires schedules whose time has come; what was missed while nobody ran follows the schedule's own policy (SCHED-2). */
export class Schedule implements Duty {
  readonly name = 'schedule';

  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
    private readonly store: AudiencesStore,
    private readonly worlds: Worlds,
  ) {}

  runOnce(): Promise<boolean> {
    return this.database.transaction(async (client) => {
      const now = await this.clock.now(client);
      const due = await this.store.due(client, now);
      for (const schedule of due) await this.fire(client, schedule, now);
      return due.length > 0;
    });
  }

  private async fire(client: Queryable, schedule: DueSchedule, now: Instant): Promise<void> {
    const world = (await this.worlds.current(client, [schedule.workspace])).get(schedule.workspace);
    const program = world?.journeys.get(schedule.journey)?.newest;
    const trigger = program?.nodes.get(schedule.node)?.trigger;
    if (trigger?.on !== 'schedule') {
      await this.store.setNext(client, schedule, Infinity);
      return;
    }
    const zone = trigger.zone ?? program!.zone ?? world!.stored.zone;
    // However long nobody ran, only the end of it is looked at: this is inside a transaction that holds schedules.
    const most = trigger.missed === 'each' ? MOST_MISSED : 1;
    const from = trigger.missed === 'skip' ? Math.max(schedule.nextAt, now - LATE) : schedule.nextAt;
    for (const at of latestOccurrences(trigger.when, zone, from, now, most))
      await this.store.fire(client, schedule, at, now, SHARDS);
    await this.store.setNext(client, schedule, nextOccurrence(trigger.when, zone, now) ?? Infinity);
  }
}
