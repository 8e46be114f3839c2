import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { DAY } from '@sojourn/rules';
import pg from 'pg';
import { databaseUrl } from '../../../test/support/template.js';
import { testPostgres } from '../../../test/support/test-postgres.js';
import { AuditStore } from '../store/audit.store.js';
import { DatabaseClock } from '../store/clock.js';
import { Database } from '../store/database.js';
import { newId, shardOf } from '../store/ids.js';
import { DAILY, PartitionsStore } from '../store/partitions.store.js';
import { migrate } from './migrate.js';

const name = `test_${randomUUID().replaceAll('-', '')}`;
const TABLES = DAILY.length;
const [OWNER, SERVER] = [`${name}_schema`, `${name}_app`];
let admin: pg.Client;
let ownerUrl: string;
let serverUrl: string;
let database: Database;

beforeAll(async () => {
  const postgres = await testPostgres();
  admin = new pg.Client({ connectionString: postgres });
  await admin.connect();
  for (const role of [OWNER, SERVER]) await admin.query(`create role ${role} login password 'secret'`);
  await admin.query(`create database ${name} owner ${OWNER} template template0 encoding 'UTF8'`);
  ownerUrl = as(OWNER, postgres);
  serverUrl = as(SERVER, postgres);
  await migrate(ownerUrl, undefined, serverUrl);
  database = Database.open(serverUrl);
});
afterAll(async () => {
  await database.close();
  await admin.query(`drop database ${name} with (force)`);
  for (const role of [OWNER, SERVER]) await admin.query(`drop role ${role}`);
  await admin.end();
});

function as(role: string, postgres: string): string {
  const url = new URL(databaseUrl(postgres, name));
  url.username = role;
  url.password = 'secret';
  return url.href;
}

const partitions = async () =>
  (await database.query<{ n: number }>(`select count(*) as n from pg_inherits where inhparent = 'event'::regclass`))
    .rows[0]!.n;

describe('a server whose role does not own the schema', () => {
  it('works with the tables', async () => {
    const { rows } = await database.query<{ id: number }>(
      `insert into workspace (key, name, zone, currency, language, webhook_secret, created_at)
       values ('one', 'One', 'UTC', 'EUR', 'en', 'x', now()) returning id`,
    );
    const profile = newId(0);
    await database.query(
      `insert into inbox (workspace_id, shard, profile_id, kind, accepted_at, payload) values ($1, $2, $3, 'event', now(), '{}')`,
      [rows[0]!.id, shardOf(profile), profile],
    );
    expect((await database.query('delete from inbox returning id')).rowCount).toBe(1);
    await database.query('update workspace set revision = revision + 1');
    await expect(database.query('alter table workspace add column more text')).rejects.toThrow(/must be owner/);
    await expect(database.query(`update schema_migration set name = 'x'`)).rejects.toThrow(/permission denied/);
  });

  it('gets its daily partitions, and each once', async () => {
    const before = await partitions();
    const today = Date.now();
    expect(await new PartitionsStore().ensure(database, today, 2)).toBe(3 * TABLES);
    expect(await new PartitionsStore().ensure(database, today, 3)).toBe(TABLES);
    expect(await partitions()).toBe(before + 4);
    const { rows } = await database.query<{ bounds: string }>(
      `select pg_get_expr(relpartbound, oid) as bounds from pg_class where relname = $1`,
      [`step_${new Date(today).toISOString().slice(0, 10).replaceAll('-', '')}`],
    );
    const midnight = (at: number) => `${new Date(at).toISOString().slice(0, 10)} 00:00:00+00`;
    expect(rows[0]!.bounds).toBe(`FOR VALUES FROM ('${midnight(today)}') TO ('${midnight(today + DAY)}')`);
  });

  it('leaves a day alone whose rows are in the default partition already', async () => {
    const day = Date.now() + 10 * DAY;
    await database.query(
      `insert into entry_refusal (workspace_id, shard, profile_id, journey_id, version, node, rule, key, at, executed_at)
       values (1, 1, $1, $1, 1, 'start', 'once', '', now(), to_timestamp($2::float8 / 1000))`,
      [newId(0), day],
    );
    expect(await new PartitionsStore().ensure(database, day, 0)).toBe(TABLES - 1);
  });

  it.each([
    ['a table without partitions', `'workspace', current_date`],
    ['a name that is none', `'event; drop table event', current_date`],
    ['a day far away', `'event', current_date + 40`],
    ['no table', 'null, current_date'],
    ['no day', `'event', null`],
  ])('can have nothing else made: %s', async (_, given) => {
    await expect(database.query(`select make_daily_partition(${given})`)).rejects.toThrow(/partitions/i);
  });

  it('writes the audit log, and cannot change or remove what stands in it', async () => {
    const audit = new AuditStore(database, new DatabaseClock(database));
    const actor = { kind: 'system', name: 'test' } as const;
    await database.transaction((client) => audit.record(client, actor, { action: 'test', target: { kind: 'test' } }));
    const changes = [
      `update audit_record set at = now()`,
      `update audit_content set content = '{}'`,
      `update audit_seal set hash = ''`,
      ...['audit_record', 'audit_content', 'audit_erasure', 'audit_seal'].flatMap((table) => [
        `delete from ${table}`,
        `truncate ${table} cascade`,
        `alter table ${table} disable trigger all`,
      ]),
    ];
    for (const change of changes)
      await expect(database.query(change)).rejects.toThrow(/permission denied|must be owner/);
    expect((await database.query('select from audit_record join audit_content using (id)')).rowCount).toBe(1);
    // The sealer takes what it has chained off its list.
    expect((await database.query('delete from audit_unsealed')).rowCount).toBe(1);
  });

  it('keeps what it may over further starts, and gets at tables that come later', async () => {
    expect(await migrate(ownerUrl, undefined, serverUrl)).toEqual([]);
    const owner = new pg.Client({ connectionString: ownerUrl });
    await owner.connect();
    await owner.query('create table later (id bigint)');
    await owner.end();
    await migrate(ownerUrl, undefined, serverUrl);
    expect((await database.query('insert into later values (1)')).rowCount).toBe(1);
    await expect(database.query('delete from audit_record')).rejects.toThrow(/permission denied/);
  });
});
