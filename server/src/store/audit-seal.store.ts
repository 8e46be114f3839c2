import { Injectable } from '@nestjs/common';
import { digestOf, canonical } from './audit.store.js';
import { Database, type Queryable } from './database.js';

/** Any number, the same in every version: there is one sealer at a time. */
const LOCK = 7_305_419_003;

export interface Seal {
  number: number;
  hash: Buffer;
}

/** One link of the chain with the record it seals, as `verify` reads them. */
export interface Link {
  number: number;
  hash: Buffer;
  recordId: string;
  /** The digest the record carries, and the one its content gives now: null where content was dropped. */
  digest: Buffer;
  recomputed: Buffer | null;
  erased: boolean;
}

/** The chain over the audit log: one seal for each record, each over the one before. */
@Injectable()
export class AuditSealStore {
  constructor(private readonly database: Database) {}

  /** Takes unsealed records, oldest first, and inserts what `seal` makes of them. Returns how many; 0 while another process seals. */
  sealSome(
    limit: number,
    seal: (last: Seal | undefined, record: { id: string; digest: Buffer }) => Seal,
  ): Promise<number> {
    return this.database.transaction(async (client) => {
      const mine = await client.query<{ mine: boolean }>(`select pg_try_advisory_xact_lock($1) as mine`, [LOCK]);
      if (!mine.rows[0]!.mine) return 0;
      const { rows } = await client.query<{ id: string; digest: Buffer }>(
        `select r.id, r.digest from audit_unsealed u join audit_record r on r.id = u.id order by r.id limit $1`,
        [limit],
      );
      if (rows.length === 0) return 0;
      let last = await this.head(client);
      const seals = rows.map((record) => (last = seal(last, record)));
      const ids = rows.map(({ id }) => id);
      await client.query(
        `insert into audit_seal (number, record_id, hash) select * from unnest($1::bigint[], $2::uuid[], $3::bytea[])`,
        [seals.map(({ number }) => number), ids, seals.map(({ hash }) => hash)],
      );
      await client.query(`delete from audit_unsealed where id = any($1::uuid[])`, [ids]);
      return rows.length;
    });
  }

  /** The newest seal: written down elsewhere, it proves later that nothing was cut off the end. */
  async head(client: Queryable = this.database): Promise<Seal | undefined> {
    const { rows } = await client.query<Seal>(`select number, hash from audit_seal order by number desc limit 1`);
    return rows[0];
  }

  /** The chain in its order, from after a number on. */
  async links(after: number, limit: number): Promise<Link[]> {
    const { rows } = await this.database.query<LinkRow>(
      `select s.number, s.hash, s.record_id, r.workspace_id, r.member_id, r.at, r.digest, c.salt, c.content, e.id is not null as erased
         from audit_seal s
         left join audit_record r on r.id = s.record_id
         left join audit_content c on c.id = s.record_id
         left join audit_erasure e on e.id = s.record_id
        where s.number > $1 order by s.number limit $2`,
      [after, limit],
    );
    return rows.map((row) => ({
      number: row.number,
      hash: row.hash,
      recordId: row.record_id,
      digest: row.digest ?? Buffer.alloc(0),
      recomputed: recompute(row),
      erased: row.erased,
    }));
  }

  /** Records that neither have a seal nor wait for one: somebody removed it, or slipped them in. */
  async unchained(): Promise<string[]> {
    const { rows } = await this.database.query<{ id: string }>(
      `select r.id from audit_record r
         left join audit_seal s on s.record_id = r.id
         left join audit_unsealed u on u.id = r.id
        where s.number is null and u.id is null order by r.id limit 100`,
    );
    return rows.map(({ id }) => id);
  }

  /** Records whose seal is still to come, with whether their content is what it was. */
  async waiting(): Promise<{ id: string; intact: boolean }[]> {
    const { rows } = await this.database.query<LinkRow>(
      `select r.id as record_id, r.workspace_id, r.member_id, r.at, r.digest, c.salt, c.content, e.id is not null as erased
         from audit_unsealed u join audit_record r on r.id = u.id left join audit_content c on c.id = u.id
         left join audit_erasure e on e.id = u.id order by r.id`,
    );
    return rows.map((row) => ({
      id: row.record_id,
      intact: recompute(row)?.equals(row.digest ?? Buffer.alloc(0)) ?? row.erased,
    }));
  }
}

interface LinkRow {
  number: number;
  hash: Buffer;
  record_id: string;
  workspace_id: number | null;
  member_id: string | null;
  at: number;
  digest: Buffer | null;
  salt: Buffer | null;
  content: unknown;
  erased: boolean;
}

function recompute({
  record_id: id,
  workspace_id: workspaceId,
  member_id: memberId,
  at,
  salt,
  content,
}: LinkRow): Buffer | null {
  if (salt === null || content === null) return null;
  return digestOf({ id, workspaceId, memberId, at, salt, content: canonical(content) });
}
