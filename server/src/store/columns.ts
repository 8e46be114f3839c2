import { ArrayWriter, type Kind } from './array-writer.js';
import type { Queryable } from './database.js';

/** One column of a set of rows: its name, its Postgres type, and how a row, or what all rows share, gives its value. */
export interface Column<Row, Context = undefined> {
  name: string;
  kind: Kind;
  value: (row: Row, context: Context) => unknown;
}

/** Shorthand for a {@link Column}. */
export function column<Row, Context = undefined>(
  name: string,
  kind: Kind,
  value: (row: Row, context: Context) => unknown,
): Column<Row, Context> {
  return { name, kind, value };
}

/** Nothing to give where the columns need no context. */
type Shared<Context> = Context extends undefined ? [] : [context: Context];

/**
 * A statement over a set of rows, given as one array a column. `text` gets the expression
 * `unnest($1::uuid[], …) as given(id, …)` and says what to do with it.
 *
 * A batch of 5,000 rows is one parameter a column, and Postgres takes it in one round trip (measured: VALUES lists cost
 * three times as much).
 */
export class Rows<Row, Context = undefined> {
  readonly names: string;
  private readonly text: string;
  private readonly columns: readonly Column<Row, Context>[];

  constructor(
    private readonly name: string,
    columns: readonly Column<Row, Context>[],
    text: (given: string, names: string) => string,
  ) {
    this.columns = columns;
    this.names = columns.map((each) => each.name).join(', ');
    const arrays = columns.map((each, index) => `$${index + 1}::${each.kind}[]`).join(', ');
    this.text = text(`unnest(${arrays}) as given(${this.names})`, this.names);
  }

  /** Plain insert of all columns. */
  static insert<Row, Context = undefined>(table: string, columns: readonly Column<Row, Context>[]): Rows<Row, Context> {
    return new Rows(
      `insert_${table}`,
      columns,
      (given, names) => `insert into ${table} (${names}) select * from ${given}`,
    );
  }

  /** Runs it; returns how many rows it touched. Nothing is sent for no rows. */
  async run(client: Queryable, rows: readonly Row[], ...context: Shared<Context>): Promise<number> {
    if (rows.length === 0) return 0;
    return (await this.rows(client, rows, ...context)).rowCount ?? 0;
  }

  /** Runs it and returns what comes back. */
  rows(client: Queryable, rows: readonly Row[], ...context: Shared<Context>) {
    const values = this.columns.map((each) => arrayOf(rows, each, ...context));
    return client.query<Record<string, never>>({ name: this.name, text: this.text, values } as never);
  }
}

/**
 * One column of the rows as a parameter: a Postgres array. Columns repeat their values (a batch has few instants,
 * journeys and nodes), so each is worked out once for as long as it stays the same.
 */
export function arrayOf<Row, Context = undefined>(
  rows: readonly Row[],
  { kind, value }: Column<Row, Context>,
  ...context: Shared<Context>
): Buffer {
  const shared = context[0] as Context;
  const writer = new ArrayWriter(kind, rows.length);
  let last: unknown = UNSET;
  let begun = 0;
  for (let index = 0; index < rows.length; index++) {
    const item = value(rows[index]!, shared);
    if (item === last) begun = writer.repeat(begun);
    else {
      begun = writer.position;
      writer.add(item);
      last = item;
    }
  }
  return writer.end();
}

const UNSET = Symbol('unset');
