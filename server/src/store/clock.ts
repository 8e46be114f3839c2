import type { Instant } from '@sojourn/rules';
import type { Queryable } from './database.js';

/** What time it is. The engine asks it once a batch and passes the instant on; nothing else may read a clock (TIME-4). */
export abstract class Clock {
  /** Milliseconds since 1970, UTC, never after the true moment. Asked within `client`'s transaction where one is given. */
  abstract now(client?: Queryable): Promise<Instant>;
}

/** The database's clock: the one clock that all processes share. */
export class DatabaseClock extends Clock {
  constructor(private readonly database: Queryable) {
    super();
  }

  async now(client: Queryable = this.database): Promise<Instant> {
    const { rows } = await client.query<{ now: number }>(
      'select floor(extract(epoch from clock_timestamp()) * 1000)::float8 as now',
    );
    return rows[0]!.now;
  }
}

/** A clock that tests set. It refuses to go back. */
export class VirtualClock extends Clock {
  constructor(private instant: Instant) {
    super();
  }

  now(): Promise<Instant> {
    return Promise.resolve(this.instant);
  }

  set(instant: Instant): void {
    if (instant < this.instant) throw new RangeError('A clock does not go back.');
    this.instant = instant;
  }
}
