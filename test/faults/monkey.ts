import { setTimeout as pause } from 'node:timers/promises';
import type pg from 'pg';
import type { EmbeddedPostgres } from '../../server/src/database/embedded-postgres.js';
import { Random } from '../../server/src/sample/random.js';
import type { TestRedis } from '../support/redis.js';
import type { ServerProcess } from '../support/server.js';
import { until } from '../support/until.js';
import type { Cluster } from './cluster.js';
import { type OpenWork, SEEN, hasOpen } from './open-work.js';
import type { Receiver } from './receiver.js';

/** How often each fault is done. */
export interface Plan {
  /** kill -9 of a server with a batch open or a send under way. */
  kills: number;
  /** SIGSTOP of such a server, for longer than any lease or session lives. */
  freezes: number;
  /** pg_terminate_backend of an engine's session with a batch open. */
  terminations: number;
  /** kill -9 of Postgres, with a batch open somewhere. */
  postgresKills: number;
  /** kill -9 of Redis, which comes back empty. */
  redisKills: number;
}

export interface Prey {
  cluster: Cluster;
  postgres: EmbeddedPostgres;
  pool: pg.Pool;
  receiver: Receiver;
  redis?: TestRedis | undefined;
}

/** Longer than a lease (10 s), and than a session may idle in a transaction (5 s) or a presence be silent (4 s). */
const FREEZE = 11_500;

/** H3: does faults at the moments at which they hurt, in an order that its seed decides. */
export class Monkey {
  /** What was hit, by fault and by what was under way. */
  readonly hits: Record<'kill' | 'freeze', Record<OpenWork, number>> = {
    kill: { batch: 0, send: 0 },
    freeze: { batch: 0, send: 0 },
  };
  private readonly random: Random;
  private readonly mending = new Set<Promise<void>>();
  private failure: unknown;

  constructor(
    private readonly prey: Prey,
    readonly seed: number,
  ) {
    this.random = new Random(seed);
  }

  /** Does all that is planned, and returns when everything runs again. */
  async run(plan: Plan): Promise<void> {
    const acts = (Object.keys(plan) as (keyof Plan)[]).flatMap((act) => Array<keyof Plan>(plan[act]).fill(act));
    for (let last = acts.length - 1; last > 0; last--) {
      const other = this.random.whole(0, last);
      [acts[last], acts[other]] = [acts[other]!, acts[last]!];
    }
    for (const act of acts) {
      await pause(this.random.whole(20, 400));
      await this.acts[act]();
      if (this.failure !== undefined) throw this.failure;
    }
    await this.allMended();
  }

  private readonly acts: Record<keyof Plan, () => Promise<void>> = {
    kills: async () => {
      const server = await this.catchOne('kill');
      await server.kill();
      this.mend(server, () => server.start());
    },
    freezes: async () => {
      const server = await this.catchOne('freeze');
      this.mend(server, async () => {
        await pause(FREEZE);
        server.thaw();
        await until('the thawed server answers', () => server.answers(), 20);
      });
    },
    terminations: () =>
      until(
        'an open batch lost its session',
        async () => {
          const { rowCount } = await this.prey.pool.query(
            `select pg_terminate_backend(pid) from pg_stat_activity
             where application_name like 'sojourn engine %' and backend_xid is not null limit 1`,
          );
          return rowCount === 1;
        },
        30,
      ),
    postgresKills: async () => {
      // A server that starts while there is no database gives up, as it should.
      await this.allMended();
      const { postgres } = this.prey;
      const server = await this.catchOne('freeze');
      postgres.kill();
      server.thaw();
      await postgres.restart();
      for (const each of this.prey.cluster.servers)
        await until('the server answers after the loss of Postgres', () => each.answers(), 30);
      this.prey.cluster.away.delete(server);
    },
    redisKills: async () => {
      await this.prey.redis?.kill();
      await pause(this.random.whole(0, 1_000));
      await this.prey.redis?.restart();
    },
  };

  /** Freezes a server at a moment at which it has something under way that nobody else can finish. */
  private async catchOne(what: 'kill' | 'freeze'): Promise<ServerProcess> {
    const { cluster, pool, receiver } = this.prey;
    // Two of four are enough to be away at a time.
    while (cluster.away.size > 1) {
      await Promise.race(this.mending);
      // One that does not come back stays away, and nobody is left to wait for.
      if (this.failure !== undefined) throw this.failure;
    }
    const wanted = this.random.pick(SEEN);
    for (const begun = performance.now(); performance.now() - begun < 60_000;) {
      const server = this.random.pick(cluster.present);
      cluster.away.add(server);
      server.freeze();
      if (await hasOpen(wanted, pool, receiver, server.pid)) {
        this.hits[what][wanted] += 1;
        return server;
      }
      server.thaw();
      cluster.away.delete(server);
      await pause(this.random.whole(1, 40));
    }
    throw new Error(`No server was ever caught with a ${wanted} under way.\n${await this.standing()}`);
  }

  /** How things stand, for whoever has to find out why nothing moves. */
  private async standing(): Promise<string> {
    const { cluster, pool, receiver } = this.prey;
    const { rows } = await pool.query(
      `select (select count(*) from inbox) as inbox, (select count(*) from enrollment where due <= now()) as due,
         (select json_object_agg(state, n) from (select state, count(*) as n from delivery group by 1) as d) as deliveries,
         (select json_agg(application_name || ' ' || state) from pg_stat_activity where application_name like 'sojourn%') as sessions`,
    );
    const servers = cluster.servers.map(({ pid, running, output }) => ({
      pid,
      running,
      away: cluster.servers.some((server) => server.pid === pid && cluster.away.has(server)),
      output: output.slice(-600),
    }));
    return JSON.stringify({ calls: receiver.open.size, ...rows[0], servers }, undefined, 2);
  }

  /** Lets a server come back while other faults are done. */
  private mend(server: ServerProcess, work: () => Promise<void>): void {
    const mending = work()
      .then(() => void this.prey.cluster.away.delete(server))
      .catch((error: unknown) => (this.failure ??= error))
      .then(() => void this.mending.delete(mending));
    this.mending.add(mending);
  }

  private async allMended(): Promise<void> {
    await Promise.all(this.mending);
    if (this.failure !== undefined) throw this.failure;
  }
}
