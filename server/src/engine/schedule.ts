import { latestOccurrences, nextOccurrence, timetableOf, zoneFor, type Timetable, type Timing } from '@sojourn/journey';
import { DAY, HOUR, MINUTE, type Instant } from '@sojourn/rules';
import type { AudiencesStore } from '../store/audiences.store.js';
import type { Clock } from '../store/clock.js';
import type { Database, Queryable } from '../store/database.js';
import type { LookupsStore } from '../store/lookups.store.js';
import type { OperationsStore } from '../store/operations.store.js';
import type { DueSchedule, Occurrence, SchedulesStore } from '../store/schedules.store.js';
import type { Duty } from './duty.js';
import { lookAround, turnStillOn } from './local-times.js';
import type { LoadedWorld, Worlds } from './worlds.js';

/** How many missed occurrences `each` makes up for at most (F14). */
const MOST_MISSED = 100;

/** An occurrence that is older than this counts as missed. */
const LATE = MINUTE;

/** How long before the last look a move to another zone may have been written that this look could not see yet. */
const UNSEEN = 5 * MINUTE;

/** How long it is kept in mind who came to another zone: longer than any occurrence is on its way round the world. */
const MOVES = 3 * DAY;

/** After this long an occurrence has been everywhere, whatever the clocks did. */
const AROUND = 16 * HOUR;

/** Rows forgotten at a time, and how long it is told of runs that are over. */
const FORGOTTEN = 20_000;
const REMEMBERED = 7 * DAY;

/** A schedule with what its journey and its workspace say of it. */
interface Due {
  schedule: DueSchedule;
  trigger: Timing;
  world: LoadedWorld;
  name: string;
  /** The zone of those who have none of their own. */
  fallback: string;
  now: Instant;
}

