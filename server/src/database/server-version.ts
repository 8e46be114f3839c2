import type pg from 'pg';
import { StartRefusal } from './start-refusal.js';

const OLDEST = 15;
const NEWEST_TRIED = 18;

/** Refuses a Postgres that lacks what the schema uses. Returns a warning for one that nobody has tried yet. */
export async function checkServer(client: pg.Client): Promise<string | null> {
  const answer = await client.query<{ number: string; version: string; encoding: string }>(
    `select current_setting('server_version_num') as number, current_setting('server_version') as version,
            current_setting('server_encoding') as encoding`,
  );
  const { number, version, encoding } = answer.rows[0] ?? { number: '0', version: 'unknown', encoding: 'unknown' };
  const major = Math.floor(Number(number) / 10_000);
  if (major < OLDEST) {
    throw new StartRefusal(
      `Sojourn needs Postgres ${OLDEST} to ${NEWEST_TRIED}, and the database is Postgres ${version}. ` +
        'Upgrade it, or unset DATABASE_URL to use the Postgres that came with npm.',
    );
  }
  if (encoding !== 'UTF8') {
    throw new StartRefusal(`The database stores text as ${encoding}; Sojourn needs one made with ENCODING 'UTF8'.`);
  }
  return major > NEWEST_TRIED ? `Postgres ${version} is newer than the ${NEWEST_TRIED} this was tried on` : null;
}
