/**
 * What becomes of a table's rows when their profile becomes part of another, and when it is erased. A test holds that
 * every table with a `profile_id` stands here.
 */
export interface PeopleTable {
  table: string;
  /** `move`: they get the other profile's keys · `fold`: the state takes them in · `stay`: history, found by the departed profile. */
  merge: 'move' | 'fold' | 'stay';
  /** They go, or lose what is personal: assignments, and which rows have something to lose. */
  erase: 'delete' | { set: string; where?: string };
}

/** A step's reason and an error stay recognisable as erased: replaying the log counts them as such, not as a divergence. */
const ERASED = `'{"erased": true}'`;

export const PEOPLE_TABLES: readonly PeopleTable[] = [
  // First, since its rows are found by the enrollments.
  {
    table: 'step',
    merge: 'stay',
    erase: {
      set: `reason = case when reason is null then null else ${ERASED}::jsonb end, error = case when error is null then null else 'erased' end`,
      where: '(reason is not null or error is not null)',
    },
  },
  { table: 'identity', merge: 'move', erase: 'delete' },
  { table: 'profile_fact', merge: 'fold', erase: 'delete' },
  { table: 'entry_ledger', merge: 'fold', erase: 'delete' },
  { table: 'enrollment', merge: 'move', erase: 'delete' },
  { table: 'delivery', merge: 'move', erase: 'delete' },
  { table: 'inbox', merge: 'move', erase: 'delete' },
  { table: 'inbox_failed', merge: 'move', erase: 'delete' },
  {
    table: 'human_task',
    merge: 'move',
    erase: {
      set: `title = '', note = null, owner = '{}', state = 'closed', closed_by = coalesce(closed_by, 'erased')`,
    },
  },
  { table: 'profile_zone', merge: 'fold', erase: 'delete' },
  { table: 'profile_moved', merge: 'fold', erase: 'delete' },
  { table: 'profile_date', merge: 'fold', erase: 'delete' },
  { table: 'audience_seen', merge: 'fold', erase: 'delete' },
  { table: 'door_waiting', merge: 'move', erase: 'delete' },
  { table: 'goal_reached', merge: 'stay', erase: { set: 'reason = null' } },
  { table: 'event', merge: 'stay', erase: { set: `properties = '{}', message_id = null` } },
  { table: 'stage_transition', merge: 'stay', erase: { set: `findings = '[]'` } },
  { table: 'entry_refusal', merge: 'stay', erase: { set: `key = ''`, where: `key <> ''` } },
  { table: 'delivery_history', merge: 'stay', erase: { set: 'reason = null, provider_id = null' } },
  { table: 'enrollment_history', merge: 'stay', erase: { set: `entry = '{}', key = '', memory = null` } },
];
