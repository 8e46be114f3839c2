import { IdentitiesStore } from '../../server/src/store/identities.store.js';
import type { Subject } from '../../server/src/store/identity-names.js';
import { InboxStore } from '../../server/src/store/inbox.store.js';
import type { Properties } from '@sojourn/journey';
import type { Instant } from '@sojourn/rules';
import type { TestEngine } from './engine.js';

/** One item as ingestion takes it in. */
export interface Said extends Omit<Subject, 'workspaceId'> {
  name?: string;
  traits?: Properties;
  properties?: Properties;
  occurredAt?: Instant;
}

/** Takes items in as ingestion does, at the clock's instant, under the names they carry. */
export class Arrivals {
  readonly identities = new IdentitiesStore();

  constructor(private readonly engine: TestEngine) {}

  /** Accepts items in one transaction; tells which were refused and why. */
  async say(...items: Said[]): Promise<(string | undefined)[]> {
    const at = await this.engine.clock.now();
    const { workspace: workspaceId } = this.engine;
    const subjects = items.map((item): Subject => ({ workspaceId, ...item }));
    const resolution = await this.engine.database.transaction(async (client) => {
      const found = await this.identities.resolve(client, subjects, at);
      const rows = items.flatMap((item, index) => {
        const subject = subjects[index]!;
        if (found.refusal(subject)) return [];
        const { id: profileId, shard } = found.of(subject);
        const { name, traits, properties = {}, occurredAt = at, messageId } = item;
        const kind = traits ? 'identify' : 'event';
        const payload = traits ? { traits } : { properties };
        return [{ workspaceId, profileId, shard, kind, name, messageId, occurredAt, acceptedAt: at, payload }];
      });
      await new InboxStore().enqueue(client, rows);
      return found;
    });
    resolution.committed();
    return subjects.map((subject) => resolution.refusal(subject));
  }
}
