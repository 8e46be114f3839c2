import type { Properties } from '@sojourn/journey';
import { Injectable } from '@nestjs/common';
import { Database } from './database.js';
import { DepartedStore } from './departed.store.js';
import { shardOf } from './ids.js';

/** A profile as lists name it. */
export interface NamedProfile {
  id: string;
  name: string;
}

/** What a profile is known by, beside its attributes. */
export interface Identities {
  email?: string;
  userId?: string;
}

/** Tells whether the reader may not see an attribute. */
export type Hides = (attribute: string) => boolean;

/** The names of profiles, for every list that shows some. */
@Injectable()
export class ProfileNamesStore {
  constructor(
    private readonly database: Database,
    private readonly departed: DepartedStore,
  ) {}

  /** One name for each id; an id that is no profile any more is named by itself. */
  async read(workspace: number, ids: Iterable<string>, hides: Hides): Promise<Map<string, NamedProfile>> {
    const asked = [...new Set(ids)];
    const departed = await this.departed.among(
      this.database,
      asked.map((id) => ({ workspace, id })),
    );
    // Who became part of another profile is that profile, in the log of what was before as well.
    const now = (id: string) => departed.get(id)?.id ?? id;
    const unique = [...new Set(asked.map(now))];
    const known = await this.identities(workspace, unique);
    const { rows } = await this.database.query<{ id: string; attributes: Properties }>(
      `select p.id, (select jsonb_object_agg(key, value) from jsonb_each(p.attributes) where key = any($4::text[])) as attributes
       from unnest($2::int2[], $3::uuid[]) as given(shard, id)
       join profile p on p.workspace_id = $1 and p.shard = given.shard and p.id = given.id`,
      [workspace, unique.map(shardOf), unique, NAMES.flat()],
    );
    const attributes = new Map(rows.map((row) => [row.id, row.attributes ?? {}]));
    return new Map(
      asked.map((each) => {
        const id = now(each);
        return [each, { id, name: nameOf(id, attributes.get(id) ?? {}, known.get(id) ?? {}, hides) }];
      }),
    );
  }

  /** The e-mail address and user id of each profile that has one. */
  async identities(workspace: number, ids: readonly string[]): Promise<Map<string, Identities>> {
    const { rows } = await this.database.query<{ id: string; kind: 'email' | 'userId'; value: string }>(
      `select profile_id as id, kind, value from identity
       where workspace_id = $1 and profile_id = any($2::uuid[]) and kind in ('email', 'userId') order by created_at desc`,
      [workspace, ids],
    );
    const found = new Map<string, Identities>();
    for (const { id, kind, value } of rows) found.set(id, { ...found.get(id), [kind]: value });
    return found;
  }
}

/** Attributes that name a person, best first; several are put together. */
const NAMES = [
  ['name'],
  ['full_name'],
  ['fullName'],
  ['first_name', 'last_name'],
  ['firstName', 'lastName'],
  ['nickname'],
  ['姓名'],
  ['昵称'],
];

/** The best name known that the reader may see: name, e-mail, user id, else the beginning of the id. */
export function nameOf(id: string, attributes: Properties, { email, userId }: Identities, hides: Hides): string {
  for (const parts of NAMES) {
    const text = parts
      .filter((part) => !hides(part))
      .map((part) => attributes[part])
      .filter((part) => typeof part === 'string' && part.trim() !== '')
      .join(' ');
    if (text !== '') return text.slice(0, 200);
  }
  if (email !== undefined && !hides('email')) return email;
  // A user id that is an address is one.
  if (userId !== undefined && !(userId.includes('@') && hides('email'))) return userId;
  // The beginning of a version 7 id is its date; the end tells people apart.
  return `#${id.slice(-8)}`;
}
