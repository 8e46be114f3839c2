import { Injectable } from '@nestjs/common';
import { compileSql, type Around, type Instant, type Rule } from '@sojourn/rules';
import { Database } from './database.js';
import { joiningDialect } from './profile-dialect.js';

/** The longest that is counted for somebody who waits for the number, in milliseconds. */
const PATIENCE = 30_000;

/** Counts profiles of whom a rule holds. */
@Injectable()
export class PresentStore {
  constructor(private readonly database: Database) {}

  /** Exactly, at an instant. Several processes of the database share the work where it is much. */
  count(workspace: number, rule: Rule, now: Instant, around: Around): Promise<number> {
    const { dialect, joins } = joiningDialect();
    const { sql, parameters } = compileSql(rule, now, around, dialect, 2);
    return this.database.transaction(async (client) => {
      await client.query(`set local statement_timeout = ${PATIENCE}`);
      const { rows } = await client.query<{ n: number }>(
        `select count(*) as n from profile p ${joins()} where p.workspace_id = $1 and ${sql}`,
        [workspace, ...parameters],
      );
      return rows[0]!.n;
    });
  }
}
