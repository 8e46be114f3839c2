import {
  dateKeysNear,
  isCanary,
  nextDay,
  occurrenceEntry,
  parseDay,
  readDate,
  zoneFor,
  type Arrival,
  type Changes,
  type DateTold,
  type Day,
  type ProgramNode,
  type Recurs,
  type Trigger,
} from '@sojourn/journey';
import type { Instant } from '@sojourn/rules';
import type { AudienceCause, AudienceRun, AudiencesStore, Candidate, Candidates } from '../store/audiences.store.js';
import type { InboxRow, ProfileKey } from '../store/claims.store.js';
import type { Queryable } from '../store/database.js';
import type { DoorsStore } from '../store/doors.store.js';
import { presentMatches } from './present.js';
import type { LoadedWorld, Worlds } from './worlds.js';

/** A profile's turn in a run through an audience. */
export interface AudienceMember extends ProfileKey {
  journey: string;
  node: string;
  at: Instant;
  cause: AudienceCause;
  entry: Extract<Arrival, { kind: 'enter' }>['entry'];
  operation: string | null;
}

/** What a batch has taken: whom, and whether runs came further, be it that nobody was found. */
export interface Taken {
  members: AudienceMember[];
  progressed: boolean;
}

type DateTrigger = Extract<Trigger, { on: 'date' }>;

/** How many that wait at a door are taken from each shard at a time: whom there is no room for waits again. */
const FROM_THE_DOOR = 32;

/** Takes people out of audiences (人群), chunk by chunk, each chunk asked for at its own instant (ENGINE D11). */
export class AudienceRuns {
  constructor(
    private readonly audiences: AudiencesStore,
    private readonly doors: DoorsStore,
    private readonly worlds: Worlds,
  ) {}

  /** Those who wait at doors first, then the next chunk of the oldest run of each shard. Callers hold the shards. */
  async take(client: Queryable, shards: readonly number[], most: number, now: Instant): Promise<Taken> {
    const waiting = await this.doors.takeWaiting(client, shards, now, Math.min(most, FROM_THE_DOOR));
    const runs = await this.audiences.open(client, shards, now);
    const worlds = await this.worlds.current(
      client,
      runs.map(({ workspace }) => workspace),
    );
    const members: AudienceMember[] = waiting.map((member) => ({ ...member, at: now }));
    for (const run of runs) members.push(...(await this.chunk(client, run, worlds.get(run.workspace)!, most, now)));
    return { members, progressed: runs.length + waiting.length > 0 };
  }

  /**
   * Who came with an audience is not refused for want of room: they wait at the door. Whom a canary of some percent left
   * out has a turn when the run comes round again.
   */
  async letWait(client: Queryable, members: readonly AudienceMember[], changes: Changes): Promise<void> {
    if (members.length === 0) return;
    const coming = new Map(members.map((member) => [`${member.journey}|${member.node}|${member.id}`, member]));
    const waiting: AudienceMember[] = [];
    const refusals = changes.refusals.filter(({ profile, node, rule }) => {
      const member = coming.get(`${node.program.journey}|${node.id}|${profile.id}`);
      if (!member || (rule !== 'rate' && rule !== 'canary')) return true;
      const { canary } = node.program.doors;
      if (rule === 'rate' || !canary || 'people' in canary) waiting.push(member);
      return false;
    });
    changes.refusals.splice(0, changes.refusals.length, ...refusals);
    await this.doors.wait(client, waiting);
  }

