import type { HandAction } from '@sojourn/api';
import type { Fate } from '@sojourn/journey';
import type { Instant } from '@sojourn/rules';
import type { BulkStore } from '../store/bulk.store.js';
import type { Command, InJourney, InsideRow, Selection } from '../store/inside.store.js';
import type { Queryable } from '../store/database.js';
import { following, isBusy, LIMITS, onward, type Kind, type Position, type Step } from './bulk-kind.js';
import { release, type Resumption } from './release.js';

/** Long work on those who are in a journey, and what its `detail` must hold. */
export interface JourneyWork {
  /** Lets go on what the pause of a journey put aside. */
  'journey.release': { journey: string } & Partial<Resumption>;
  /** Takes out everybody who is in this version or an older one: whoever enters anew is in a newer one. */
  'journey.exit': { journey: string; version?: number; reason: string };
  /** Moves those in versions older than this one, or takes them out, by the node they are at (VERSION-2). */
  'journey.migrate': {
    journey: string;
    version: number;
    fates: [node: string, fate: Fate][];
    pass?: number;
    found?: number;
  };
  /** Does by hand with those chosen what an operator decided. A move names the version (STATE-1). */
  'enrollment.act': { journey: string; action: HandAction; who: Selection; reason: string };
  /** Watches one enrollment until it is taken out; the command is in the inbox already. */
  'enrollment.exit': { enrollment: string; profile: string };
}

/** The reason of those who leave because they were overdue for too long when their journey was resumed. */
const OVERDUE = 'overdue';
/** The reason of those whom the publication of a new version takes out. */
const MIGRATION = 'migration';

/** Who moves on between two looks is found by the next one; after so many, who is left finishes on the old version. */
const MOST_PASSES = 5;

export const JOURNEY_WORK: Record<keyof JourneyWork, Kind> = {
  async 'journey.release'(store, client, { workspace, detail, done }, { shard }, at) {
    const {
      journey,
      resumedAt = at,
      overdue = { do: 'now' },
      freezes = [],
    } = detail as unknown as JourneyWork['journey.release'];
    if ((await store.stateOf(client, journey)) === 'paused')
      return { count: 0, ended: 'The journey was paused again.' };
    const here = { workspace, shard, journey };
    const how = { resumedAt, overdue, freezes };
    const waits = await store.inside.putAside(client, here, LIMITS.chunk);
    const messages = await store.inside.heldMessages(client, here, LIMITS.chunk - waits.length);
    const woken = waits.map((row, n) => ({ ...row, ...release({ ...row, due: row.heldDue }, how, at, done + n) }));
    const queued = messages.map((row, n) => {
      const { due, leaves } = release(
        { arrivedAt: row.at, due: row.at },
        { ...how, freezes: [] },
        at,
        done + waits.length + n,
      );
      return { ...row, due, leaves, ...(leaves && { notAfter: at - 1 }) };
    });
    await store.inside.wake(client, here, woken);
    await store.inside.requeue(client, here, queued);
    const leaving = [
      ...woken.filter(({ leaves }) => leaves).map(({ profile, id }) => ({ profile, id })),
      ...queued.filter(({ leaves }) => leaves).map(({ profile, enrollment }) => ({ profile, id: enrollment })),
    ];
    await store.inside.ask(
      client,
      here,
      leaving.map(({ profile, id }) => exit(profile, id, OVERDUE)),
      at,
    );
    const count = waits.length + messages.length;
    return { count, next: count > 0 ? { shard } : following(shard), counts: { skipped: leaving.length } };
  },

  async 'journey.exit'(store, client, { workspace, detail }, position, at) {
    if (await isBusy(store, client, position.shard)) return { count: 0, next: position };
    const { journey, version, reason } = detail as unknown as JourneyWork['journey.exit'];
    const here = { workspace, shard: position.shard, journey };
    return ask(store, client, here, position, { upTo: version }, at, ({ profile, id }) => exit(profile, id, reason));
  },

  async 'journey.migrate'(store, client, operation, position, at) {
    const {
      journey,
      version,
      fates,
      pass = 1,
      found = 0,
    } = operation.detail as unknown as JourneyWork['journey.migrate'];
    const { shard } = position;
    const state = await store.stateOf(client, journey);
    if (state === 'stopped' || state === 'archived') return { count: 0, ended: 'The journey was stopped.' };
    if (await isBusy(store, client, shard)) return { count: 0, next: position };
    // What an earlier pass asked for is played first, or they would be asked twice.
    if (pass > 1 && (await store.inside.isAsked(client, shard, operation.id))) return { count: 0, next: position };
    const byNode = new Map(fates);
    const meant = { upTo: version - 1, nodes: [...byNode.keys()] };
    const here = { workspace: operation.workspace, shard, journey };
    const step = await ask(store, client, here, position, meant, at, (row) =>
      migrating(row, byNode.get(row.node)!, version, operation.id),
    );
    const sum = found + step.count;
    if (step.next) return { ...step, detail: { found: sum } };
    return sum > 0 && pass < MOST_PASSES ? { ...step, next: { shard: 0 }, detail: { pass: pass + 1, found: 0 } } : step;
  },

  async 'enrollment.act'(store, client, operation, position, at) {
    if (await isBusy(store, client, position.shard)) return { count: 0, next: position };
    const { journey, action, who, reason } = operation.detail as unknown as JourneyWork['enrollment.act'];
    const here = { workspace: operation.workspace, shard: position.shard, journey };
    const step = await ask(store, client, here, position, who, at, (row) =>
      acting(row, action, who, reason, operation.id),
    );
    const gone = step.next || !who.ids ? 0 : who.ids.length - operation.done - step.count;
    return { ...step, counts: { done: step.count, gone } };
  },

  async 'enrollment.exit'(store, client, { workspace, detail }, position) {
    const { enrollment, profile } = detail as unknown as JourneyWork['enrollment.exit'];
    const alive = await store.isAlive(client, { workspace, shard: position.shard, profile, enrollment });
    return alive ? { count: 0, next: position } : { count: 1 };
  },
};

