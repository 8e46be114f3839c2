import { Injectable } from '@nestjs/common';
import type { Instant } from '@sojourn/rules';
import { timestamp, type Queryable } from './database.js';
import { newId, shardOf } from './ids.js';
import {
  addNames,
  collect,
  findNames,
  holdNames,
  keyOf,
  kindsOf,
  mayMerge,
  namesOf,
  type Name,
  type Profile,
  type Subject,
} from './identity-names.js';
import { LeastRecent } from './least-recent.js';
import { Resolution, type NotResolved } from './resolution.js';
import { Tombstones } from './tombstones.js';

/** A subject whose profile is looked for, with its names, strongest first. */
interface Wanted {
  subject: Subject;
  names: Name[];
}
/** Two profiles that turned out to be one person's. `alias` is the subject that says so expressly. */
interface Link {
  from: Name;
  into: Name;
  alias: Subject | undefined;
}

/**
 * Who is who: user ids, external ids, devices (anonymous ids) and e-mail addresses, each naming one profile of its
 * workspace. Two profiles that turn out to be one person's are asked to be merged (EVENT-5).
 */
@Injectable()
export class IdentitiesStore {
  private readonly cache = new LeastRecent<Profile>(200_000);
  private readonly tombstones = new Tombstones();

  /**
   * Finds or makes the profiles of subjects, in the caller's transaction. New names are inserted kind by kind and in
   * sorted order, so that two writers never wait for each other in a circle (ENGINE D14).
   */
  async resolve(client: Queryable, subjects: readonly Subject[], at: Instant): Promise<Resolution> {
    const found = new Map<string, Profile>();
    const refused = new Map<Subject, NotResolved>();
    const all = subjects.map((subject) => ({ subject, names: namesOf(subject) }));
    await this.recall(client, [...all.flatMap(({ names }) => names), ...subjects.flatMap(formerNames)], found);
    for (const { subject, names } of all) names.push(...formerName(subject, found));
    await this.barErased(client, all, found, refused);
    const wanted = all.filter(({ subject }) => !refused.has(subject));
    for (const kind of kindsInOrder(wanted)) await this.nameAnew(client, wanted, kind, at, found);
    await this.link(client, wanted, at, found, refused);
    const profiles = new Map(wanted.map(({ subject, names }) => [subject, found.get(keyOf(names[0]!))!]));
    await this.addAddresses(client, profiles, at);
    return new Resolution(profiles, refused, () => {
      for (const [key, profile] of found) this.cache.set(key, profile);
    });
  }

  /** When the bearers of these user ids were erased, by user id; whoever was not is not there. */
  async erased(client: Queryable, workspaceId: number, userIds: readonly string[]): Promise<Map<string, Instant>> {
    const names = userIds.map((value) => ({ workspaceId, kind: 'userId', value }));
    const found = await this.tombstones.find(client, names);
    return new Map([...found].map(([index, at]) => [userIds[index]!, at]));
  }

  /** Forgets what is remembered of subjects whose profile departed; what it became part of takes its place. */
  departed(subject: Subject, into: Profile | undefined): void {
    for (const name of [...namesOf(subject), ...formerNames(subject)]) {
      if (into === undefined) this.cache.delete(keyOf(name));
      else if (this.cache.get(keyOf(name)) !== undefined) this.cache.set(keyOf(name), into);
    }
  }

  private async recall(client: Queryable, names: readonly Name[], found: Map<string, Profile>): Promise<void> {
    const unknown = new Map<string, Name>();
    for (const name of names) {
      const key = keyOf(name);
      const profile = this.cache.get(key);
      if (profile) found.set(key, profile);
      else unknown.set(key, name);
    }
    await collect(findNames, client, [...unknown.values()], found);
  }

