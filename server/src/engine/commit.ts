import type { Changes } from '@sojourn/journey';
import type { Instant } from '@sojourn/rules';
import type { InboxRow } from '../store/claims.store.js';
import type { Counting, CountersStore } from '../store/counters.store.js';
import type { Queryable } from '../store/database.js';
import type { ForwardsStore } from '../store/forwards.store.js';
import type { Appending, Execution, HistoryStore } from '../store/history.store.js';
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

/** What it was played from and in. */
export interface Ground {
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

  /** For what is played bit by bit. `slot` is one of the shards that the caller holds. */
  open(ground: Ground, now: Instant, slot: number): Writing {
    const workspaceOf = (journey: string) => this.worlds.workspaceOf(journey);
    return new Writing(this.stores, ground, { at: now, worker: this.worker }, slot, workspaceOf);
  }
}

/** What playing decides, on its way into the database. */
export class Writing {
  private readonly history: Appending;
  private readonly counting: Counting;

  constructor(
    private readonly stores: CommitStores,
    private readonly ground: Ground,
    private readonly execution: Execution,
    slot: number,
    private readonly workspaceOf: (journey: string) => number,
  ) {
    const { worlds, rows } = ground;
    this.history = stores.history.open(execution, (state) => worlds.get(state.workspace)!.model, rows);
    this.counting = stores.counters.open(execution.at, slot);
  }

  /**
   * Takes what there is most of out of the changes. Called every few profiles it lets that die young, where a whole batch
   * of it would be carried along by each collection of garbage (decision 0018).
   */
  take(changes: Changes): void {
    this.history.take(changes);
    this.counting.take(changes);
    changes.forgetHistory();
  }

  /** Writes all of it, with the states as they are now. */
  async write(client: Queryable, states: readonly StoredState[], changes: Changes): Promise<void> {
    const { save, outbox, tasks, inbox, lookups } = this.stores;
    const { worlds, rows, before = [] } = this.ground;
    const receipts = [];
    for (const row of rows.values()) {
      if (row.kind === 'receipt') receipts.push({ ...row, payload: row.payload as unknown as ReceiptPayload });
    }
    this.take(changes);
    await save.save(client, states);
    await this.history.write(client, changes);
    await outbox.close(client, receipts);
    await outbox.store(client, changes.sends);
    await tasks.carryOut(client, changes.tasks);
    await inbox.forward(client, changes.forwards);
    await saveLookups(client, lookups, states, before, worlds, this.execution.at);
    await this.counting.write(client, changes, states, this.workspaceOf);
  }
}
