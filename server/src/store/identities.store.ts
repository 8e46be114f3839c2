import { Injectable } from '@nestjs/common';
import type { Instant } from '@sojourn/rules';
import { Rows, column } from './columns.js';
import { type Queryable } from './database.js';
import { newId, shardOf } from './ids.js';
import { LeastRecent } from './least-recent.js';

export interface Profile {
  id: string;
  shard: number;
}

/** Whom an arrival is about. At least one of the two is there. */
export interface Subject {
  workspaceId: number;
  userId?: string | undefined;
  anonymousId?: string | undefined;
  /** Becomes an identity of the profile too, where nobody has it yet. */
  email?: string | undefined;
}

interface Identity {
  workspaceId: number;
  kind: 'userId' | 'anonymousId' | 'email';
  value: string;
}
interface NewIdentity extends Identity {
  profile: Profile;
  at: Instant;
}
interface Row {
  workspace_id: number;
  kind: Identity['kind'];
  value: string;
  id: string;
  shard: number;
}

const keyColumns = [
  column<Identity>('workspace_id', 'int4', (row) => row.workspaceId),
  column<Identity>('kind', 'text', (row) => row.kind),
  column<Identity>('value', 'text', (row) => row.value),
];
const select = new Rows<Identity>(
  'find_identities',
  keyColumns,
  (given) =>
    `select i.workspace_id, i.kind, i.value, i.profile_id as id, i.shard from ${given} join identity i using (workspace_id, kind, value)`,
);
const insert = new Rows<NewIdentity>(
  'add_identities',
  [
    ...keyColumns,
    column('profile_id', 'uuid', (row) => row.profile.id),
    column('shard', 'int2', (row) => row.profile.shard),
    column('created_at', 'timestamptz', (row) => row.at),
  ],
  (given, names) =>
    `insert into identity (${names}) select ${names} from ${given} on conflict do nothing returning workspace_id, kind, value, profile_id as id, shard`,
);
/** Devices whose profile nobody has signed in to; locked, so that two users cannot both take one. */
const unclaimed = new Rows<Identity>(
  'unclaimed_devices',
  keyColumns,
  (given) =>
    `select i.workspace_id, i.kind, i.value, i.profile_id as id, i.shard from ${given} join identity i using (workspace_id, kind, value)
      where not exists (select from identity u where u.workspace_id = i.workspace_id and u.profile_id = i.profile_id and u.kind = 'userId')
      order by i.workspace_id, i.value for no key update of i`,
);

/** The profiles that were found for a set of subjects; they are remembered once the transaction has committed. */
export class Resolution {
  constructor(
    private readonly found: ReadonlyMap<string, Profile>,
    private readonly cache: LeastRecent<Profile>,
  ) {}

  /** A known user wins over a known device: two people may share one, nobody is two people. */
  of({ workspaceId, userId, anonymousId }: Subject): Profile {
    const kind = userId === undefined ? 'anonymousId' : 'userId';
    return this.found.get(keyOf({ workspaceId, kind, value: (userId ?? anonymousId)! }))!;
  }

  committed(): void {
    for (const [key, profile] of this.found) this.cache.set(key, profile);
  }
}

/** Who is who: user ids, devices (anonymous ids) and e-mail addresses, each naming one profile of its workspace. */
@Injectable()
export class IdentitiesStore {
  private readonly cache = new LeastRecent<Profile>(200_000);

  /**
   * Finds or makes the profiles of subjects, in the caller's transaction. New keys are inserted kind by kind and in
   * sorted order, so that two writers never wait for each other in a circle (ENGINE D14).
   */
  async resolve(client: Queryable, subjects: readonly Subject[], at: Instant): Promise<Resolution> {
    const found = new Map<string, Profile>();
    const users = keysOf(subjects, 'userId');
    const devices = keysOf(subjects, 'anonymousId');
    await this.recall(client, [...users.values(), ...devices.values()], found);

    const newUsers = missing(users, found);
    const inherited = await this.devicesToTake(client, subjects, newUsers, found);
    await this.add(client, newUsers, (key) => inherited.get(key) ?? newProfile(at), at, found);

    const owners = ownersOf(subjects, found);
    await this.add(client, missing(devices, found), (key) => owners.get(key) ?? newProfile(at), at, found);

    const resolution = new Resolution(found, this.cache);
    await this.addAddresses(client, subjects, resolution, at);
    return resolution;
  }

  private async recall(client: Queryable, identities: readonly Identity[], found: Map<string, Profile>): Promise<void> {
    const unknown: Identity[] = [];
    for (const identity of identities) {
      const key = keyOf(identity);
      const profile = this.cache.get(key);
      if (profile) found.set(key, profile);
      else unknown.push(identity);
    }
    await collect(select, client, unknown, found);
  }

