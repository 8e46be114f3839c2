import type { TaskChange } from '@sojourn/journey';
import { column, Rows } from './columns.js';
import { Copy } from './copy.js';
import type { Queryable } from './database.js';
import type { StoredState } from './states.store.js';

const of = ({ profile }: TaskChange) => profile as StoredState;
const asked = ({ do: what }: TaskChange) => (what as Extract<TaskChange['do'], { open: unknown }>).open;
const openTasks = new Copy<TaskChange>('human_task', [
  column('workspace_id', 'int4', (row) => of(row).workspace),
  column('shard', 'int2', (row) => of(row).shard),
  column('id', 'uuid', (row) => (row.do as Extract<TaskChange['do'], { open: unknown }>).id),
  column('profile_id', 'uuid', (row) => of(row).id),
  column('journey_id', 'uuid', (row) => row.enrollment.journey),
  column('version', 'int4', (row) => row.enrollment.version),
  column('node', 'text', (row) => row.node.id),
  column('enrollment_id', 'uuid', (row) => row.enrollment.id),
  column('step', 'int4', (row) => row.step),
  column('title', 'text', (row) => asked(row).title),
  column('note', 'text', (row) => asked(row).note),
  column('owner', 'jsonb', (row) => asked(row).owner),
  column('escalate_to', 'text', (row) => asked(row).escalateTo),
  column('answers', 'jsonb', (row) => asked(row).answers),
  column('state', 'text', () => 'open'),
  column('opened_at', 'timestamptz', (row) => row.at),
  column('due', 'timestamptz', (row) => asked(row).due),
]);

const KEY = [
  column<TaskChange>('workspace_id', 'int4', (row) => of(row).workspace),
  column<TaskChange>('shard', 'int2', (row) => of(row).shard),
  column<TaskChange>('enrollment_id', 'uuid', (row) => row.enrollment.id),
  column<TaskChange>('step', 'int4', (row) => row.step),
  column<TaskChange>('at', 'timestamptz', (row) => row.at),
];
const SAME = `t.workspace_id = given.workspace_id and t.shard = given.shard and t.enrollment_id = given.enrollment_id
  and t.step = given.step and t.state = 'open'`;
const remindOwners = new Rows<TaskChange>(
  'remind_task_owners',
  KEY,
  (given) => `update human_task t set reminded_at = given.at from ${given} where ${SAME}`,
);
const escalateTasks = new Rows<TaskChange>(
  'escalate_tasks',
  KEY,
  (given) => `update human_task t set escalated_at = given.at from ${given} where ${SAME}`,
);
const closeTasks = new Rows<TaskChange>(
  'close_tasks',
  [...KEY, column<TaskChange>('closed_by', 'text', ({ do: what }) => (what as { close: string }).close)],
  (given) =>
    `update human_task t set state = 'closed', closed_at = given.at, closed_by = given.closed_by from ${given} where ${SAME}`,
);

/** Tasks for people (人工任务), as the journeys open, remind of and close them. */
export class TasksStore {
  /** Carries out what a batch decided, in its transaction and in the order of the play. */
  async carryOut(client: Queryable, changes: readonly TaskChange[]): Promise<void> {
    if (changes.length === 0) return;
    await openTasks.run(
      client,
      changes.filter(({ do: what }) => 'open' in what),
    );
    const reminded = (who: 'owner' | 'escalate') =>
      changes.filter(({ do: what }) => 'remind' in what && what.remind === who);
    await remindOwners.run(client, reminded('owner'));
    await escalateTasks.run(client, reminded('escalate'));
    await closeTasks.run(
      client,
      changes.filter(({ do: what }) => 'close' in what),
    );
  }
}
