import type pg from 'pg';
import { Repeating, withWriter } from './binary-writer.js';
import type { Column, Shared } from './columns.js';
import type { Queryable } from './database.js';

/** What comes before the first row: a signature, no flags, no extension. */
const PREAMBLE = Buffer.from('PGCOPY\n\xff\r\n\0\0\0\0\0\0\0\0\0', 'latin1');
const COPY_DATA = 'd'.charCodeAt(0);
const END_OF_ROWS = -1;

/**
 * Inserts sets of new rows by binary COPY. Postgres takes a row apart once and writes a page of them with one record of
 * its log (measured: half of what `insert … select from unnest` costs it on a wide table; see decision 0018).
 */
export class Copy<Row, Context = undefined> {
  private readonly text: string;

  constructor(
    table: string,
    private readonly columns: readonly Column<Row, Context>[],
  ) {
    this.text = `copy ${table} (${columns.map(({ name }) => name).join(', ')}) from stdin (format binary)`;
  }

  /** Nothing is sent for no rows. */
  async run(client: Queryable, rows: readonly Row[], ...context: Shared<Context>): Promise<void> {
    if (rows.length === 0) return;
    const { columns } = this;
    const shared = context[0] as Context;
    await withWriter((writer) => {
      writer.byte(COPY_DATA);
      writer.int4(0);
      for (const byte of PREAMBLE) writer.byte(byte);
      const values = columns.map(({ kind }) => new Repeating(writer, kind));
      for (const row of rows) {
        writer.int2(columns.length);
        for (let index = 0; index < columns.length; index++) values[index]!.add(columns[index]!.value(row, shared));
      }
      writer.int2(END_OF_ROWS);
      writer.int4At(1, writer.position - 1);
      return new Promise<void>((resolve, reject) => {
        const copy = new CopyIn(this.text, writer.written(), (error) => (error ? reject(error) : resolve()));
        (client as unknown as pg.ClientBase).query(copy as never);
      });
    });
  }
}

/**
 * The command and its rows in one go, as a statement of pg's own. Waiting for Postgres to ask for the rows would cost a
 * round trip; where it refuses the command, it skips them.
 */
class CopyIn {
  constructor(
    private readonly text: string,
    private readonly message: Buffer,
    /** pg calls it, too, where the connection is gone. */
    readonly callback: (error: Error | null) => void,
  ) {}

  submit(connection: pg.Connection & { endCopyFrom(): void }): void {
    const { stream } = connection;
    stream.cork();
    connection.query(this.text);
    stream.write(this.message);
    connection.endCopyFrom();
    stream.uncork();
  }

  handleError(error: Error): void {
    this.callback(error);
  }

  handleReadyForQuery(): void {
    this.callback(null);
  }

  handleCopyInResponse(): void {}
  handleCommandComplete(): void {}
}
