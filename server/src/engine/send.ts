import type { Channel, Handover, Outgoing } from '../channels/channel.js';
import { DAY, HOUR, MINUTE, SECOND, type Instant } from '@sojourn/rules';
import type { Database } from '../store/database.js';
import type { DeliveryRow } from '../store/delivery-row.js';
import type { LeasesStore, Postponement, Settlement } from '../store/leases.store.js';
import type { RecipientsStore } from '../store/recipients.store.js';
import type { Clock } from '../store/clock.js';
import { toRecipient } from './decide.js';
import type { Duty } from './duty.js';
import type { LoadedWorld, Worlds } from './worlds.js';

/**
 * A decision is good for `decision`. A lease lasts as long as its channel's patience and `margin` more, in which the
 * receipt is stored. `asked` is how long a receiver that keeps asking to wait is humoured.
 */
export const SENDING = { decision: 10 * SECOND, margin: 2 * SECOND, attempts: 12, batch: 100, asked: DAY } as const;

/** The patience of a channel that does not exist any more. */
const NO_PATIENCE = 8 * SECOND;

/** Hands decided deliveries over, holding no row while it does, and records what came of each try. */
export class Send implements Duty {
  readonly name = 'send';

  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
    private readonly stores: { leases: LeasesStore; recipients: RecipientsStore },
    private readonly worlds: Worlds,
    private readonly channels: ReadonlyMap<string, Channel>,
    private readonly unsubscribeUrl: (delivery: DeliveryRow) => string,
    private readonly random: () => number = Math.random,
  ) {}

  async runOnce(): Promise<boolean> {
    const now = await this.clock.now();
    const until = new Map([...this.channels].map(([name, { patience }]) => [name, now + patience + SENDING.margin]));
    const others = now + NO_PATIENCE + SENDING.margin;
    const leased = await this.stores.leases.lease(this.database, until, others, now - SENDING.decision, SENDING.batch);
    if (leased.length === 0) return false;
    const ready = await this.prepare(leased, now).catch(async (error: unknown) => {
      // Nothing was tried yet: it can be, later.
      await this.putBack(leased, now + SECOND, 'not_prepared');
      throw error;
    });
    await this.putBack(ready.held, now, 'journey_held');
    const { outgoing } = ready;
    const going = leased.filter(({ id }) => outgoing.has(id));
    const byChannel = groupByChannel(going);
    await Promise.all(
      [...byChannel].map(([name, deliveries]) => this.handOver(this.channels.get(name), deliveries, outgoing)),
    );
    return true;
  }

  /** Gives leases back that came to no try: they are decided again. */
  private async putBack(deliveries: DeliveryRow[], due: Instant, reason: string): Promise<void> {
    const postponements = deliveries.map((delivery) => ({ delivery, due, reason, free: true }));
    await this.stores.leases.postpone(this.database, postponements);
  }

  private async handOver(
    channel: Channel | undefined,
    deliveries: DeliveryRow[],
    outgoing: ReadonlyMap<string, Outgoing>,
  ): Promise<void> {
    const handovers = channel
      ? await channel.send(
          deliveries.map(({ id }) => outgoing.get(id)!),
          AbortSignal.timeout(channel.patience),
        )
      : deliveries.map(({ id }): Handover => ({ deliveryId: id, outcome: 'failed', reason: 'no_channel' }));
    const now = await this.clock.now();
    const byId = new Map(deliveries.map((delivery) => [delivery.id, delivery]));
    const settlements: Settlement[] = [];
    const postponements: Postponement[] = [];
    for (const handover of handovers) {
      const delivery = byId.get(handover.deliveryId)!;
      const again = this.nextTry(delivery, handover, channel, now);
      if (again) postponements.push({ delivery, reason: handover.reason ?? handover.outcome, ...again });
      else
        settlements.push({
          delivery,
          outcome: final(handover),
          reason: handover.reason,
          providerId: handover.providerId,
        });
    }
    await this.stores.leases.settle(this.database, settlements, now);
    await this.stores.leases.postpone(this.database, postponements);
  }

  /**
   * When to try again; `undefined` where this was the last word. Exponential backoff with full jitter (SEND-4), unless
   * the receiver said how long to wait.
   */
  private nextTry(
    delivery: DeliveryRow,
    { outcome, retryAfter }: Handover,
    channel: Channel | undefined,
    now: Instant,
  ): Pick<Postponement, 'due' | 'free'> | undefined {
    const may = outcome === 'retry' || (outcome === 'unknown' && channel?.afterUnknown === 'retry');
    if (!may) return undefined;
    if (retryAfter !== undefined && now - delivery.at < SENDING.asked) {
      return { due: now + Math.min(retryAfter, HOUR), free: true };
    }
    if (delivery.attempts >= SENDING.attempts) return undefined;
    return { due: now + Math.ceil(this.random() * Math.min(HOUR, SECOND * 2 ** delivery.attempts)) };
  }

  /** Journeys may have been paused or stopped since the decision: their deliveries are held, and decided again. */
  private async prepare(
    deliveries: DeliveryRow[],
    now: Instant,
  ): Promise<{ outgoing: Map<string, Outgoing>; held: DeliveryRow[] }> {
    const worlds = await this.worlds.current(
      this.database,
      deliveries.map(({ workspace }) => workspace),
    );
    const people = await this.stores.recipients.load(this.database, deliveries);
    const outgoing = new Map<string, Outgoing>();
    const held: DeliveryRow[] = [];
    for (const delivery of deliveries) {
      const { id, key, attempts, entry, topic, content, profile, journey, version, node } = delivery;
      const world = worlds.get(delivery.workspace)!;
      const state = world.journeys.get(delivery.journey)?.state;
      if (!delivery.awaited || state === 'paused' || state === 'stopped' || state === undefined) {
        held.push(delivery);
        continue;
      }
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
    return { outgoing, held };
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