  /** What happened before a person was erased, or was sent already, makes no profile anew. */
  private async barErased(
    client: Queryable,
    all: readonly Wanted[],
    found: ReadonlyMap<string, Profile>,
    refused: Map<Subject, NotResolved>,
  ): Promise<void> {
    const unknown = all.filter(({ names }) => !found.has(keyOf(names[0]!)));
    const erased = await this.tombstones.find(
      client,
      unknown.map(({ names }) => names[0]!),
    );
    if (erased.size === 0) return;
    const messages = await this.tombstones.find(
      client,
      unknown.map(({ subject: { workspaceId, messageId = '' } }) => ({
        workspaceId,
        kind: 'messageId',
        value: messageId,
      })),
    );
    for (const [index, at] of erased) {
      const { subject } = unknown[index]!;
      if ((subject.occurredAt ?? at) <= at || messages.has(index)) refused.set(subject, 'erased');
    }
  }

  /**
   * Makes the names of one kind that nobody has. A name joins the profile that a stronger one beside it names. Else it
   * takes over a weaker one's, such as the visitor of a device so far, unless somebody of its kind is there already.
   */
  private async nameAnew(
    client: Queryable,
    wanted: readonly Wanted[],
    kind: string,
    at: Instant,
    found: Map<string, Profile>,
  ): Promise<void> {
    const profiles = new Map<string, Profile | undefined>();
    const fresh = new Map<string, Name>();
    const weaker = new Map<string, { by: string; name: Name }>();
    for (const { names } of wanted) {
      names.forEach((name, index) => {
        const key = keyOf(name);
        if (name.kind !== kind || found.has(key) || fresh.has(key)) return;
        fresh.set(key, name);
        const owner = index > 0 ? found.get(keyOf(names[0]!)) : undefined;
        profiles.set(key, owner);
        const other = owner ? undefined : names.slice(index + 1).find((each) => found.has(keyOf(each)));
        if (other && !weaker.has(keyOf(other))) weaker.set(keyOf(other), { by: key, name: other });
      });
    }
    if (fresh.size === 0) return;
    for (const [key, profile] of await this.free(client, weaker, kind)) profiles.set(key, profile);
    const keys = [...fresh.keys()].sort();
    await collect(
      addNames,
      client,
      keys.map((key) => ({ ...fresh.get(key)!, profile: profiles.get(key) ?? newProfile(at), at })),
      found,
    );
    // What another writer inserted since we looked is theirs; we take what they made of it.
    await collect(
      findNames,
      client,
      keys.filter((key) => !found.has(key)).map((key) => fresh.get(key)!),
      found,
    );
  }

  /** The profiles of these names that somebody new may take over. First come, first served: nobody takes two, or half. */
  private async free(
    client: Queryable,
    weaker: ReadonlyMap<string, { by: string; name: Name }>,
    kind: string,
  ): Promise<Map<string, Profile>> {
    const held = new Map<string, Profile>();
    await collect(holdNames, client, sorted([...weaker.values()].map(({ name }) => name)), held);
    const owners = [...weaker].flatMap(([key, { by, name }]) => {
      const profile = held.get(key);
      return profile ? [{ by, name, profile }] : [];
    });
    const kinds = await kindsOf(
      client,
      owners.map(({ name: { workspaceId }, profile: { id } }) => ({ workspaceId, id })),
    );
    const taken = new Map<string, Profile>();
    const gone = new Set<string>();
    for (const { by, name, profile } of owners) {
      // A user id that was another's name before is a further name of the same user.
      const open = name.kind === 'userId' || mayMerge(kinds(profile.id), new Set([kind]));
      if (!open || gone.has(profile.id) || taken.has(by)) continue;
      gone.add(profile.id);
      taken.set(by, profile);
    }
    return taken;
  }

