import { Injectable } from '@nestjs/common';
import type { PoolClient, QueryResult, QueryResultRow } from 'pg';
import { DataSource, type EntityManager } from 'typeorm';
import { Database, type Queryable } from './database.js';

/** A transaction of the console: repositories and plain statements see, and commit, the same. */
export interface Transaction extends Queryable {
  readonly records: EntityManager;
}

/** The console's tables through TypeORM. Hot paths use `Database` instead. */
@Injectable()
export class Records implements Queryable {
  constructor(
    private readonly source: DataSource,
    private readonly database: Database,
  ) {}

  /** Outside of a transaction, for reading. */
  get manager(): EntityManager {
    return this.source.manager;
  }

  query<Row extends QueryResultRow>(text: string, values?: unknown[]): Promise<QueryResult<Row>> {
    return this.database.query<Row>(text, values);
  }

  /** Runs `work` in one transaction, which commits when it returns and rolls back when it throws. */
  async transaction<Result>(work: (transaction: Transaction) => Promise<Result>): Promise<Result> {
    const runner = this.source.createQueryRunner();
    try {
      const client = (await runner.connect()) as PoolClient;
      await runner.startTransaction();
      const result = await work({
        records: runner.manager,
        query: <Row extends QueryResultRow>(text: string, values?: unknown[]): Promise<QueryResult<Row>> =>
          client.query<Row>(text, values),
      });
      await runner.commitTransaction();
      return result;
    } catch (error) {
      if (runner.isTransactionActive) await runner.rollbackTransaction().catch(() => undefined);
      throw error;
    } finally {
      await runner.release();
    }
  }
}
