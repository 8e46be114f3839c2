import { quietUntil, zoneFor } from '@sojourn/journey';
import { NEVER, type Instant } from '@sojourn/rules';
import type { Channel, Recipient } from '../channels/channel.js';
import type { Database, Queryable } from '../store/database.js';
import type { DepartedStore } from '../store/departed.store.js';
import type { DeliveryRow } from '../store/delivery-row.js';
import type { OutboxStore, Verdict } from '../store/outbox.store.js';
import type { RecipientRow, RecipientsStore } from '../store/recipients.store.js';
import type { ShardsStore } from '../store/shards.store.js';
import type { Clock } from '../store/clock.js';
import { perShard, type BatchLimits, type Duty } from './duty.js';
import type { LoadedWorld, Worlds } from './worlds.js';

/** Everything a policy may look at. */
interface Case {
  delivery: DeliveryRow;
  now: Instant;
  world: LoadedWorld;
  channel: Channel | undefined;
  recipient: RecipientRow | undefined;
  address: string | undefined;
  suppressed: boolean;
  topic: { byDefault: boolean; transactional: boolean };
}

/** Says no, or later, or nothing. */
type Policy = (found: Case) => Verdict | undefined;

/** SEND-6, in its order; the first that says anything decides. Caps and the rest of the list join here. */
const POLICIES: readonly Policy[] = [
  ({ delivery }) =>
    delivery.awaited ? undefined : { delivery, do: 'finish', outcome: 'dropped', reason: 'enrollment_ended' },
  ({ delivery, world }) => {
    const state = world.journeys.get(delivery.journey)?.state;
    if (state === 'paused') return { delivery, do: 'defer', until: NEVER, reason: 'journey_paused' };
    return state === undefined || state === 'stopped'
      ? { delivery, do: 'finish', outcome: 'dropped', reason: 'journey_stopped' }
      : undefined;
  },
  ({ delivery, now }) =>
    delivery.notAfter !== null && now > delivery.notAfter
      ? { delivery, do: 'finish', outcome: 'expired', reason: 'not_after' }
      : undefined,
  ({ delivery, channel }) =>
    channel ? undefined : { delivery, do: 'finish', outcome: 'failed', reason: 'no_channel' },
  ({ delivery, recipient, channel, topic }) => {
    if (!channel!.consentNeeded) return undefined;
    const granted = recipient?.consents[delivery.channel]?.[delivery.topic] ?? topic.byDefault;
    return granted ? undefined : { delivery, do: 'finish', outcome: 'dropped', reason: 'no_consent' };
  },
  ({ delivery, address }) =>
    address === undefined ? { delivery, do: 'finish', outcome: 'dropped', reason: 'no_address' } : undefined,
  ({ delivery, suppressed }) =>
    suppressed ? { delivery, do: 'finish', outcome: 'dropped', reason: 'suppressed' } : undefined,
  ({ delivery, now, world, channel, recipient, topic }) => {
    const { quietHours } = world.stored.settings;
    if (!quietHours || !channel!.consentNeeded || topic.transactional || delivery.quiet === 'ignore') return undefined;
    const running = world.journeys.get(delivery.journey);
    const { zone } = zoneFor(
      recipient?.attributes.timezone,
      (running?.versions.get(delivery.version) ?? running?.newest)?.zone,
      world.stored.zone,
    );
    const until = quietUntil(now, zone, quietHours);
    if (until === undefined) return undefined;
    if ((delivery.quiet ?? quietHours.action) === 'drop')
      return { delivery, do: 'finish', outcome: 'dropped', reason: 'quiet_hours' };
    // A message that will be too late by then is looked at again at the moment it becomes so.
    const lateFrom = delivery.notAfter === null ? NEVER : delivery.notAfter + 1;
    return { delivery, do: 'defer', until: Math.min(until, lateFrom), reason: 'quiet_hours' };
  },
];

/** Judges queued deliveries at the moment of sending, in sets, under the shard's lock. */
export class Decide implements Duty {
  readonly name = 'decide';

  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
    private readonly stores: {
      shards: ShardsStore;
      outbox: OutboxStore;
      recipients: RecipientsStore;
      departed: DepartedStore;
    },
    private readonly worlds: Worlds,
    private readonly channels: ReadonlyMap<string, Channel>,
    private readonly limits: BatchLimits,
  ) {}

  runOnce(shards: readonly number[]): Promise<boolean> {
    return this.database.transaction(async (client) => {
      const { outbox, recipients } = this.stores;
      const held = await this.stores.shards.tryHold(client, shards);
      const now = await this.clock.now(client);
      const found = await outbox.queued(client, held, now, perShard(this.limits, held.length));
      if (found.length === 0) return false;
      const queued = await this.withoutStrays(client, found);
      const worlds = await this.worlds.current(
        client,
        queued.map(({ workspace }) => workspace),
      );
      const people = await recipients.load(client, queued);
      const addresses = new Map(
        queued.map((delivery) => [delivery.id, this.addressOf(delivery, people.get(delivery.profile))]),
      );
      const suppressed = await recipients.suppressed(client, queued, addresses, now);
      const verdicts = queued.map((delivery): Verdict => {
        const world = worlds.get(delivery.workspace)!;
        const found: Case = {
          delivery,
          now,
          world,
          channel: this.channels.get(delivery.channel),
          recipient: people.get(delivery.profile),
          address: addresses.get(delivery.id),
          suppressed: suppressed.has(delivery.id),
          topic: world.stored.settings.topics?.find(({ id }) => id === delivery.topic) ?? UNKNOWN_TOPIC,
        };
        for (const policy of POLICIES) {
          const verdict = policy(found);
          if (verdict) return verdict;
        }
        return { delivery, do: 'allow' };
      });
      await outbox.carryOut(client, verdicts, now);
      return true;
    });
  }

  /** Deliveries that were with a sender while their profile became part of another follow it, to be judged there. */
  private async withoutStrays(client: Queryable, queued: readonly DeliveryRow[]): Promise<DeliveryRow[]> {
    const alone = queued
      .filter(({ awaited }) => !awaited)
      .map(({ workspace, profile }) => ({ workspace, id: profile }));
    const departed = await this.stores.departed.among(client, alone);
    await this.stores.outbox.follow(client, queued, departed);
    return queued.filter(({ profile }) => !departed.has(profile));
  }

  private addressOf(delivery: DeliveryRow, recipient: RecipientRow | undefined): string | undefined {
    return this.channels
      .get(delivery.channel)
      ?.address(recipient ? toRecipient(recipient) : { id: delivery.profile, attributes: {} });
  }
}

/** A topic that was taken away denies, as marketing does. */
const UNKNOWN_TOPIC = { byDefault: false, transactional: false };

/** A profile as channels know it. */
export function toRecipient({ id, attributes, email, userId }: RecipientRow): Recipient {
  return { id, attributes, identities: { email: email ?? undefined, userId: userId ?? undefined } };
}
