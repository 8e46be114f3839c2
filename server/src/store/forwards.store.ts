import type { Changes } from '@sojourn/journey';
import { column, Rows } from './columns.js';
import type { Queryable } from './database.js';
import type { StoredState } from './states.store.js';

type Forward = Changes['forwards'][number];

const of = ({ profile }: Forward) => profile as StoredState;
const insertForwards = new Rows<Forward>(
  'forward_consequences',
  [
    column('workspace_id', 'int4', (row) => of(row).workspace),
    column('shard', 'int2', (row) => of(row).shard),
    column('profile_id', 'uuid', (row) => of(row).id),
    column('accepted_at', 'timestamptz', (row) => row.at),
    column('payload', 'jsonb', ({ consequence }) => ({ consequence })),
    column('depth', 'int2', ({ consequence }) => consequence.depth),
  ],
  (given, names) => `insert into inbox (kind, ${names}) select 'consequence', * from ${given}`,
);

/** What was too much for one play goes on as an arrival of the same profile (ENGINE D13). */
export class ForwardsStore {
  async forward(client: Queryable, forwards: readonly Forward[]): Promise<void> {
    await insertForwards.run(client, forwards);
  }
}
