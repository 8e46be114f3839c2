import { randomInt } from 'node:crypto';
import pg from 'pg';

/** First key of the locks that say who is there; the second is the member. "SOP" in ASCII. */
const LOCK_CLASS = 0x534f50;

/**
 * Which engine processes are there. Each holds one advisory lock on a session of its own; losing the session is being
 * gone, at once. A process that is frozen says nothing for {@link SILENCE} and Postgres ends its session for it.
 * There is no table, nothing is written, and no clock is compared.
 */
export class PresenceStore {
  private session: pg.Client | undefined;
  private number = 0;
  /** A beat under way answers everybody who asks meanwhile. */
  private beating: Promise<number[]> | undefined;

  constructor(private readonly url: string) {}

  /** This process; another number after each lost session, since the server may still hold the old one. */
  get member(): number {
    return this.number;
  }

  /**
   * Says that this process is there, and returns all that are, in ascending order. Call it at least once a second.
   * Throws where the session was lost; the next call makes a new one.
   */
  beat(): Promise<number[]> {
    this.beating ??= this.say().finally(() => (this.beating = undefined));
    return this.beating;
  }

  private async say(): Promise<number[]> {
    try {
      this.session ??= await this.join();
      const { rows } = await this.session.query<{ member: number }>(MEMBERS);
      return rows.map(({ member }) => Number(member));
    } catch (error) {
      this.leave();
      throw error;
    }
  }

  /** Ends the session: the others share out what this process had. */
  async close(): Promise<void> {
    await this.session?.end().catch(() => undefined);
    this.session = undefined;
  }

  private async join(): Promise<pg.Client> {
    const session = new pg.Client({
      connectionString: this.url,
      application_name: 'sojourn presence',
      connectionTimeoutMillis: 5_000,
      query_timeout: SILENCE,
      keepAlive: true,
      options: `-c idle_session_timeout=${SILENCE} -c jit=off`,
    });
    // It ends when nobody beats; the next beat meets the loss.
    session.on('error', () => undefined);
    try {
      await session.connect();
      do this.number = randomInt(1, 2 ** 31 - 1);
      while (!(await taken(session, this.number)));
      return session;
    } catch (error) {
      session.end().catch(() => undefined);
      throw error;
    }
  }

  private leave(): void {
    this.session?.end().catch(() => undefined);
    this.session = undefined;
  }
}

/** After this long without a word a process is gone, in milliseconds. */
const SILENCE = 4_000;

const MEMBERS = `select objid::int8 as member from pg_locks
  where locktype = 'advisory' and classid = ${LOCK_CLASS} and objsubid = 2 and granted
    and database = (select oid from pg_database where datname = current_database())
  order by objid`;

async function taken(session: pg.Client, number: number): Promise<boolean> {
  const { rows } = await session.query<{ mine: boolean }>('select pg_try_advisory_lock($1, $2) as mine', [
    LOCK_CLASS,
    number,
  ]);
  return rows[0]!.mine;
}
