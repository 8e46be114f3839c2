import type { Changes } from '@sojourn/journey';
import type { Instant } from '@sojourn/rules';
import type { InboxRow } from '../store/claims.store.js';
import type { CountersStore } from '../store/counters.store.js';
import type { Queryable } from '../store/database.js';
import type { ForwardsStore } from '../store/forwards.store.js';
import type { HistoryStore } from '../store/history.store.js';
import type { LookupsStore } from '../store/lookups.store.js';
import type { OutboxStore } from '../store/outbox.store.js';
import type { ReceiptPayload } from '../store/receipts.js';
import type { StatesSaveStore } from '../store/states-save.store.js';
import type { StoredState } from '../store/states.store.js';
import type { TasksStore } from '../store/tasks.store.js';
import { saveLookups, type Before } from './lookups.js';
import type { LoadedWorld, Worlds } from './worlds.js';

export interface CommitStores {
  save: StatesSaveStore;
  history: HistoryStore;
  counters: CountersStore;
  outbox: OutboxStore;
  tasks: TasksStore;
  inbox: ForwardsStore;
  lookups: LookupsStore;
}

/** What was played: the states as they are now, what followed, and what it was played from and in. */
export interface Played {
  states: readonly StoredState[];
  changes: Changes;
  /** The worlds that it was played in: they must not change under the rows that are written. */
  worlds: ReadonlyMap<number, LoadedWorld>;
  rows: ReadonlyMap<number, InboxRow>;
  /** What watched attributes said before; without it they are all written anew. */
  before?: Before;
}

/** Writes everything that playing decided, in the transaction of whoever played. */
export class Commit {
  constructor(
    private readonly stores: CommitStores,
    private readonly worlds: Worlds,
    private readonly worker: string,
  ) {}

  /** `slot` is one of the shards that the caller holds. */
  async write(
    client: Queryable,
    { states, changes, worlds, rows, before = [] }: Played,
    now: Instant,
    slot: number,
  ): Promise<void> {
    const { save, history, counters, outbox, tasks, inbox, lookups } = this.stores;
    const receipts = [];
    for (const row of rows.values()) {
      if (row.kind === 'receipt') receipts.push({ ...row, payload: row.payload as unknown as ReceiptPayload });
    }
    await save.save(client, states);
    await history.append(
      client,
      changes,
      { at: now, worker: this.worker },
      (state) => worlds.get(state.workspace)!.model,
      rows,
    );
    await outbox.close(client, receipts);
    await outbox.store(client, changes.sends);
    await tasks.carryOut(client, changes.tasks);
    await inbox.forward(client, changes.forwards);
    await saveLookups(client, lookups, states, before, worlds, now);
    await counters.add(client, changes, states, now, slot, (journey) => this.worlds.workspaceOf(journey));
  }
}