  /** Where names of one subject lead to two profiles, asks for the weaker one's to be merged into the stronger one's. */
  private async link(
    client: Queryable,
    wanted: readonly Wanted[],
    at: Instant,
    found: Map<string, Profile>,
    refused: Map<Subject, NotResolved>,
  ): Promise<void> {
    const apart = ({ from, into }: Link) => found.get(keyOf(from))!.id !== found.get(keyOf(into))!.id;
    const links = wanted
      .flatMap(({ subject, names: [into, ...rest] }) =>
        rest.map((from) => ({ from, into: into!, alias: isFormer(subject, from) ? subject : undefined })),
      )
      .filter(apart);
    if (links.length === 0) return;
    // What we remember may be out of date: of two profiles that are one by now nothing is left to be merged.
    await collect(holdNames, client, sorted(links.flatMap(({ from, into }) => [from, into])), found);
    const two = links.filter(apart);
    const profileOf = (name: Name) => ({ workspaceId: name.workspaceId, ...found.get(keyOf(name))! });
    const kinds = await kindsOf(
      client,
      two.flatMap(({ from, into }) => [profileOf(from), profileOf(into)]),
    );
    const merges = new Map<string, { from: ReturnType<typeof profileOf>; into: Profile }>();
    for (const link of two) {
      const [from, into] = [profileOf(link.from), profileOf(link.into)];
      if (mayMerge(kinds(from.id), kinds(into.id))) {
        if (!merges.has(from.id)) merges.set(from.id, { from, into });
      } else if (link.alias) refused.set(link.alias, 'two_users');
    }
    const asked = [...merges.values()].sort((a, b) => (a.from.id < b.from.id ? -1 : 1));
    if (asked.length === 0) return;
    await client.query(
      `insert into profile_merge (workspace_id, from_id, from_shard, into_id, into_shard, requested_at)
       select workspace_id, from_id, from_shard, into_id, into_shard, $6 from unnest($1::int4[], $2::uuid[], $3::int2[], $4::uuid[], $5::int2[])
         as given(workspace_id, from_id, from_shard, into_id, into_shard) on conflict do nothing`,
      [
        asked.map(({ from }) => from.workspaceId),
        asked.map(({ from }) => from.id),
        asked.map(({ from }) => from.shard),
        asked.map(({ into }) => into.id),
        asked.map(({ into }) => into.shard),
        timestamp(at),
      ],
    );
  }

  private async addAddresses(client: Queryable, profiles: ReadonlyMap<Subject, Profile>, at: Instant): Promise<void> {
    const addresses = new Map<string, Name & { profile: Profile; at: Instant }>();
    for (const [{ workspaceId, email }, profile] of profiles) {
      if (email === undefined) continue;
      const name: Name = { workspaceId, kind: 'email', value: email };
      const key = keyOf(name);
      if (!this.cache.get(key) && !addresses.has(key)) addresses.set(key, { ...name, profile, at });
    }
    await addNames.run(
      client,
      [...addresses.keys()].sort().map((key) => addresses.get(key)!),
    );
  }
}

/** What an alias's `previousId` may be the name of. */
function formerNames({ workspaceId, previousId }: Subject): Name[] {
  if (previousId === undefined) return [];
  return ['userId', 'anonymousId'].map((kind) => ({ workspaceId, kind, value: previousId }));
}

/** A user id if one is known so, else an anonymous id. */
function formerName(subject: Subject, found: ReadonlyMap<string, Profile>): Name[] {
  const [user, device] = formerNames(subject);
  if (!user) return [];
  return [found.has(keyOf(user)) ? user : device!];
}

function isFormer({ previousId }: Subject, { kind, value }: Name): boolean {
  return value === previousId && (kind === 'userId' || kind === 'anonymousId');
}

/** User ids first and devices last; external ids by their kind. */
function kindsInOrder(wanted: readonly Wanted[]): string[] {
  const kinds = new Set(wanted.flatMap(({ names }) => names.map(({ kind }) => kind)));
  const ours = ['userId', 'anonymousId'];
  return ['userId', ...[...kinds].filter((kind) => !ours.includes(kind)).sort(), 'anonymousId'];
}

function sorted(names: readonly Name[]): Name[] {
  const unique = new Map(names.map((name) => [keyOf(name), name]));
  return [...unique.keys()].sort().map((key) => unique.get(key)!);
}

function newProfile(at: Instant): Profile {
  const id = newId(at);
  return { id, shard: shardOf(id) };
}
