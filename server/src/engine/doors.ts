import {
  isCanary,
  isSameCanary,
  type Arrival,
  type Canary,
  type ProfileState,
  type Program,
  type RefusalRule,
} from '@sojourn/journey';
import { DAY, milliseconds, NEVER, type Instant } from '@sojourn/rules';
import type { Queryable } from '../store/database.js';
import type { DoorRow, DoorsStore } from '../store/doors.store.js';
import type { LoadedWorld } from './worlds.js';

/** Others let so many in meanwhile that this batch would be too many: it is played again by what is left. */
export class Overtaken extends Error {
  override name = 'Overtaken';

  constructor() {
    super('Others came through the same door.');
  }
}

/** A door as one batch sees it: what was let in before, and what this batch lets in. */
interface Door {
  workspace: number;
  program: Program;
  /** From when the rate counts; unknown before the first entry. */
  countsFrom: Instant | undefined;
  canary: { from: Instant | undefined; entered: number; opened: boolean } | undefined;
  people: number;
  windows: Map<Instant, number>;
  /** Until when nobody of an audience is to be sent here; 0 while there is room. */
  closes: Instant;
}

/**
 * The doors of journeys with a canary or an entry rate (ENTRY-6), for one batch. What there is room for is read before
 * the batch plays and taken when it has: last before the commit, in the order of the journeys, by statements that take
 * nothing where too many have come meanwhile. Then the batch is played again.
 */
export class Doors {
  private readonly doors = new Map<string, Door>();

  private constructor(
    private readonly store: DoorsStore,
    private readonly client: Queryable,
    private readonly now: Instant,
    private readonly before: ReadonlyMap<string, number>,
  ) {}

  /** `from` is no later than any entry of the batch; `contended`: it met others at a door before. */
  static async open(
    store: DoorsStore,
    client: Queryable,
    worlds: Iterable<LoadedWorld>,
    { now, from, contended }: { now: Instant; from: Instant; contended: boolean },
  ): Promise<Doors> {
    const programs: { workspace: number; program: Program }[] = [];
    for (const { workspace, journeys } of worlds) {
      for (const { state, newest: program } of journeys.values()) {
        if (state === 'live' && (program.doors.canary || program.doors.entryRate))
          programs.push({ workspace, program });
      }
    }
    const ids = programs.map(({ program }) => program.journey);
    // All of them, in order: whoever holds one and waits for another waits in the same direction.
    if (contended && ids.length > 0) await store.hold(client, ids);
    const rows = ids.length > 0 ? await store.find(client, ids) : [];
    const longest = Math.max(0, ...programs.map(({ program }) => periodOf(program) ?? 0));
    const windows = rows.length > 0 ? await store.windows(client, ids, Math.min(from, now) - longest) : new Map();
    const doors = new Doors(store, client, now, windows);
    for (const { workspace, program } of programs)
      doors.add(
        workspace,
        program,
        rows.find(({ journey }) => journey === program.journey),
      );
    return doors;
  }

  /** For the player: asked last of all before somebody enters. */
  readonly admit = (
    program: Program,
    profile: ProfileState,
    at: Instant,
    heldOut: boolean,
  ): RefusalRule | undefined => {
    const door = this.doors.get(program.journey);
    if (!door) return undefined;
    const { canary, entryRate } = program.doors;
    let people = 0;
    if (canary && !door.canary!.opened) {
      if ('percent' in canary) {
        if (!isCanary(profile.id, program.journey, canary.percent)) return 'canary';
      } else if (!cameSince(profile, program.journey, door.canary!.from ?? at)) {
        if (door.canary!.entered + door.people >= canary.people) {
          door.closes = NEVER;
          return 'canary';
        }
        people = 1;
      }
    }
    const window = windowOf(door, at);
    if (entryRate && this.entered(door, window) >= entryRate.entries) {
      const current = windowOf(door, this.now) + periodOf(program)!;
      if (window + periodOf(program)! >= current) door.closes = Math.max(door.closes, current);
      return 'rate';
    }
    // Who is held out needs room like everybody else, so that both groups enter alike, and takes none of it.
    if (heldOut) return undefined;
    door.countsFrom ??= at;
    door.people += people;
    if (canary && door.canary!.from === undefined) door.canary!.from = at;
    if (entryRate) door.windows.set(window, (door.windows.get(window) ?? 0) + 1);
    return undefined;
  };