/** Fires schedules whose time has come; what was missed while nobody ran follows the schedule's own policy (SCHED-2). */
export class Schedule implements Duty {
  readonly name = 'schedule';

  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
    private readonly stores: {
      schedules: SchedulesStore;
      audiences: AudiencesStore;
      lookups: LookupsStore;
      operations?: Pick<OperationsStore, 'add' | 'progress' | 'end'> | undefined;
    },
    private readonly worlds: Worlds,
  ) {}

  async runOnce(): Promise<boolean> {
    const fired = await this.database.transaction(async (client) => {
      const now = await this.clock.now(client);
      const due = await this.stores.schedules.due(client, now);
      for (const schedule of due) await this.look(client, schedule, now);
      return due.length > 0;
    });
    return (await this.supervise()) || fired;
  }

  /** Tells how far the runs are that it began, and ends those that are over or were cancelled. */
  private supervise(): Promise<boolean> {
    const { audiences, operations } = this.stores;
    if (!operations) return Promise.resolve(false);
    return this.database.transaction(async (client) => {
      const now = await this.clock.now(client);
      let worked = false;
      for (const { id, workspace, cancelled, detail } of await audiences.supervise(client, now)) {
        const { journey, node, local } = detail;
        // Until it has been round the world, it has to be kept in mind who had their turn.
        if (!cancelled && local !== undefined && Date.parse(`${local}Z`) + AROUND > now) continue;
        worked = true;
        const seen = { workspace, journey, node, occurrence: local ?? '' };
        if (local !== undefined && (await audiences.forget(client, seen, FORGOTTEN)) === FORGOTTEN) continue;
        await audiences.drop(client, id);
        await operations.end(client, id, { state: cancelled ? 'cancelled' : 'done', at: now });
        await audiences.forgetOperations(client, workspace, now - REMEMBERED);
      }
      return worked;
    });
  }

  private async look(client: Queryable, schedule: DueSchedule, now: Instant): Promise<void> {
    const { schedules, lookups } = this.stores;
    const world = (await this.worlds.current(client, [schedule.workspace])).get(schedule.workspace)!;
    const program = world.journeys.get(schedule.journey)?.newest;
    const trigger = program?.nodes.get(schedule.node)?.trigger;
    if (!program || (trigger?.on !== 'schedule' && trigger?.on !== 'date')) {
      await schedules.setNext(client, schedule, Infinity);
      return;
    }
    const own = trigger.on === 'schedule' ? trigger.zone : undefined;
    const fallback = own ?? zoneFor(undefined, program.zone, world.stored.zone).zone;
    const name = world.names.get(schedule.journey) ?? '';
    const due: Due = { schedule, trigger, world, name, fallback, now };
    if (trigger.on === 'schedule' && !trigger.local) await this.fireEverywhere(client, due, trigger.when);
    else if (trigger.on === 'date' && !(await lookups.isReady(client, schedule.workspace, trigger.attribute)))
      await schedules.setNext(client, schedule, now + MINUTE);
    else await this.fireByZones(client, due, timetableOf(trigger));
  }

  private async fireEverywhere(client: Queryable, due: Due, when: Timetable): Promise<void> {
    const { schedule, trigger, fallback, now } = due;
    // However long nobody ran, only the end of it is looked at: this is inside a transaction that holds schedules.
    const most = trigger.missed === 'each' ? MOST_MISSED : 1;
    const from = trigger.missed === 'skip' ? Math.max(schedule.nextAt, now - LATE) : schedule.nextAt;
    for (const at of latestOccurrences(when, fallback, from, now, most)) await this.begin(client, due, { at });
    await this.stores.schedules.setNext(client, schedule, nextOccurrence(when, fallback, now) ?? Infinity);
  }

  /** Zone by zone, as the local time comes to each (SCHED-3). */
  private async fireByZones(client: Queryable, due: Due, when: Timetable): Promise<void> {
    const { schedule, trigger, fallback, now } = due;
    const { schedules, lookups } = this.stores;
    const { workspace } = schedule;
    // A schedule that is new looks back at nothing.
    const looked = schedule.lookedAt ?? schedule.nextAt;
    const from = trigger.missed === 'skip' ? Math.max(looked, now - LATE) : looked;
    const zones = { own: await lookups.zonesInUse(client, workspace), fallback };
    const { turns, next } = lookAround(when, zones, from, now, trigger.missed === 'each' ? MOST_MISSED : 1);
    for (const turn of turns) {
      const shards = turn.zone === '' ? undefined : await lookups.shardsOf(client, workspace, turn.zone);
      await this.begin(client, due, turn, shards);
    }
    await this.catchUp(client, due, when, looked - UNSEEN);
    await lookups.forgetMoves(client, workspace, now - MOVES);
    await schedules.setNext(client, schedule, next, now);
  }

  /**
   * Whoever came to a zone that has had its turn already has a turn all the same, unless they had one where they were
   * before: once each, wherever people go meanwhile.
   */
  private async catchUp(client: Queryable, due: Due, when: Timetable, since: Instant): Promise<void> {
    const { schedule, fallback, now } = due;
    const { lookups, schedules, audiences } = this.stores;
    for (const zone of await lookups.zonesOfMoved(client, schedule.workspace, since)) {
      const turn = turnStillOn(when, zone, zone === '' ? fallback : zone, now);
      if (!turn) continue;
      const operation = await schedules.operationOf(client, schedule, turn);
      // An occurrence that was skipped, or came before this schedule was there, is not made up for by moving.
      if (operation === undefined) continue;
      await audiences.begin(client, { ...this.runOf(due, turn, operation ?? undefined), movedSince: since });
    }
  }

  /** Begins the runs of an occurrence in each shard, where nobody did before. */
  private async begin(client: Queryable, due: Due, occurrence: Occurrence, shards?: readonly number[]): Promise<void> {
    const { schedules, audiences } = this.stores;
    const { schedule, now } = due;
    const begun =
      occurrence.local === undefined ? undefined : await schedules.operationOf(client, schedule, occurrence);
    const operation = begun ?? (await this.announce(client, due, occurrence));
    if (await schedules.fire(client, schedule, occurrence, now, operation))
      await audiences.begin(client, this.runOf(due, occurrence, operation), shards);
  }

  /** Makes the long work that everybody can watch and cancel. */
  private async announce(client: Queryable, due: Due, { at, local }: Occurrence): Promise<string | undefined> {
    const { operations } = this.stores;
    if (!operations) return undefined;
    const { journey, node, workspace: workspaceId } = due.schedule;
    const detail = {
      journey,
      name: due.name,
      node,
      at: new Date(at).toISOString(),
      ...(local !== undefined && { local }),
    };
    const id = await operations.add(client, { workspaceId, kind: 'audience.run', detail, at: due.now });
    await operations.progress(client, id, { done: 0, at: due.now });
    return id;
  }

  private runOf({ schedule }: Due, { at, zone, local }: Occurrence, operation: string | undefined) {
    const { workspace, journey, version, node } = schedule;
    const turn = zone === undefined ? {} : { zone, occurrence: local! };
    return { workspace, journey, version, node, at, cause: 'schedule' as const, ...turn, operation };
  }
}
