import {
  dateKeysNear,
  dayOfDate,
  isCanary,
  isKept,
  recurrenceOf,
  turnEntry,
  zoneFor,
  type Arrival,
  type Changes,
  type ProgramNode,
  type Trigger,
} from '@sojourn/journey';
import type { Instant } from '@sojourn/rules';
import { audiencePages, type Candidates, type Page } from '../store/audience-pages.js';
import type { AudienceCause, AudienceRun, AudiencesStore } from '../store/audiences.store.js';
import type { InboxRow, ProfileKey } from '../store/claims.store.js';
import type { Queryable } from '../store/database.js';
import type { DoorsStore } from '../store/doors.store.js';
import { audienceMatches, presentMatches } from './present.js';
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

/** How many that wait at a door are taken from each shard at a time: whom there is no room for waits again. */
const FROM_THE_DOOR = 32;

/** Takes people out of audiences (人群), page by page; each page is asked for at the instant of its run (ENGINE D11). */
export class AudienceRuns {
  constructor(
    private readonly audiences: AudiencesStore,
    private readonly doors: DoorsStore,
    private readonly worlds: Worlds,
  ) {}

  /**
   * Those who wait at doors first, then the next page of the oldest run of each shard. Callers hold the shards, and have
   * all there is to play in them in their `batch`: of everybody else the store says who belongs to an audience.
   */
  async take(
    client: Queryable,
    shards: readonly number[],
    most: number,
    now: Instant,
    batch: readonly string[],
  ): Promise<Taken> {
    const waiting = await this.doors.takeWaiting(client, shards, now, Math.min(most, FROM_THE_DOOR));
    const runs = await this.audiences.open(client, shards, now);
    const worlds = await this.worlds.current(
      client,
      runs.map(({ workspace }) => workspace),
    );
    const members: AudienceMember[] = waiting.map((member) => ({ ...member, at: now }));
    for (const alike of together(runs)) {
      const world = worlds.get(alike[0]!.workspace)!;
      members.push(...(await this.pages(client, alike, world, most, now, batch)));
    }
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

  /** The next page of each of these runs, which differ in shard and position alone. */
  private async pages(
    client: Queryable,
    runs: readonly AudienceRun[],
    world: LoadedWorld,
    most: number,
    now: Instant,
    batch: readonly string[],
  ): Promise<AudienceMember[]> {
    const run = runs[0]!;
    const running = world.journeys.get(run.journey);
    const node = running?.state === 'live' ? running.newest.nodes.get(run.node) : undefined;
    // Who has to wait for a rate, or for an operator, enters when that lets them in; all others at their occurrence.
    const doors = node?.program.doors;
    const at = doors?.canary || doors?.entryRate || run.cause === 'backfill' ? now : run.at;
    const candidates = node?.trigger && candidatesOf(run, node.trigger, world, at, batch);
    if (!node || !candidates) {
      for (const each of runs) await this.audiences.finish(client, each, 0);
      return [];
    }
    const pages = await audiencePages(client, runs, candidates, most);
    await this.audiences.advance(
      client,
      pages.filter(({ position }) => position !== null),
    );
    const entry = run.cause === 'backfill' ? {} : turnEntry(run.at, run.occurrence === '' ? undefined : run.occurrence);
    const members: AudienceMember[] = [];
    for (const page of pages) {
      if (page.position === null) await this.end(client, page, node);
      const { workspace, shard, journey, cause, operation } = page.run;
      for (const id of await this.chosen(client, page, node, world))
        members.push({ workspace, shard, id, journey, node: run.node, at, cause, entry, operation });
    }
    return members;
  }

  /** Who of a page has a turn: not those who had theirs in another zone, nor the canary that went before the rest. */
  private async chosen(
    client: Queryable,
    { run, found }: Page,
    { trigger, program }: ProgramNode,
    world: LoadedWorld,
  ): Promise<string[]> {
    let turns = found;
    if (trigger?.on === 'date' && run.cause === 'schedule') {
      const zone = run.zone || zoneFor(undefined, program.zone, world.stored.zone).zone;
      turns = found.filter(({ value }) => isKept(value, trigger, run.occurrence, zone));
    }
    // Whoever comes round again with the rest was seen already.
    if (run.rest === null && run.occurrence !== '') {
      const first = await this.audiences.seen(
        client,
        run,
        turns.map(({ id }) => id),
      );
      turns = turns.filter(({ id }) => first.has(id));
    }
    const ids = turns.filter(({ chosen }) => chosen).map(({ id }) => id);
    return run.rest === null ? ids : ids.filter((id) => !isCanary(id, run.journey, run.rest!));
  }

  /** A canary of some percent went first: the run comes round again for the rest, as soon as an operator lets all in. */
  private async end(client: Queryable, { run, found }: Page, { program }: ProgramNode): Promise<void> {
    const { canary } = program.doors;
    if (canary && 'percent' in canary && run.rest === null && !run.opened) {
      await this.audiences.again(client, run, canary.percent);
    } else await this.audiences.finish(client, run, found.length);
  }
}

/** Runs that differ in nothing but how far they came in which shard. */
function together(runs: readonly AudienceRun[]): AudienceRun[][] {
  const alike = new Map<string, AudienceRun[]>();
  for (const run of runs) {
    const { shard: _, id: __, position: ___, ...same } = run;
    const key = JSON.stringify(same);
    const group = alike.get(key);
    if (group) group.push(run);
    else alike.set(key, [run]);
  }
  return [...alike.values()];
}

function candidatesOf(
  run: AudienceRun,
  trigger: Trigger,
  world: LoadedWorld,
  at: Instant,
  batch: readonly string[],
): Candidates | undefined {
  if (run.cause === 'backfill') return presentMatches(trigger, world, at);
  if (trigger.on !== 'schedule' && trigger.on !== 'date') return undefined;
  const { audience } = trigger;
  return {
    ...(audience && audienceMatches(audience, world, at, batch)),
    ...(trigger.on === 'date' && {
      dates: {
        attribute: trigger.attribute,
        ...dateKeysNear(dayOfDate(run.occurrence, trigger), recurrenceOf(trigger)),
      },
    }),
  };
}

/** A turn as an arrival, for a profile that is about to become one with another, or has: it comes once it is whole. */
export function entering(
  { journey, node, entry, cause, at: _, operation: __, ...key }: AudienceMember,
  acceptedAt: Instant,
): InboxRow {
  const nothing = { name: null, messageId: null, occurredAt: null };
  return { ...key, ...nothing, seq: 0, kind: 'enter', acceptedAt, payload: { journey, node, entry, cause }, depth: 0 };
}