  /** Writes what came in. Throws {@link Overtaken} where that cannot be any more. */
  async settle(): Promise<void> {
    for (const journey of [...this.doors.keys()].sort()) {
      const door = this.doors.get(journey)!;
      const { canary, entryRate } = door.program.doors;
      const counted = canary && 'people' in canary && !door.canary!.opened;
      if (door.windows.size > 0 || (counted && door.people > 0)) {
        const passed = await this.store.pass(this.client, {
          workspace: door.workspace,
          journey,
          countsFrom: door.countsFrom!,
          ...(counted && {
            canary: {
              setting: JSON.stringify(canary),
              from: door.canary!.from!,
              entered: door.people,
              people: canary.people,
            },
          }),
          windows: door.windows,
          entries: entryRate?.entries ?? Infinity,
        });
        if (!passed) throw new Overtaken();
        await this.forgetWindows(door);
      }
      if (door.closes > this.now) await this.store.close(this.client, door.workspace, journey, door.closes);
    }
  }

  /** Whenever a window begins, those that were over long before it go; a shard that lags may still count in later ones. */
  private async forgetWindows({ program, windows }: Door): Promise<void> {
    const { journey } = program;
    const isNew = [...windows.keys()].some((start) => !this.before.has(`${journey}|${start}`));
    if (!isNew) return;
    await this.store.forgetWindows(this.client, journey, Math.min(...windows.keys()) - periodOf(program)! - DAY);
  }

  private add(workspace: number, program: Program, row: DoorRow | undefined): void {
    const { canary } = program.doors;
    const same = row?.canary != null && isSameCanary(JSON.parse(row.canary) as Canary, canary);
    this.doors.set(program.journey, {
      workspace,
      program,
      countsFrom: row?.countsFrom ?? undefined,
      canary: canary && {
        from: (same ? row.canaryFrom : undefined) ?? undefined,
        entered: same ? row.entered : 0,
        opened: same && row.opened,
      },
      people: 0,
      windows: new Map(),
      closes: 0,
    });
  }

  private entered({ program, windows }: Door, window: Instant): number {
    return (this.before.get(`${program.journey}|${window}`) ?? 0) + (windows.get(window) ?? 0);
  }
}

/** Windows follow each other without a gap, from the first entry on. */
function windowOf({ program, countsFrom }: Door, at: Instant): Instant {
  const period = periodOf(program);
  if (period === undefined) return 0;
  const first = countsFrom ?? at;
  return first + Math.floor((at - first) / period) * period;
}

function periodOf({ doors }: Program): number | undefined {
  return doors.entryRate && milliseconds(doors.entryRate.per);
}

/** Whether somebody came in already since the canary began: then they are one of its people. */
function cameSince({ ledger }: ProfileState, journey: string, since: Instant): boolean {
  for (const entry of ledger.values()) {
    if (entry.journey === journey && entry.count > 0 && entry.lastEntry >= since) return true;
  }
  return false;
}

/** No entry of a batch is earlier than this. */
export function earliest(
  states: readonly Pick<ProfileState, 'nextFlip' | 'enrollments'>[],
  arrivals: Iterable<readonly Arrival[]>,
  now: Instant,
): Instant {
  let first = now;
  for (const each of arrivals) for (const { at } of each) first = Math.min(first, at);
  for (const { nextFlip, enrollments } of states) {
    first = Math.min(first, nextFlip);
    for (const { due } of enrollments) first = Math.min(first, due);
  }
  return first;
}
