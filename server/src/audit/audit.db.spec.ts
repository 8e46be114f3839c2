import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { accessApi, workspaceApi } from '@sojourn/api';
import { type TestApp, startApp } from '../../../test/support/app.js';
import { type Console, setUp } from '../../../test/support/console.js';
import { AuditStore } from '../store/audit.store.js';
import { Records } from '../store/records.js';
import { AuditChain } from './audit-chain.js';

describe('the audit log', () => {
  let app: TestApp;
  let owner: Console;
  let chain: AuditChain;
  beforeAll(async () => {
    app = await startApp();
    owner = (await setUp(app)).console;
    chain = app.app.get(AuditChain);
  });
  afterAll(() => app?.close());

  const count = async () =>
    Number((await app.database.pool.query<{ n: string }>('select count(*) as n from audit_record')).rows[0]!.n);
  /** What nobody but the owner of the database can do: the triggers are off for this one statement. */
  const tamper = async (sql: string, values: unknown[] = []) => {
    const client = await app.database.pool.connect();
    try {
      await client.query('begin');
      await client.query(`set local session_replication_role = replica`);
      const { rowCount } = await client.query(sql, values);
      await client.query('commit');
      return rowCount;
    } finally {
      client.release();
    }
  };

  it('LOG-3: gains exactly one record by each change, with who, from where, what, before and after', async () => {
    const changes: [string, () => Promise<unknown>][] = [
      ['key.add', () => owner.call(accessApi.addKey, { body: { name: 'Till', scopes: ['ingest'] } })],
      [
        'key.revoke',
        async () =>
          owner.call(accessApi.revokeKey, {
            params: { key: (await owner.call(accessApi.keys)).find(({ name }) => name === 'Till')!.id },
          }),
      ],
      [
        'member.add',
        () => owner.call(accessApi.addMember, { body: { email: 'bo@example.com', name: 'Bo', role: 'viewer' } }),
      ],
      [
        'workspace.settings',
        async () =>
          owner.call(workspaceApi.saveSettings, {
            body: { ...(await owner.call(workspaceApi.settings)), name: 'Renamed' },
          }),
      ],
      ['session.refuse', () => owner.ask(accessApi.signIn, { body: { email: 'bo@example.com', password: 'wrong' } })],
    ];
    for (const [action, change] of changes) {
      const before = await count();
      await change();
      expect([action, await count()]).toEqual([action, before + 1]);
      const { rows } = await app.database.pool.query<{ content: { action: string } }>(
        'select content from audit_content order by id desc limit 1',
      );
      expect(rows[0]!.content.action).toBe(action);
    }
    const { items } = await owner.call(accessApi.audit, { query: {} });
    expect(items.find(({ action }) => action === 'workspace.settings')).toMatchObject({
      actor: { kind: 'member', name: 'Ada' },
      from: '127.0.0.0/24',
      target: { kind: 'workspace', name: 'Renamed' },
      before: { name: 'Shop' },
      after: { name: 'Renamed' },
    });
  });

  it('gains nothing by a change that was refused or rolled back', async () => {
    const before = await count();
    await owner.ask(accessApi.addKey, { body: { name: '', scopes: ['ingest'] } });
    await owner.ask(workspaceApi.saveSettings, {
      body: { ...(await owner.call(workspaceApi.settings)), zone: 'Mars/Base' },
    });
    const records = app.app.get(Records);
    const audit = app.app.get(AuditStore);
    const failing = records.transaction(async (transaction) => {
      await audit.record(
        transaction,
        { kind: 'system', name: 'test' },
        { action: 'never', target: { kind: 'nothing' } },
      );
      throw new Error('rolled back');
    });
    await expect(failing).rejects.toThrow('rolled back');
    expect(await count()).toBe(before);
  });

  it('cannot be changed through the database role of the server', async () => {
    for (const statement of [
      'update audit_record set at = at',
      'delete from audit_record',
      'truncate audit_record cascade',
      'update audit_content set salt = salt',
      'update audit_seal set number = number',
      'delete from audit_seal',
      'delete from audit_erasure',
    ]) {
      await expect(app.database.pool.query(statement)).rejects.toThrow('only ever inserted');
    }
  });

  describe('sealed', () => {
    beforeAll(async () => {
      const records = app.app.get(Records);
      const audit = app.app.get(AuditStore);
      await records.transaction(async (transaction) => {
        for (let n = 0; n < 300; n++) {
          await audit.record(
            transaction,
            { kind: 'system', name: 'test' },
            {
              action: 'test.change',
              target: { kind: 'thing', id: String(n) },
              after: { n, text: 'ö "é" 数', nested: { b: 1.5, a: [1, null] } },
            },
          );
        }
      });
      while ((await chain.seal()) > 0);
    });

    it('verifies, and says where it ends', async () => {
      const verdict = await chain.verify();
      expect(verdict).toEqual({
        sound: await count(),
        waiting: 0,
        head: { number: await count(), hash: expect.stringMatching(/^[0-9a-f]{64}$/) },
      });
    });

    it('seals what comes in within a second, by itself', async () => {
      const { end } = await owner
        .call(accessApi.addKey, { body: { name: 'Later', scopes: ['read'] } })
        .then(() => ({ end: performance.now() + 5_000 }));
      let waiting = 1;
      while (waiting > 0 && performance.now() < end) ({ waiting } = await chain.verify());
      expect(waiting).toBe(0);
    });

    it('detects an edit, a removal, an exchange and a cut at any place, and names the record', async () => {
      const { rows } = await app.database.pool.query<{ id: string; number: string }>(
        'select record_id as id, number from audit_seal order by number',
      );
      const { head } = await chain.verify();
      const at = (share: number) => rows[Math.floor(rows.length * share)]!;
      for (const share of [0, 0.37, 0.81, 0.999]) {
        const { id } = at(share);
        const found = async () => (await chain.verify()).fault?.record;
        const undo = async (column: string, table: string, from: string) => {
          const kept = (
            await app.database.pool.query<{ value: unknown }>(`select ${column} as value from ${table} where id = $1`, [
              id,
            ])
          ).rows[0]!.value;
          await tamper(`update ${table} set ${column} = ${from} where id = $1`, [id]);
          expect([column, await found()]).toEqual([column, id]);
          await tamper(`update ${table} set ${column} = $2 where id = $1`, [
            id,
            column === 'content' ? JSON.stringify(kept) : kept,
          ]);
          expect(await found()).toBeUndefined();
        };
        await undo('content', 'audit_content', `content || '{"action":"test.nothing"}'`);
        await undo('digest', 'audit_record', `digest || '\\x00'`);
        await undo('at', 'audit_record', `at + interval '1 hour'`);
      }
      const content = (await app.database.pool.query(`select * from audit_content where id = $1`, [at(0.5).id]))
        .rows[0] as { id: string; salt: Buffer; content: object };
      await tamper('delete from audit_content where id = $1', [at(0.5).id]);
      expect((await chain.verify()).fault).toEqual({
        record: at(0.5).id,
        number: Number(at(0.5).number),
        words: 'The content was removed, and no erasure tells of it.',
      });
      await app.database.pool.query('insert into audit_content (id, salt, content) values ($1, $2, $3)', [
        content.id,
        content.salt,
        content.content,
      ]);

      const [one, two] = [at(0.2), at(0.6)];
      const swap = async () => {
        await tamper('update audit_seal set record_id = $1 where number = $2', [SOME_ID, one.number]);
        await tamper('update audit_seal set record_id = $1 where number = $2', [one.id, two.number]);
        await tamper('update audit_seal set record_id = $1 where number = $2', [two.id, one.number]);
      };
      await swap();
      expect((await chain.verify()).fault?.number).toBe(Number(one.number));
      await tamper('update audit_seal set record_id = $1 where number = $2', [SOME_ID, one.number]);
      await tamper('update audit_seal set record_id = $1 where number = $2', [two.id, two.number]);
      await tamper('update audit_seal set record_id = $1 where number = $2', [one.id, one.number]);
      expect((await chain.verify()).fault).toBeUndefined();

      const last = rows.at(-1)!;
      await tamper('delete from audit_seal where number >= $1', [at(0.999).number]);
      await tamper('delete from audit_content where id >= $1', [at(0.999).id]);
      await tamper('delete from audit_record where id >= $1', [at(0.999).id]);
      // Whoever cuts the end off leaves a chain that is sound in itself: the head written down before shows it.
      expect((await chain.verify()).fault).toBeUndefined();
      expect((await chain.verify(head)).fault?.words).toMatch(/The chain ends at \d+; the head written down is \d+\./);
      expect(Number(last.number)).toBeLessThanOrEqual(head!.number);
    });

    it('detects a record that was slipped in beside the chain', async () => {
      const slipped = await app.database.pool.query<{ id: string }>(
        `insert into audit_record (id, at, digest) values (gen_random_uuid(), now(), '\\x00') returning id`,
      );
      expect((await chain.verify()).fault?.record).toBe(slipped.rows[0]!.id);
      await tamper('delete from audit_record where id = $1', [slipped.rows[0]!.id]);
    });

    it('still verifies when content was erased with a note of it (LOG-4)', async () => {
      const { rows } = await app.database.pool.query<{ id: string }>(
        `select id from audit_content where content->'target'->>'id' = '7'`,
      );
      await app.database.pool.query('insert into audit_erasure (id, at) values ($1, now())', [rows[0]!.id]);
      await app.database.pool.query('delete from audit_content where id = $1', [rows[0]!.id]);
      expect((await chain.verify()).fault).toBeUndefined();
    });
  });
});

const SOME_ID = '01890000-0000-7000-8000-000000000000';
