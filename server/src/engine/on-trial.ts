import { once } from 'node:events';
import type { NodeRegistry } from '@sojourn/journey';
import type { ProfileKey } from '../store/claims.store.js';
import { DatabaseClock } from '../store/clock.js';
import { Database } from '../store/database.js';
import { Engine, ENGINE_SESSION } from './engine.js';
import type { Charge, Testimony } from './trial.js';

/** The child's side of a trial: plays what it is charged with, and says before each profile who it is. */
export async function playOnTrial(registry?: NodeRegistry): Promise<void> {
  // Whoever stops the whole group means the parent, and the parent ends this one.
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => undefined);
  const [charge] = (await once(process, 'message')) as [Charge];
  const database = Database.open(charge.databaseUrl, {
    options: ENGINE_SESSION,
    max: 2,
    application_name: `sojourn trial ${process.pid}`,
  });
  try {
    await play(charge, database, registry);
    await say({ kind: 'through' });
  } catch (error) {
    await say({ kind: 'failed', cause: String(error) });
  } finally {
    await database.close();
    if (process.connected) process.disconnect();
  }
}

async function play({ worker, suspects, aside }: Charge, database: Database, registry?: NodeRegistry): Promise<void> {
  const { advance } = new Engine({
    database,
    clock: new DatabaseClock(database),
    worker,
    channels: new Map(),
    unsubscribeUrl: () => '',
    onFault: (what, cause) => void say({ kind: 'fault', what, cause: String(cause) }),
    watch: { begun: announce, ended: () => Promise.resolve() },
    ...(registry ? { registry } : {}),
  });
  for (const { shard, profiles } of suspects)
    // Without a parent nobody hears what this one says, and it ends.
    for (let played = 0; played < profiles && process.connected; played++)
      if (!(await advance.one(shard, aside))) break;
}

async function announce(keys: Iterable<ProfileKey>): Promise<number[]> {
  for (const { id } of keys) await say({ kind: 'at', profile: id });
  return [];
}

/** Resolves when it is out of this process, which may not live to say more. */
function say(testimony: Testimony): Promise<void> {
  return new Promise((said) => {
    if (process.connected) process.send!(testimony, undefined, undefined, () => said());
    else said();
  });
}
