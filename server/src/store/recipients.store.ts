import type { Properties } from '@sojourn/journey';
import type { Instant } from '@sojourn/rules';
import type { Variants } from '@sojourn/api';
import type { Queryable } from './database.js';
import { timestamp } from './database.js';
import type { DeliveryRow } from './delivery-row.js';

/** What sending needs of a profile. */
export interface RecipientRow {
  id: string;
  attributes: Properties;
  consents: Record<string, Record<string, boolean>>;
  /** Of several addresses and user ids, those that came last. */
  email: string | null;
  userId: string | null;
}

type Owned = Pick<DeliveryRow, 'workspace' | 'shard' | 'profile'>;

/** Whom messages go to, and what they say. */
export class RecipientsStore {
  async load(client: Queryable, deliveries: readonly Owned[]): Promise<Map<string, RecipientRow>> {
    const unique = [...new Map(deliveries.map((delivery) => [delivery.profile, delivery])).values()];
    const { rows } = await client.query<RecipientRow>({
      name: 'load_recipients',
      // A delivery that was under way when its profile became part of another still goes to the person.
      text: `select given.id, p.attributes, p.consents,
               (${newestIdentity('email')}) as email,
               (${newestIdentity('userId')}) as "userId"
             from unnest($1::int4[], $2::int2[], $3::uuid[]) as given(workspace_id, shard, id)
             left join departed_profile d on d.workspace_id = given.workspace_id and d.profile_id = given.id
             join profile p on p.workspace_id = given.workspace_id and p.shard = coalesce(d.into_shard, given.shard)
               and p.id = coalesce(d.into_id, given.id)`,
      values: [
        unique.map(({ workspace }) => workspace),
        unique.map(({ shard }) => shard),
        unique.map(({ profile }) => profile),
      ],
    } as never);
    return new Map(rows.map((row) => [row.id, row]));
  }

  /** The ids of those deliveries whose address is on the suppression list (黑名单) of its channel. */
  async suppressed(
    client: Queryable,
    deliveries: readonly DeliveryRow[],
    addresses: ReadonlyMap<string, string | undefined>,
    now: Instant,
  ): Promise<Set<string>> {
    const known = deliveries.filter(({ id }) => addresses.get(id) !== undefined);
    const { rows } = await client.query<{ id: string }>({
      name: 'suppressed_deliveries',
      text: `select given.id from unnest($1::uuid[], $2::int4[], $3::text[], $4::text[]) as given(id, workspace_id, channel, address)
             join suppression s on s.workspace_id = given.workspace_id and s.channel = given.channel and s.address = given.address
             where s.until is null or s.until > $5`,
      values: [
        known.map(({ id }) => id),
        known.map(({ workspace }) => workspace),
        known.map(({ channel }) => channel),
        known.map(({ id }) => addresses.get(id)!),
        timestamp(now),
      ],
    } as never);
    return new Set(rows.map(({ id }) => id));
  }

  /** The texts of one version of a template. */
  async template(client: Queryable, template: string, version: number): Promise<Variants | undefined> {
    const { rows } = await client.query<{ variants: Variants }>(
      'select variants from template_version where template_id = $1 and version = $2',
      [template, version],
    );
    return rows[0]?.variants;
  }

  async workspace(
    client: Queryable,
    id: number,
  ): Promise<{ id: number; name: string; sample: boolean; language: string; secret: string } | undefined> {
    const { rows } = await client.query<{
      id: number;
      name: string;
      sample: boolean;
      language: string;
      secret: string;
    }>('select id, name, sample, language, webhook_secret as secret from workspace where id = $1', [id]);
    return rows[0];
  }
}

const newestIdentity = (kind: 'email' | 'userId') =>
  `select i.value from identity i where i.workspace_id = p.workspace_id and i.profile_id = p.id and i.kind = '${kind}'
   order by i.created_at desc, i.value limit 1`;
