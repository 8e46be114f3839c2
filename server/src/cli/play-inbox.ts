import { DatabaseClock } from '../store/clock.js';
import { Engine, ENGINE_SESSION } from '../engine/engine.js';
import { Database } from '../store/database.js';
import { SHARDS } from '../store/ids.js';

const ALL = Array.from({ length: SHARDS }, (_, shard) => shard);

/**
 * Plays what waits in the inbox until nothing does, for a command that works while no server runs. Messages that this
 * brings about stay queued: the server sends them when it is started.
 */
export async function playInbox(url: string): Promise<void> {
  const database = Database.open(url, { max: 2, options: ENGINE_SESSION, application_name: 'sojourn command' });
  try {
    const engine = new Engine({
      database,
      clock: new DatabaseClock(database),
      channels: new Map(),
      unsubscribeUrl: () => '',
      worker: `command ${process.pid}`,
    });
    while (await engine.advance.runOnce(ALL));
  } finally {
    await database.close();
  }
}
