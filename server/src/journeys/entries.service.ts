import { Injectable } from '@nestjs/common';
import type { EntriesReply, Entry } from '@sojourn/api';
import { nodes } from '@sojourn/nodes';
import type { Instant } from '@sojourn/rules';
import type { Caller } from '../http/caller.js';
import { Conflict, NotFound, Refused } from '../http/problem.js';
import { WorkQueue } from '../queue/work-queue.js';
import { Clock } from '../store/clock.js';
import { Database, type Queryable } from '../store/database.js';
import { DedupeStore, messageKey, type MessageKey } from '../store/dedupe.store.js';
import { IdentitiesStore } from '../store/identities.store.js';
import { InboxStore } from '../store/inbox.store.js';
import { JourneysStore } from '../store/journeys.store.js';
import type { Resolution } from '../store/resolution.js';
import { triggersOf } from './graph.js';

/** Enters people by a call of the API: stored before it is answered, and each message once. */
@Injectable()
export class EntriesService {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
    private readonly journeys: JourneysStore,
    private readonly dedupe: DedupeStore,
    private readonly identities: IdentitiesStore,
    private readonly inbox: InboxStore,
    private readonly queue: WorkQueue,
  ) {}

  async enter({ workspaceId }: Caller, id: string, given: readonly Entry[], trigger?: string): Promise<EntriesReply> {
    const node = await this.triggerOf(workspaceId, id, trigger);
    const { accepted, resolution } = await this.stored(async (client) => {
      const at = await this.clock.now(client);
      const fresh = await this.withoutDuplicates(client, workspaceId, given, at);
      return { accepted: fresh.length, resolution: await this.enqueue(client, { workspaceId, id, node }, fresh, at) };
    });
    resolution.committed();
    this.queue.wake('engine');
    return { accepted, duplicates: given.length - accepted };
  }

  private async enqueue(
    client: Queryable,
    { workspaceId, id, node }: { workspaceId: number; id: string; node: string },
    entries: readonly Entry[],
    at: Instant,
  ): Promise<Resolution> {
    const subjects = entries.map(({ userId, anonymousId }) => ({ workspaceId, userId, anonymousId }));
    const resolution = await this.identities.resolve(client, subjects, at);
    const rows = entries.map(({ properties, messageId }, index) => {
      const { id: profileId, shard } = resolution.of(subjects[index]!);
      const payload = { journey: id, node, entry: properties, cause: 'api' };
      return { workspaceId, profileId, shard, kind: 'enter', messageId, acceptedAt: at, payload };
    });
    const departed = await this.inbox.enqueue(client, rows);
    for (const { index, into } of departed) this.identities.departed(subjects[index]!, into);
    // Whom we remembered was erased since: they are somebody new now.
    const anew = departed.filter(({ into }) => into === undefined).map(({ index }) => entries[index]!);
    return anew.length === 0 ? resolution : this.enqueue(client, { workspaceId, id, node }, anew, at);
  }

  /** The API trigger of the live version: the one that is named, else the only one. */
  private async triggerOf(workspaceId: number, id: string, trigger: string | undefined): Promise<string> {
    const journey = await this.journeys.find(workspaceId, id);
    if (!journey) throw new NotFound('There is no such journey.');
    if (journey.state !== 'live' || journey.version === null)
      throw new Conflict('This journey is not live: nobody can enter it.');
    const version = await this.journeys.version(workspaceId, id, journey.version);
    const nodesOfApi = [...triggersOf(version!.graph, nodes)].flatMap(([node, { on }]) => (on === 'api' ? [node] : []));
    if (nodesOfApi.length === 0) throw new Conflict('This journey has no API trigger. Add one and publish it.');
    const node = trigger ?? nodesOfApi[0]!;
    if (nodesOfApi.includes(node) && (trigger !== undefined || nodesOfApi.length === 1)) return node;
    throw new Refused('Say by which API trigger they enter.', [
      { path: 'trigger', message: `This must be one of ${nodesOfApi.join(', ')}.` },
    ]);
  }

  private async withoutDuplicates(
    client: Queryable,
    workspaceId: number,
    given: readonly Entry[],
    at: Instant,
  ): Promise<Entry[]> {
    const messages = new Map<string, MessageKey>();
    const candidates = given.filter(({ messageId }) => {
      if (messageId === undefined) return true;
      const key = messageKey({ workspaceId, messageId });
      if (messages.has(key)) return false;
      messages.set(key, { workspaceId, messageId });
      return true;
    });
    const taken = await this.dedupe.take(client, messages, at);
    return candidates.filter(
      ({ messageId }) => messageId === undefined || taken.has(messageKey({ workspaceId, messageId })),
    );
  }

  /** Again where two writers met in a deadlock: nothing was stored, and the next try finds the other one done. */
  private async stored(
    work: (client: Queryable) => Promise<{ accepted: number; resolution: Resolution }>,
    attempt = 1,
  ): Promise<{ accepted: number; resolution: Resolution }> {
    try {
      return await this.database.transaction(work);
    } catch (error) {
      const { code } = error as { code?: string };
      if ((code === '40P01' || code === '40001') && attempt < 4) return this.stored(work, attempt + 1);
      throw error;
    }
  }
}
