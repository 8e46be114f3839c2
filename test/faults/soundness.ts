import type pg from 'pg';
import { DatabaseClock } from '../../server/src/store/clock.js';
import { Database } from '../../server/src/store/database.js';
import { InvariantsStore } from '../../server/src/store/invariants.store.js';
import type { Receiver } from './receiver.js';

/** What came of it all. Only `repeats` may be anything but nought. */
export interface Soundness {
  /** Sends that are sent by our own account, and that the receiver never took. */
  lost: number;
  /** Second keys for one visit of a node, or keys that no visit has. */
  doubled: number;
  /** Calls under a key that the receiver had taken before. */
  repeats: number;
  /** Broken invariants with their examples. */
  violations: string[];
}

/** H5: compares the state with the log, and both with the receiver's ledger. */
export async function soundness(url: string, pool: pg.Pool, receiver: Receiver): Promise<Soundness> {
  const { rows } = await pool.query<{ key: string }>(
    `select key from delivery_history where outcome = 'sent' union all select key from delivery where state = 'settled'`,
  );
  const ours = new Set(rows.map(({ key }) => key));
  const ledger = receiver.ledger();
  // A key is enrollment:node:step; here no journey leads to the same node twice.
  const visits = new Set([...ledger.keys()].map((key) => key.slice(0, key.lastIndexOf(':'))));
  const strange = [...ledger.keys()].filter((key) => !ours.has(key)).length;
  const calls = [...ledger.values()].reduce((sum, count) => sum + count, 0);
  return {
    lost: [...ours].filter((key) => !ledger.has(key)).length,
    doubled: ledger.size - visits.size + strange,
    repeats: calls - ledger.size,
    violations: await violations(url),
  };
}

/** Broken invariants of a database, with examples. */
export async function violations(url: string): Promise<string[]> {
  const database = Database.open(url, { max: 1, application_name: 'the checker' });
  try {
    const at = await new DatabaseClock(database).now();
    const found = await new InvariantsStore(database).inspect({ at, grace: 60_000 });
    return found.map(({ invariant, count, examples }) => `${invariant} × ${count}: ${examples.join(', ')}`);
  } finally {
    await database.close();
  }
}
