import { HOUR } from '@sojourn/rules';
import { Database } from '../../server/src/store/database.js';
import { AUDIENCE_JOURNEY, countAudience, scheduleAudience } from './audience.js';
import type { BenchCase, Figure } from './bench-case.js';
import { fillPopulation, POPULATION_AT } from './data/population.js';
import { EngineProcess } from './engine-process.js';
import { since } from './processor-time.js';
import { preparedDatabase } from './prepared.js';
import { STANDARD_JOURNEY } from './standard-journey.js';

/** When the audience is asked for: the schedule's hour, on the day the population was looked at. */
const AT = POPULATION_AT + 10 * HOUR;

/** B10: an audience by stage, attribute, events in a window and tag: counted, and entered by a schedule. */
export const b10: BenchCase = {
  id: 'B10',
  title: `An audience among 1,000,000 profiles: counted, and entered on a schedule (${AUDIENCE_JOURNEY.nodes.length} nodes)`,
  prepared: true,
  async run({ scale, rounds, warmUps, cpu }) {
    const profiles = Math.round(1_000_000 * scale);
    const engine = new EngineProcess();
    const figures: Figure[] = [];
    try {
      for (let round = 1 - warmUps; round <= rounds; round++) {
        const { url, pool, drop } = await preparedDatabase(`population_${profiles}`, (given) =>
          fillPopulation(given, profiles, STANDARD_JOURNEY),
        );
        try {
          const { rows } = await pool.query<{ id: number }>('select id from workspace');
          const workspace = rows[0]!.id;
          const database = Database.open(url, { max: 1 });
          const begun = performance.now();
          const audience = await countAudience(database, workspace, AT);
          const counted = (performance.now() - begun) / 1_000;
          await database.close();
          const journey = await scheduleAudience(pool, workspace, AT);
          const before = cpu();
          const run = await engine.until(url, () => isThrough(pool, journey), AT);
          const used = { ...since(before, cpu()), node: run.cpu };
          const entered = await enteredIn(pool, journey);
          if (entered !== audience || audience === 0)
            throw new Error(`The audience has ${audience} profiles by SQL, and ${entered} entered.`);
          if (round < 1) continue;
          figures.push(
            { name: 'audience', unit: 'profiles', value: audience },
            { name: 'count', unit: 's', value: counted, atMost: 2 },
            { name: 'entered', unit: 'enrollments/s', value: entered / run.seconds, atLeast: 20_000, cpu: used },
            { name: 'memory of the engine', unit: 'MB', value: run.memory },
          );
        } finally {
          await drop();
        }
      }
    } finally {
      await engine.close();
    }
    return figures;
  },
};

type Pool = Parameters<typeof scheduleAudience>[0];

/** Whether the schedule has fired, and every shard has come to the end of it. */
async function isThrough(pool: Pool, journey: string): Promise<boolean> {
  const { rows } = await pool.query<{ through: boolean }>(
    `select exists (select from schedule_occurrence where journey_id = $1)
       and not exists (select from audience_run where journey_id = $1) as through`,
    [journey],
  );
  return rows[0]!.through;
}

async function enteredIn(pool: Pool, journey: string): Promise<number> {
  const { rows } = await pool.query<{ n: number }>(
    'select count(*)::float8 as n from enrollment where journey_id = $1',
    [journey],
  );
  return rows[0]!.n;
}