  /** A new user on a known device is its visitor so far, unless somebody else has signed in there before. */
  private async devicesToTake(
    client: Queryable,
    subjects: readonly Subject[],
    newUsers: ReadonlyMap<string, Identity>,
    found: ReadonlyMap<string, Profile>,
  ): Promise<Map<string, Profile>> {
    const wanted = new Map<string, { user: string; device: Identity }>();
    for (const { workspaceId, userId, anonymousId } of subjects) {
      if (userId === undefined || anonymousId === undefined) continue;
      const user = keyOf({ workspaceId, kind: 'userId', value: userId });
      const device: Identity = { workspaceId, kind: 'anonymousId', value: anonymousId };
      const key = keyOf(device);
      if (newUsers.has(user) && found.has(key) && !wanted.has(key)) wanted.set(key, { user, device });
    }
    const free = new Map<string, Profile>();
    await collect(
      unclaimed,
      client,
      [...wanted.values()].map(({ device }) => device),
      free,
    );
    const taken = new Map<string, Profile>();
    // Two devices may lead to one profile, and one user may come with two devices: first come, first served.
    const profiles = new Set<string>();
    for (const [key, profile] of free) {
      const { user } = wanted.get(key)!;
      if (profiles.has(profile.id) || taken.has(user)) continue;
      profiles.add(profile.id);
      taken.set(user, profile);
    }
    return taken;
  }

  private async add(
    client: Queryable,
    identities: ReadonlyMap<string, Identity>,
    profileOf: (key: string) => Profile,
    at: Instant,
    found: Map<string, Profile>,
  ): Promise<void> {
    if (identities.size === 0) return;
    const keys = [...identities.keys()].sort();
    await collect(
      insert,
      client,
      keys.map((key) => ({ ...identities.get(key)!, profile: profileOf(key), at })),
      found,
    );
    // What another writer inserted since we looked is theirs; we take what they made of it.
    const lost = keys.filter((key) => !found.has(key)).map((key) => identities.get(key)!);
    await collect(select, client, lost, found);
  }

  private async addAddresses(
    client: Queryable,
    subjects: readonly Subject[],
    resolution: Resolution,
    at: Instant,
  ): Promise<void> {
    const addresses = new Map<string, NewIdentity>();
    for (const subject of subjects) {
      if (subject.email === undefined) continue;
      const identity: Identity = { workspaceId: subject.workspaceId, kind: 'email', value: subject.email };
      const key = keyOf(identity);
      if (this.cache.get(key)) continue;
      if (!addresses.has(key)) addresses.set(key, { ...identity, profile: resolution.of(subject), at });
    }
    await insert.run(
      client,
      [...addresses.keys()].sort().map((key) => addresses.get(key)!),
    );
  }
}

function keyOf({ workspaceId, kind, value }: Identity): string {
  return `${workspaceId} ${kind} ${value}`;
}

function keysOf(subjects: readonly Subject[], kind: 'userId' | 'anonymousId'): Map<string, Identity> {
  const keys = new Map<string, Identity>();
  for (const subject of subjects) {
    const value = subject[kind];
    if (value === undefined) continue;
    const identity: Identity = { workspaceId: subject.workspaceId, kind, value };
    keys.set(keyOf(identity), identity);
  }
  return keys;
}

function missing(
  identities: ReadonlyMap<string, Identity>,
  found: ReadonlyMap<string, Profile>,
): Map<string, Identity> {
  return new Map([...identities].filter(([key]) => !found.has(key)));
}

/** The profile of the first user who came with each device. */
function ownersOf(subjects: readonly Subject[], found: ReadonlyMap<string, Profile>): Map<string, Profile> {
  const owners = new Map<string, Profile>();
  for (const { workspaceId, userId, anonymousId } of subjects) {
    if (userId === undefined || anonymousId === undefined) continue;
    const key = keyOf({ workspaceId, kind: 'anonymousId', value: anonymousId });
    if (!owners.has(key)) owners.set(key, found.get(keyOf({ workspaceId, kind: 'userId', value: userId }))!);
  }
  return owners;
}

async function collect<Given>(
  statement: Rows<Given>,
  client: Queryable,
  given: readonly Given[],
  found: Map<string, Profile>,
): Promise<void> {
  if (given.length === 0) return;
  const { rows } = (await statement.rows(client, given)) as unknown as { rows: Row[] };
  for (const { workspace_id: workspaceId, kind, value, id, shard } of rows)
    found.set(keyOf({ workspaceId, kind, value }), { id, shard });
}

function newProfile(at: Instant): Profile {
  const id = newId(at);
  return { id, shard: shardOf(id) };
}
