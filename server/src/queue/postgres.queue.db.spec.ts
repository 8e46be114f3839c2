import { afterAll, beforeAll } from '@jest/globals';
import { freshDatabase, type FreshDatabase } from '../../../test/support/database.js';
import { queueConformance } from './conformance.js';
import { PostgresQueue } from './postgres.queue.js';

let fresh: FreshDatabase;
beforeAll(async () => {
  fresh = await freshDatabase();
});
afterAll(() => fresh.drop());

queueConformance('Postgres', () => ({
  make: () => new PostgresQueue(fresh.url),
  without: async (work) => {
    await fresh.pool.query(
      `select pg_terminate_backend(pid) from pg_stat_activity where application_name = 'sojourn queue'`,
    );
    await work();
  },
}));
