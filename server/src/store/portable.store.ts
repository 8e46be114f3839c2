import { Injectable } from '@nestjs/common';
import type { Journey } from '@sojourn/journey';
import { Database, type Queryable } from './database.js';

/** What of a workspace can be taken elsewhere, and whose the ids of what comes from elsewhere are. */
@Injectable()
export class PortableStore {
  constructor(private readonly database: Database) {}

  /** The drafts of all journeys that are not archived, by name. */
  async journeys(workspaceId: number): Promise<{ id: string; journey: Journey }[]> {
    const { rows } = await this.database.query<{ id: string; journey: Journey }>(
      `select id, draft as journey from journey where workspace_id = $1 and state <> 'archived' order by name collate "C", id`,
      [workspaceId],
    );
    return rows;
  }

  /** Which workspaces these templates or journeys belong to; ids that nobody has are absent. */
  async owners(client: Queryable, kind: 'template' | 'journey', ids: readonly string[]): Promise<Map<string, number>> {
    const { rows } = await client.query<{ id: string; workspaceId: number }>(
      `select id, workspace_id as "workspaceId" from ${kind === 'template' ? 'template' : 'journey'} where id = any($1::uuid[])`,
      [[...ids]],
    );
    return new Map(rows.map(({ id, workspaceId }) => [id, workspaceId]));
  }
}