/** Puts a command for each of the next of those meant into their inboxes. */
async function ask(
  store: BulkStore,
  client: Queryable,
  here: InJourney,
  position: Position,
  meant: Selection,
  at: Instant,
  command: (row: InsideRow) => Command,
): Promise<Step> {
  const after = position.after as { profile: string; id: string } | undefined;
  const rows = await store.inside.select(client, here, meant, after, LIMITS.chunk);
  await store.inside.ask(client, here, rows.map(command), at);
  const { profile, id } = rows.at(-1) ?? {};
  return onward(position, { count: rows.length, ...(rows.length === LIMITS.chunk && { last: { profile, id } }) });
}

const exit = (profile: string, enrollment: string, reason: string): Command => ({
  profile,
  kind: 'exit',
  payload: { enrollment, reason },
});

/** Bound to the step it was decided at: who went on meanwhile is where another choice may hold. */
function migrating(
  { profile, id: enrollment, step }: InsideRow,
  fate: Fate,
  version: number,
  operation: string,
): Command {
  const common = { enrollment, step, operation, reason: MIGRATION };
  if (fate.do === 'exit') return { profile, kind: 'exit', payload: common };
  return { profile, kind: 'move', payload: { ...common, version, node: fate.node, wait: fate.wait } };
}

/** Bound to the step as well where those at a node are meant, or where it would be another step that is skipped. */
function acting(
  { profile, id: enrollment, step }: InsideRow,
  action: HandAction,
  who: Selection,
  reason: string,
  operation: string,
): Command {
  const common = { enrollment, reason, operation, ...((!who.ids || action.do === 'skip') && { step }) };
  switch (action.do) {
    case 'exit':
      return { profile, kind: 'exit', payload: common };
    case 'skip':
      return { profile, kind: 'skip', payload: { ...common, port: action.port } };
    case 'move':
      return {
        profile,
        kind: 'move',
        payload: { ...common, version: action.version, node: action.to, wait: action.wait ?? 'keep' },
      };
  }
}
