import { Injectable } from '@nestjs/common';
import type { Instant } from '@sojourn/rules';
import { Clock } from '../store/clock.js';
import { Unavailable } from '../http/problem.js';
import { Database, type Queryable } from '../store/database.js';
import { DedupeStore, type MessageKey, messageKey } from '../store/dedupe.store.js';
import { IdentitiesStore } from '../store/identities.store.js';
import type { Profile, Subject } from '../store/identity-names.js';
import type { NotResolved, Resolution } from '../store/resolution.js';
import { WorkQueue } from '../queue/work-queue.js';
import { InboxStore, type Incoming } from '../store/inbox.store.js';
import { AttributeTypes } from './attribute-types.js';
import type { Item } from './item.js';
import { occurrenceOf } from './occurrence.js';

/** What became of one item. */
export type Outcome = 'accepted' | 'duplicate' | Refusal;

/** Why an item was not taken, in the sender's words. `conflict` where it is at odds with what is known already. */
export interface Refusal {
  path: string;
  refused: string;
  conflict?: boolean;
}

const NOT_RESOLVED: Record<NotResolved, Refusal> = {
  two_users: {
    path: 'previousId',
    refused: 'Both ids belong to users that are known already. Two known users are never merged by an alias.',
    conflict: true,
  },
  erased: { path: '', refused: 'This is about somebody who was erased since it happened.' },
};

interface Waiting {
  workspaceId: number;
  items: readonly Item[];
  done: (outcomes: Outcome[]) => void;
  failed: (error: unknown) => void;
}

interface Entry {
  workspaceId: number;
  item: Item;
  occurredAt: Instant;
  /** Where its outcome goes. */
  outcomes: Outcome[];
  index: number;
  /** Of its message id, where it has one. */
  key: string | undefined;
}

/** How long a request waits for others to share its transaction, how many items one takes, how many run at once, how many requests may wait. */
const GROUP = { milliseconds: 2, items: 4_000, running: 3, queue: 2_000 };

/**
 * Takes items in: durably, each message once, before it is answered (EVENT-1, EVENT-2). Requests that come within a
 * few milliseconds share one transaction, since the commit is what costs (measured: 2x for single events).
 */
