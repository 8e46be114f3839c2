import type { Channel, Handover, Outgoing } from '../channels/channel.js';
import { HOUR, MINUTE, SECOND, type Instant } from '@sojourn/rules';
import type { Database } from '../store/database.js';
import type { DeliveryRow, OutboxStore, Postponement, Settlement } from '../store/outbox.store.js';
import type { RecipientsStore } from '../store/recipients.store.js';
import type { Clock } from '../store/clock.js';
import { toRecipient } from './decide.js';
import type { Duty } from './duty.js';
import type { LoadedWorld, Worlds } from './worlds.js';

/** A decision is good for this long; a lease lasts as long again. Tries are aborted before the lease ends. */
export const SENDING = {
  decision: 10 * SECOND,
  lease: 10 * SECOND,
  abort: 8 * SECOND,
  attempts: 5,
  batch: 200,
} as const;

export interface SendLimits {
  lease: number;
  abort: number;
  batch: number;
}

/** Hands decided deliveries over, holding no row while it does, and records what came of each try. */
export class Send implements Duty {
  readonly name = 'send';

  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
    private readonly stores: { outbox: OutboxStore; recipients: RecipientsStore },
    private readonly worlds: Worlds,
    private readonly channels: ReadonlyMap<string, Channel>,
    private readonly unsubscribeUrl: (delivery: DeliveryRow) => string,
    private readonly limits: SendLimits = SENDING,
    private readonly random: () => number = Math.random,
  ) {}

  async runOnce(): Promise<boolean> {
    const now = await this.clock.now();
    const { outbox } = this.stores;
    const leased = await outbox.lease(this.database, now, {
      count: this.limits.batch,
      lease: this.limits.lease,
      maxAge: SENDING.decision,
    });
    if (leased.length === 0) return false;
    const outgoing = await this.prepare(leased, now);
    const byChannel = groupByChannel(leased);
    await Promise.all(
      [...byChannel].map(([name, deliveries]) => this.handOver(this.channels.get(name), deliveries, outgoing)),
    );
    return true;
  }

  private async handOver(
    channel: Channel | undefined,
    deliveries: DeliveryRow[],
    outgoing: ReadonlyMap<string, Outgoing>,
  ): Promise<void> {
    const handovers = channel
      ? await channel.send(
          deliveries.map(({ id }) => outgoing.get(id)!),
          AbortSignal.timeout(this.limits.abort),
        )
      : deliveries.map(({ id }): Handover => ({ deliveryId: id, outcome: 'failed', reason: 'no_channel' }));
    const now = await this.clock.now();
    const byId = new Map(deliveries.map((delivery) => [delivery.id, delivery]));
    const settlements: Settlement[] = [];
    const postponements: Postponement[] = [];
    for (const handover of handovers) {
      const delivery = byId.get(handover.deliveryId)!;
      const again = this.nextTry(delivery, handover, channel, now);
      if (again !== undefined)
        postponements.push({ delivery, due: again, reason: handover.reason ?? handover.outcome });
      else
        settlements.push({
          delivery,
          outcome: final(handover),
          reason: handover.reason,
          providerId: handover.providerId,
        });
    }
    await this.stores.outbox.settle(this.database, settlements, now);
    await this.stores.outbox.postpone(this.database, postponements);
  }

  /** When to try again; `undefined` where this was the last word. Exponential backoff with full jitter (SEND-4). */
  private nextTry(
    delivery: DeliveryRow,
    { outcome, retryAfter }: Handover,
    channel: Channel | undefined,
    now: Instant,
  ): Instant | undefined {
    const may = outcome === 'retry' || (outcome === 'unknown' && channel?.afterUnknown === 'retry');
    if (!may || delivery.attempts >= SENDING.attempts) return undefined;
    if (retryAfter !== undefined) return now + Math.min(retryAfter, HOUR);
    return now + Math.ceil(this.random() * Math.min(HOUR, SECOND * 2 ** delivery.attempts));
  }

  private async prepare(deliveries: DeliveryRow[], now: Instant): Promise<Map<string, Outgoing>> {
    const worlds = await this.worlds.current(
      this.database,
      deliveries.map(({ workspace }) => workspace),
    );
    const people = await this.stores.recipients.load(this.database, deliveries);
    const outgoing = new Map<string, Outgoing>();
    for (const delivery of deliveries) {
      const { id, key, attempts, entry, topic, content, profile, journey, version, node } = delivery;
      const world = worlds.get(delivery.workspace)!;
      const workspace = await this.workspace(delivery.workspace);
      const recipient = people.get(profile);
      outgoing.set(id, {
        deliveryId: id,
        key,
        attempt: attempts,
        workspace,
        profile: recipient ? toRecipient(recipient) : { id: profile, attributes: {} },
        journey: { id: journey, name: world.names.get(journey) ?? '', version, node },
        entry,
        topic,
        transactional: world.stored.settings.topics?.find((each) => each.id === topic)?.transactional ?? false,
        content,
        template: await this.template(world, delivery),
        unsubscribeUrl: this.unsubscribeUrl(delivery),
        at: now,
      });
    }
    return outgoing;
  }

  private async template(
    world: LoadedWorld,
    { journey, version, content }: DeliveryRow,
  ): Promise<Outgoing['template']> {
    if (typeof content.template !== 'string') return undefined;
    const id = content.template;
    const pinned = await this.worlds.pin(this.database, world, journey, version, id);
    if (pinned === undefined) return undefined;
    const variants = await this.texts.get(`${id}|${pinned}`, () =>
      this.stores.recipients.template(this.database, id, pinned),
    );
    return variants && { id, version: pinned, variants };
  }

  private readonly texts = new Remembered<Awaited<ReturnType<RecipientsStore['template']>>>(1_000, Infinity);
  private readonly workspaces = new Remembered<Awaited<ReturnType<RecipientsStore['workspace']>>>(1_000, MINUTE / 12);

  private async workspace(id: number): Promise<Outgoing['workspace']> {
    return (await this.workspaces.get(String(id), () => this.stores.recipients.workspace(this.database, id)))!;
  }
}

/** What a try that is not repeated means for the journey. */
function final({ outcome }: Handover): Settlement['outcome'] {
  return outcome === 'retry' ? 'failed' : outcome;
}

function groupByChannel(deliveries: DeliveryRow[]): Map<string, DeliveryRow[]> {
  const groups = new Map<string, DeliveryRow[]>();
  for (const delivery of deliveries) groups.set(delivery.channel, [...(groups.get(delivery.channel) ?? []), delivery]);
  return groups;
}

/** Keeps what was read, up to a number of entries and a time. */
class Remembered<Item> {
  private readonly items = new Map<string, { item: Item; until: number }>();

  constructor(
    private readonly most: number,
    private readonly milliseconds: number,
  ) {}

  async get(key: string, read: () => Promise<Item>): Promise<Item> {
    const known = this.items.get(key);
    if (known && known.until > performance.now()) return known.item;
    const item = await read();
    if (this.items.size >= this.most) this.items.clear();
    this.items.set(key, { item, until: performance.now() + this.milliseconds });
    return item;
  }
}
