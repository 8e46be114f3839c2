import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import pg from 'pg';
import { type FreshDatabase, freshDatabase } from '../../../test/support/database.js';
import { databaseUrl } from '../../../test/support/template.js';
import { migrate } from './migrate.js';
import { migrations } from './migrations/index.js';

let database: FreshDatabase;

beforeAll(async () => {
  database = await freshDatabase();
});

afterAll(() => database.drop());

describe('migrating', () => {
  it('finds nothing to do on a schema of today', async () => {
    expect(await migrate(database.url)).toEqual([]);
  });

  it('is done by one of four servers that start at once', async () => {
    const name = `test_${randomUUID().replaceAll('-', '')}`;
    await database.pool.query(`create database ${name}`);
    const url = databaseUrl(database.url, name);
    const ran = await Promise.all([migrate(url), migrate(url), migrate(url), migrate(url)]);
    expect(ran.map((names) => names.length).toSorted((a, b) => a - b)).toEqual([0, 0, 0, migrations.length]);
    await database.pool.query(`drop database ${name}`);
  });

  it('refuses a database of a newer version and changes nothing', async () => {
    await database.pool.query(
      `insert into schema_migration (timestamp, name) values (9999999999999, 'FromTheFuture9999999999999')`,
    );
    await expect(migrate(database.url)).rejects.toThrow(/newer Sojourn .*FromTheFuture9999999999999/);
    await database.pool.query(`delete from schema_migration where timestamp = 9999999999999`);
  });

  it('says what to look at when no database answers', async () => {
    await expect(migrate('postgres://nobody:x@127.0.0.1:9/none')).rejects.toThrow(/does not answer.*DATABASE_URL/);
  });

  it('leaves no session of its own behind', async () => {
    await migrate(database.url);
    const sessions = new pg.Client({ connectionString: database.url });
    await sessions.connect();
    const left = await sessions.query(`select from pg_stat_activity where application_name = 'sojourn migrate'`);
    await sessions.end();
    expect(left.rowCount).toBe(0);
  });
});
