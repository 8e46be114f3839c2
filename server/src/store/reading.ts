import pg from 'pg';
import type { Queryable } from './database.js';
import { RowReader } from './row-reader.js';
import { RowTap, type OnRow } from './row-tap.js';

/** pg's client, able to hand over rows in binary: see {@link Reading}. */
export class ReadingClient extends pg.Client {
  readonly tap = new RowTap();

  constructor(config?: pg.ClientConfig) {
    super(config);
    const { connection } = this as unknown as { connection: { attachListeners(stream: NodeJS.EventEmitter): void } };
    const attach = connection.attachListeners.bind(connection);
    connection.attachListeners = (stream) => attach(this.tap.listenTo(stream));
  }
}

/**
 * A prepared statement whose rows are read in binary, column by column in the order of the `select`. For what is read by
 * the thousand; elsewhere pg's own way is shorter.
 */
export class Reading {
  constructor(
    private readonly name: string,
    private readonly text: string,
  ) {}

  /** Runs it in a transaction of `Database` and shows `read` each row, which is gone when it returns. */
  each(client: Queryable, values: readonly unknown[], read: (row: RowReader) => void): Promise<void> {
    const { tap } = client as unknown as ReadingClient;
    const reader = new RowReader();
    let fault: unknown;
    const onRow: OnRow = (bytes, at) => {
      if (fault) return;
      try {
        read(reader.begin(bytes, at));
        reader.end();
      } catch (error) {
        fault = error;
      }
    };
    return new Promise((resolve, reject) => {
      const done = (error?: Error | null) => {
        tap.onRow = undefined;
        if (error ?? fault) reject((error ?? fault) as Error);
        else resolve();
      };
      const query = new TappedQuery({ name: this.name, text: this.text, values, binary: true } as never, done as never);
      query.begin = () => (tap.onRow = onRow);
      (client as unknown as pg.Client).query(query as never);
    });
  }

  /** All rows as `read` takes them. */
  async rows<Row>(client: Queryable, values: readonly unknown[], read: (row: RowReader) => Row): Promise<Row[]> {
    const rows: Row[] = [];
    await this.each(client, values, (row) => rows.push(read(row)));
    return rows;
  }
}

class TappedQuery extends pg.Query {
  begin!: () => void;

  override submit = (connection: pg.Connection): void => {
    this.begin();
    return pg.Query.prototype.submit.call(this, connection);
  };
}
