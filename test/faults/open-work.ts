import { readFileSync, readdirSync, readlinkSync } from 'node:fs';
import type pg from 'pg';
import type { Receiver } from './receiver.js';

/** The class of the advisory locks by which a batch owns shards: see shards.store.ts. */
const SHARD_LOCKS = 0x534f4a;

/** What a process has under way that nobody else can finish at this moment. */
export type OpenWork = 'batch' | 'send';

/** Whose connection a call comes by, only Linux tells. */
export const SEEN: readonly OpenWork[] = process.platform === 'linux' ? ['batch', 'send'] : ['batch'];

/** Whether a process, which should be frozen meanwhile, has such work: a batch that has written, or a call to the receiver. */
export async function hasOpen(work: OpenWork, pool: pg.Pool, receiver: Receiver, pid: number): Promise<boolean> {
  if (work === 'send') return calls(receiver, pid);
  const { rows } = await pool.query<{ open: boolean }>(
    `select exists (
       select from pg_locks l join pg_stat_activity a using (pid)
       where l.locktype = 'advisory' and l.classid = $1 and l.granted and a.backend_xid is not null and a.application_name = $2
     ) as open`,
    [SHARD_LOCKS, `sojourn engine ${pid}`],
  );
  return rows[0]!.open;
}

function calls(receiver: Receiver, pid: number): boolean {
  if (receiver.open.size === 0) return false;
  const inodes = new Set(
    readFileSync('/proc/net/tcp', 'utf8')
      .split('\n')
      .map((line) => line.trim().split(/\s+/))
      .filter(([, local]) => local !== undefined && receiver.open.has(Number.parseInt(local.split(':')[1] ?? '', 16)))
      .map((fields) => `socket:[${fields[9]}]`),
  );
  return readdirSync(`/proc/${pid}/fd`).some((fd) => {
    try {
      return inodes.has(readlinkSync(`/proc/${pid}/fd/${fd}`));
    } catch {
      return false;
    }
  });
}
