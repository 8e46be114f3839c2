import { randomUUID } from 'node:crypto';
import { DBOS } from '@dbos-inc/dbos-sdk';
import { serve } from '../program.js';
import { type Enrolled, PeerState } from './peer-state.js';

/**
 * The standard journey as one durable workflow of DBOS for each enrollment. Each node is a step, whose outcome DBOS
 * stores; that record counts as the node's row in the log, so none is written besides. The wait is DBOS's own durable
 * sleep: stored, and woken by a timer of this process.
 *
 * Tuned: workflows are started straight from the stored events, since a queue of DBOS's would write each of them once
 * more; no tracing, no log. Workflows at a time and connections: see `tune.ts`.
 */
const AT_A_TIME = Number(process.env.PEER_JOBS ?? 50);
const CONNECTIONS = Number(process.env.PEER_CONNECTIONS ?? 10);

let state: PeerState;
let events: Enrolled[] = [];

const journey = DBOS.registerWorkflow(
  async (enrolled: Enrolled) => {
    const stage = await DBOS.runStep(() => start(enrolled), { name: 'start' });
    const yes = await DBOS.runStep(
      () => Promise.resolve({ is: 'eq', value: 'new', found: stage, holds: stage === 'new' }),
      {
        name: 'check',
      },
    );
    if (!yes.holds) return 'other';
    await DBOS.sleep(1);
    await DBOS.runStep(() => act(enrolled), { name: 'act' });
    return DBOS.runStep(() => Promise.resolve('completed'), { name: 'end' });
  },
  { name: 'journey' },
);

serve({
  async open(url: string) {
    state = new PeerState(url, CONNECTIONS);
    await state.make();
    DBOS.setConfig({
      name: 'standard-journey',
      systemDatabaseUrl: url,
      systemDatabasePoolSize: CONNECTIONS,
      applicationVersion: '1',
      logLevel: 'error',
    });
    await DBOS.launch();
  },
  /** What a run has to play: one event for each profile. */
  async store(profiles: number) {
    await state.empty();
    await state.pool.query('truncate dbos.workflow_status, dbos.operation_outputs cascade');
    await state.pool.query('drop table if exists peer_event');
    await state.pool.query('create table peer_event (id uuid primary key, profile uuid not null)');
    events = Array.from({ length: profiles }, () => ({ id: randomUUID(), profile: randomUUID() }));
    await state.pool.query('insert into peer_event select * from unnest($1::uuid[], $2::uuid[])', [
      events.map(({ id }) => id),
      events.map(({ profile }) => profile),
    ]);
  },
  async play() {
    const started = performance.now();
    const { rows } = await state.pool.query<Enrolled>('select id, profile from peer_event');
    const lane = async () => {
      for (let next = rows.pop(); next; next = rows.pop()) {
        // The event's id is the workflow's: an event that comes twice starts nothing the second time.
        const handle = await DBOS.startWorkflow(journey, { workflowID: next.id })(next);
        await handle.getResult();
      }
    };
    await Promise.all(Array.from({ length: AT_A_TIME }, lane));
    return (performance.now() - started) / 1_000;
  },
  async found() {
    const { rows } = await state.pool.query<{ steps: number; ended: number }>(
      `select (select count(*) from dbos.operation_outputs)::float8 as steps,
         (select count(*) from dbos.workflow_status where status = 'SUCCESS')::float8 as ended`,
    );
    return rows[0]!;
  },
});

/** The profile and its stage, as the event makes them. */
async function start({ profile }: Enrolled): Promise<string> {
  const { rows } = await state.pool.query<{ stage: string }>({
    name: 'start',
    text: `insert into peer_profile values ($1, 'new', clock_timestamp(), '{}')
      on conflict (id) do update set stage = peer_profile.stage returning stage`,
    values: [profile],
  });
  return rows[0]!.stage;
}

async function act({ profile }: Enrolled): Promise<void> {
  await state.pool.query({
    name: 'act',
    text: `update peer_profile set attributes = attributes || '{"welcomed": true}' where id = $1`,
    values: [profile],
  });
}
