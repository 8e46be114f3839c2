import { Injectable } from '@nestjs/common';
import type { SqlCondition } from '@sojourn/rules';
import { Database } from './database.js';

/** The longest that is counted for somebody who waits for the number, in milliseconds. */
const PATIENCE = 30_000;

/** Counts profiles of whom a condition holds. */
@Injectable()
export class PresentStore {
  constructor(private readonly database: Database) {}

  /** `condition` is over the profile `p`, its placeholders from $2 on. */
  count(workspace: number, condition: SqlCondition): Promise<number> {
    return this.database.transaction(async (client) => {
      await client.query(`set local statement_timeout = ${PATIENCE}`);
      const { rows } = await client.query<{ n: number }>(
        `select count(*) as n from profile p where p.workspace_id = $1 and (${condition.sql})`,
        [workspace, ...condition.parameters],
      );
      return rows[0]!.n;
    });
  }
}