@Injectable()
export class Intake {
  private waiting: Waiting[] = [];
  private running = 0;
  private timer: NodeJS.Timeout | undefined;

  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
    private readonly dedupe: DedupeStore,
    private readonly identities: IdentitiesStore,
    private readonly inbox: InboxStore,
    private readonly queue: WorkQueue,
    private readonly types: AttributeTypes,
  ) {}

  /** Resolves once everything is committed, with the outcome of each item in its place. */
  async accept(workspaceId: number, items: readonly Item[]): Promise<Outcome[]> {
    if (this.waiting.length >= GROUP.queue)
      throw new Unavailable('Too much is coming in at once. Send it again in a moment.');
    return new Promise((done, failed) => {
      this.waiting.push({ workspaceId, items, done, failed });
      this.timer ??= setTimeout(() => this.go(), GROUP.milliseconds);
    });
  }

  private go(): void {
    this.timer = undefined;
    while (this.waiting.length > 0 && this.running < GROUP.running) {
      const group = this.nextGroup();
      this.running += 1;
      void this.settle(group).finally(() => {
        this.running -= 1;
        this.go();
      });
    }
  }

  private nextGroup(): Waiting[] {
    let items = 0;
    let length = 0;
    while (
      length < this.waiting.length &&
      (length === 0 || items + this.waiting[length]!.items.length <= GROUP.items)
    ) {
      items += this.waiting[length]!.items.length;
      length += 1;
    }
    return this.waiting.splice(0, length);
  }

  private async settle(group: Waiting[]): Promise<void> {
    try {
      const outcomes = await this.store(group);
      group.forEach(({ done }, index) => done(outcomes[index]!));
      for (const { workspaceId, items } of group)
        for (const { traits } of items) if (traits) this.types.saw(workspaceId, traits);
      this.queue.wake('engine');
    } catch (error) {
      for (const { failed } of group) failed(error);
    }
  }

  private async store(group: readonly Waiting[], attempt = 1): Promise<Outcome[][]> {
    try {
      const { outcomes, resolution } = await this.database.transaction((client) => this.write(client, group));
      resolution.committed();
      return outcomes;
    } catch (error) {
      // Two writers met in a deadlock all the same: nothing was stored, and the next try finds the other one done.
      const { code } = error as { code?: string };
      if ((code === '40P01' || code === '40001') && attempt < 4) return this.store(group, attempt + 1);
      throw error;
    }
  }

  private async write(
    client: Queryable,
    group: readonly Waiting[],
  ): Promise<{ outcomes: Outcome[][]; resolution: Resolution }> {
    const at = await this.clock.now(client);
    const { outcomes, entries } = judge(group, at);
    const fresh = await this.withoutDuplicates(client, entries, at);
    return { outcomes, resolution: await this.enqueue(client, fresh, at) };
  }

  /** Finds the profiles of entries and queues what is for them. */
  private async enqueue(client: Queryable, entries: readonly Entry[], at: Instant): Promise<Resolution> {
    const subjects = entries.map(subjectOf);
    const resolution = await this.identities.resolve(client, subjects, at);
    const taken: { entry: Entry; subject: Subject }[] = [];
    const back: MessageKey[] = [];
    entries.forEach((entry, index) => {
      const subject = subjects[index]!;
      const refusal = resolution.refusal(subject);
      if (!refusal) return taken.push({ entry, subject });
      entry.outcomes[entry.index] = NOT_RESOLVED[refusal];
      const { messageId } = entry.item;
      if (messageId !== undefined) back.push({ workspaceId: entry.workspaceId, messageId });
      return undefined;
    });
    await this.dedupe.release(client, back);
    const rows = taken.map(({ entry, subject }) => incoming(entry, resolution.of(subject), at));
    const departed = await this.inbox.enqueue(client, rows);
    for (const { index, into } of departed) this.identities.departed(taken[index]!.subject, into);
    // What we remembered was erased since: they are somebody new now.
    const anew = departed.filter(({ into }) => into === undefined).map(({ index }) => taken[index]!.entry);
    return anew.length === 0 ? resolution : this.enqueue(client, anew, at);
  }

  private async withoutDuplicates(client: Queryable, entries: readonly Entry[], at: Instant): Promise<Entry[]> {
    const firsts = new Map<string, MessageKey>();
    const candidates = entries.filter((entry) => {
      const { workspaceId, item } = entry;
      if (item.messageId === undefined) return true;
      const message = { workspaceId, messageId: item.messageId };
      entry.key = messageKey(message);
      if (firsts.has(entry.key)) {
        entry.outcomes[entry.index] = 'duplicate';
        return false;
      }
      firsts.set(entry.key, message);
      return true;
    });
    const taken = await this.dedupe.take(client, firsts, at);
    if (taken.size === firsts.size) return candidates;
    return candidates.filter(({ key, outcomes, index }) => {
      if (key === undefined || taken.has(key)) return true;
      outcomes[index] = 'duplicate';
      return false;
    });
  }
}

function subjectOf({ workspaceId, item, occurredAt }: Entry): Subject {
  const { userId, anonymousId, externalIds, previousId, email, messageId } = item;
  return { workspaceId, userId, anonymousId, externalIds, previousId, email, messageId, occurredAt };
}

/** Gives each item its time by the database's clock. Made anew for each try: outcomes of a failed one mean nothing. */
function judge(group: readonly Waiting[], at: Instant): { outcomes: Outcome[][]; entries: Entry[] } {
  const entries: Entry[] = [];
  const outcomes = group.map(({ workspaceId, items }) => {
    const own: Outcome[] = items.map(() => 'accepted');
    items.forEach((item, index) => {
      const occurredAt = occurrenceOf(item, at);
      if (typeof occurredAt === 'number')
        entries.push({ workspaceId, item, occurredAt, outcomes: own, index, key: undefined });
      else own[index] = { path: 'timestamp', ...occurredAt };
    });
    return own;
  });
  return { outcomes, entries };
}

function incoming(
  { workspaceId, item, occurredAt }: Entry,
  { id: profileId, shard }: Profile,
  acceptedAt: Instant,
): Incoming {
  const { kind, name, messageId, payload } = item;
  return { workspaceId, profileId, shard, kind, name, messageId, occurredAt, acceptedAt, payload };
}
