import type { Instant } from '@sojourn/rules';
import { Rows, column } from './columns.js';
import type { Queryable } from './database.js';

export interface Profile {
  id: string;
  shard: number;
}

/** One of the names a profile is known by; unique in its workspace. Kinds that are not ours are external ids. */
export interface Name {
  workspaceId: number;
  kind: string;
  value: string;
}

/** Whom an arrival is about. At least one name is there. */
export interface Subject {
  workspaceId: number;
  userId?: string | undefined;
  anonymousId?: string | undefined;
  /** Names that other systems gave, such as `{ kind: 'openid', value: 'o6_…' }`; at most one of a kind. */
  externalIds?: readonly { kind: string; value: string }[] | undefined;
  /** What an alias says it was called so far: a user id, or an anonymous id. */
  previousId?: string | undefined;
  /** Becomes a name of the profile too, where nobody has it yet. */
  email?: string | undefined;
  /** When it happened, and the id of its message: what was erased does not come in again. */
  occurredAt?: Instant | undefined;
  messageId?: string | undefined;
}

/** Kinds of names that several people may share or one may have many of: they never tell two people apart. */
export const LOOSE: readonly string[] = ['anonymousId', 'email'];

export function keyOf({ workspaceId, kind, value }: Name): string {
  return `${workspaceId} ${kind} ${value}`;
}

/** The names of a subject by which its profile is found, strongest first: nobody is two users, two may share a device. */
export function namesOf({ workspaceId, userId, externalIds, anonymousId }: Subject): Name[] {
  const names: Name[] = [];
  if (userId !== undefined) names.push({ workspaceId, kind: 'userId', value: userId });
  for (const { kind, value } of externalIds ?? []) names.push({ workspaceId, kind, value });
  if (anonymousId !== undefined) names.push({ workspaceId, kind: 'anonymousId', value: anonymousId });
  return names;
}

/** Whether one profile may become a part of another, by the kinds of names that each has: two known users never do. */
export function mayMerge(from: ReadonlySet<string>, into: ReadonlySet<string>): boolean {
  if (from.has('userId')) return false;
  for (const kind of from) if (!LOOSE.includes(kind) && into.has(kind)) return false;
  return true;
}

interface NewName extends Name {
  profile: Profile;
  at: Instant;
}
interface Row {
  workspace_id: number;
  kind: string;
  value: string;
  id: string;
  shard: number;
}

const KEY = [
  column<Name>('workspace_id', 'int4', (row) => row.workspaceId),
  column<Name>('kind', 'text', (row) => row.kind),
  column<Name>('value', 'text', (row) => row.value),
];
const ROW = 'i.workspace_id, i.kind, i.value, i.profile_id as id, i.shard';

/** Finds names. */
export const findNames = new Rows<Name>(
  'find_identities',
  KEY,
  (given) => `select ${ROW} from ${given} join identity i using (workspace_id, kind, value)`,
);
/** Finds names and holds them, so that two writers cannot both decide whose they are. What follows reads anew. */
export const holdNames = new Rows<Name>(
  'hold_identities',
  KEY,
  (given) => `select ${ROW} from ${given} join identity i using (workspace_id, kind, value)
    order by i.workspace_id, i.kind, i.value for no key update of i`,
);
/** Adds names that nobody has yet, and returns those. */
export const addNames = new Rows<NewName>(
  'add_identities',
  [
    ...KEY,
    column('profile_id', 'uuid', (row) => row.profile.id),
    column('shard', 'int2', (row) => row.profile.shard),
    column('created_at', 'timestamptz', (row) => row.at),
  ],
  (given, names) =>
    `insert into identity as i (${names}) select ${names} from ${given} on conflict do nothing returning ${ROW}`,
);

/** Runs one of the statements above and notes the profiles that come back, by {@link keyOf}. */
export async function collect<Given>(
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

/** The kinds of names that each of these profiles has. */
export async function kindsOf(
  client: Queryable,
  profiles: readonly { workspaceId: number; id: string }[],
): Promise<(id: string) => ReadonlySet<string>> {
  const kinds = new Map<string, Set<string>>();
  if (profiles.length > 0) {
    const { rows } = await client.query<{ id: string; kinds: string[] }>(
      `select i.profile_id as id, array_agg(distinct i.kind) as kinds
       from unnest($1::int4[], $2::uuid[]) as given(workspace_id, id)
       join identity i on i.workspace_id = given.workspace_id and i.profile_id = given.id group by 1`,
      [profiles.map(({ workspaceId }) => workspaceId), profiles.map(({ id }) => id)],
    );
    for (const row of rows) kinds.set(row.id, new Set(row.kinds));
  }
  return (id) => kinds.get(id) ?? NONE;
}

const NONE: ReadonlySet<string> = new Set();
