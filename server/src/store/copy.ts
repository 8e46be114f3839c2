import type pg from 'pg';
import { giveBack, Repeating, takeWriter } from './binary-writer.js';
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
    if (rows.length > 0)
      await this.open()
        .add(rows, ...context)
        .send(client);
  }

  /** For rows that are made bit by bit. */
  open(): Copying<Row, Context> {
    return new Copying(this.text, this.columns);
  }
}

/** Rows on their way: bytes as soon as they are added, so that what they were made of need not be kept until they are sent. */
export class Copying<Row, Context> {
  private readonly writer = takeWriter();
  private readonly values: readonly Repeating[];
  private readonly first: number;

  constructor(
    private readonly text: string,
    private readonly columns: readonly Column<Row, Context>[],
  ) {
    const { writer } = this;
    writer.byte(COPY_DATA);
    writer.int4(0);
    for (const byte of PREAMBLE) writer.byte(byte);
    this.first = writer.position;
    this.values = columns.map(({ kind }) => new Repeating(writer, kind));
  }

  add(rows: readonly Row[], ...context: Shared<Context>): this {
    const { writer, columns, values } = this;
    const shared = context[0] as Context;
    for (const row of rows) {
      writer.int2(columns.length);
      for (let index = 0; index < columns.length; index++) values[index]!.add(columns[index]!.value(row, shared));
    }
    return this;
  }

  /** Ends it. */
  async send(client: Queryable): Promise<void> {
    const { writer } = this;
    if (writer.position > this.first) {
      writer.int2(END_OF_ROWS);
      writer.int4At(1, writer.position - 1);
      await new Promise<void>((resolve, reject) => {
        const copy = new CopyIn(this.text, writer.written(), (error) => (error ? reject(error) : resolve()));
        (client as unknown as pg.ClientBase).query(copy as never);
      });
    }
    giveBack(writer);
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