  private async chunk(
    client: Queryable,
    run: AudienceRun,
    world: LoadedWorld,
    most: number,
    now: Instant,
  ): Promise<AudienceMember[]> {
    const running = world.journeys.get(run.journey);
    const node = running?.state === 'live' ? running.newest.nodes.get(run.node) : undefined;
    const candidates = node?.trigger && this.candidates(run, node, world, now);
    if (!node || !candidates) {
      await this.audiences.finish(client, run, 0);
      return [];
    }
    const found = await this.audiences.chunk(client, run, candidates, most);
    const chosen = await this.chosen(client, run, node, world, found);
    if (found.length === most) await this.audiences.advance(client, run, found.at(-1)!.id, found.length);
    else await this.end(client, run, node, found.length);
    // Who has to wait for a rate, or for an operator, enters when that lets them in; all others at their occurrence.
    const { canary, entryRate } = node.program.doors;
    const at = canary || entryRate || run.cause === 'backfill' ? now : run.at;
    const entry = run.cause === 'backfill' ? {} : entryOf(run);
    const { workspace, shard, journey, cause, operation } = run;
    return chosen.map((id) => ({ workspace, shard, id, journey, node: run.node, at, cause, entry, operation }));
  }

  private candidates(
    run: AudienceRun,
    { trigger }: ProgramNode,
    world: LoadedWorld,
    now: Instant,
  ): Candidates | undefined {
    if (run.cause === 'backfill') {
      const condition = presentMatches(trigger!, world, now, 5);
      return condition && { of: 'condition', condition };
    }
    if (trigger!.on === 'schedule') return { of: 'everybody' };
    if (trigger!.on !== 'date') return undefined;
    return { of: 'dates', attribute: trigger!.attribute, ...dateKeysNear(dayOfDate(run, trigger!), recurs(trigger!)) };
  }

  /** Who of a chunk has a turn: not those who had theirs in another zone, nor the canary that went before the rest. */
  private async chosen(
    client: Queryable,
    run: AudienceRun,
    { trigger, program }: ProgramNode,
    world: LoadedWorld,
    found: readonly Candidate[],
  ): Promise<string[]> {
    let chosen = found;
    if (trigger!.on === 'date' && run.cause === 'schedule') {
      const on = dayOfDate(run, trigger!);
      const zone = run.zone || zoneFor(undefined, program.zone, world.stored.zone).zone;
      chosen = found.filter(({ value }) => isKeptOn(on, readDate(value, zone), recurs(trigger!)));
    }
    let ids = chosen.map(({ id }) => id);
    // Whoever comes round again with the rest was seen already.
    if (run.rest !== null) return ids.filter((id) => !isCanary(id, run.journey, run.rest!));
    if (run.occurrence !== '') {
      const first = await this.audiences.seen(client, run, ids);
      ids = ids.filter((id) => first.has(id));
    }
    return ids;
  }

  /** A canary of some percent went first: the run comes round again for the rest, as soon as an operator lets all in. */
  private async end(client: Queryable, run: AudienceRun, { program }: ProgramNode, count: number): Promise<void> {
    const { canary } = program.doors;
    if (canary && 'percent' in canary && run.rest === null && !run.opened) {
      await this.audiences.again(client, run, canary.percent);
    } else await this.audiences.finish(client, run, count);
  }
}

/** A turn as an arrival, for a profile that is about to become one with another, or has: it comes once it is whole. */
export function entering(
  { journey, node, entry, cause, at: _, operation: __, ...key }: AudienceMember,
  acceptedAt: Instant,
): InboxRow {
  const nothing = { name: null, messageId: null, occurredAt: null };
  return { ...key, ...nothing, seq: 0, kind: 'enter', acceptedAt, payload: { journey, node, entry, cause }, depth: 0 };
}

/** What an enrollment that an occurrence began knows of it. */
function entryOf({ at, occurrence }: AudienceRun): AudienceMember['entry'] {
  return { ...occurrenceEntry(at), ...(occurrence !== '' && { local: occurrence, date: occurrence.slice(0, 10) }) };
}

/** The day that a date has to come up on for an occurrence to take its profile in. */
function dayOfDate({ occurrence }: AudienceRun, { offset }: DateTrigger): Day {
  return parseDay(occurrence.slice(0, 10))! - offset;
}

const recurs = ({ yearly, calendar }: DateTrigger): Recurs =>
  yearly ? (calendar === 'lunar' ? 'lunar' : 'yearly') : 'never';

const isKeptOn = (on: Day, told: DateTold | undefined, how: Recurs): boolean =>
  told !== undefined && nextDay(told.day, how, on) === on;
