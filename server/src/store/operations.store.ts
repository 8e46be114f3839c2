import { Injectable } from '@nestjs/common';
import type { OperationReply } from '@sojourn/api';
import { Database, type Queryable, timestamp } from './database.js';
import { newId } from './ids.js';
import { OperationEntity } from './operation.entity.js';
import { Records } from './records.js';

/** Long work: somebody asked for it, somebody else does it in steps, and everybody sees how far it is. */
@Injectable()
export class OperationsStore {
  constructor(
    private readonly records: Records,
    private readonly database: Database,
  ) {}

  /** Notes that work is wanted, in the transaction that wants it. Returns its id. */
  async add(
    client: Queryable,
    operation: {
      workspaceId: number;
      kind: string;
      detail?: Record<string, unknown>;
      total?: number;
      requestedBy?: string | null;
      at: number;
    },
  ): Promise<string> {
    const { workspaceId, kind, detail = {}, total = null, requestedBy = null, at } = operation;
    const id = newId(at);
    await client.query(
      `insert into operation (id, workspace_id, kind, state, detail, total, requested_by, created_at, updated_at)
       values ($1, $2, $3, 'waiting', $4, $5, $6, $7, $7)`,
      [id, workspaceId, kind, JSON.stringify(detail), total, requestedBy, timestamp(at)],
    );
    return id;
  }

  /** How far it is. False when it was cancelled or has ended: then the work stops. */
  async progress(
    client: Queryable,
    id: string,
    step: { done: number; total?: number; detail?: Record<string, unknown>; at: number },
  ): Promise<boolean> {
    const { rows } = await client.query<{ cancel_requested: boolean }>(
      `update operation set state = 'running', done = $2, total = coalesce($3, total), detail = detail || $4, updated_at = $5
        where id = $1 and state in ('waiting', 'running') returning cancel_requested`,
      [id, step.done, step.total ?? null, JSON.stringify(step.detail ?? {}), timestamp(step.at)],
    );
    return rows[0]?.cancel_requested === false;
  }

  /** Ends it: done, failed with a problem in the operator's words, or cancelled. */
  async end(
    client: Queryable,
    id: string,
    end: { state: 'done' | 'failed' | 'cancelled'; problem?: string; detail?: Record<string, unknown>; at: number },
  ): Promise<void> {
    await client.query(
      `update operation set state = $2, problem = $3, detail = detail || $4, updated_at = $5
        where id = $1 and state in ('waiting', 'running')`,
      [id, end.state, end.problem ?? null, JSON.stringify(end.detail ?? {}), timestamp(end.at)],
    );
  }

  /** When work of a kind with this detail was last done; undefined if it never was. */
  async lastDone(
    workspaceId: number,
    kind: string,
    detail: Record<string, unknown>,
  ): Promise<{ at: number; detail: Record<string, unknown> } | undefined> {
    const { rows } = await this.database.query<{ at: number; detail: Record<string, unknown> }>(
      `select updated_at as at, detail from operation
        where workspace_id = $1 and kind = $2 and state = 'done' and detail @> $3 order by updated_at desc limit 1`,
      [workspaceId, kind, JSON.stringify(detail)],
    );
    return rows[0];
  }

  async list(workspaceId: number): Promise<OperationReply[]> {
    const found = await this.records.manager.find(OperationEntity, {
      where: { workspaceId },
      order: { createdAt: 'DESC', id: 'DESC' },
      take: 100,
    });
    return found.map(replyOf);
  }

  async find(workspaceId: number, id: string): Promise<OperationReply | undefined> {
    const found = await this.records.manager.findOneBy(OperationEntity, { workspaceId, id });
    return found ? replyOf(found) : undefined;
  }

  /** Asks it to stop. What has not begun is cancelled at once, what runs stops at its next step; false when it has ended. */
  async cancel(client: Queryable, workspaceId: number, id: string, at: number): Promise<boolean> {
    const { rowCount } = await client.query(
      `update operation set cancel_requested = true, updated_at = $3,
              state = case when state = 'waiting' then 'cancelled' else state end
        where workspace_id = $1 and id = $2 and state in ('waiting', 'running')`,
      [workspaceId, id, timestamp(at)],
    );
    return rowCount === 1;
  }

  /** Work of a kind that waits or was left by a process that ended, oldest first. */
  async open(
    kind: string,
  ): Promise<
    { id: string; workspaceId: number; done: number; detail: Record<string, unknown>; requestedBy: string | null }[]
  > {
    const { rows } = await this.database.query<{
      id: string;
      workspace_id: number;
      done: number;
      detail: Record<string, unknown>;
      requested_by: string | null;
    }>(
      `select id, workspace_id, done, detail, requested_by from operation
        where kind = $1 and state in ('waiting', 'running') order by created_at, id`,
      [kind],
    );
    return rows.map((row) => ({
      id: row.id,
      workspaceId: row.workspace_id,
      done: row.done,
      detail: row.detail,
      requestedBy: row.requested_by,
    }));
  }
}

function replyOf(operation: OperationEntity): OperationReply {
  const { id, kind, state, done, total, problem, detail, createdAt, updatedAt } = operation;
  return {
    id,
    kind,
    state,
    done,
    ...(total === null ? {} : { total }),
    ...(problem === null ? {} : { problem }),
    detail,
    createdAt: new Date(createdAt).toISOString(),
    updatedAt: new Date(updatedAt).toISOString(),
  };
}
