import { OIDS, Repeating, withWriter, type BinaryWriter, type Kind } from './binary-writer.js';
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
export type Shared<Context> = Context extends undefined ? [] : [context: Context];

/**
 * A statement over a set of rows, given as one array a column. `text` gets the expression
 * `(select unnest($1::uuid[]) as id, …) as given` and says what to do with it; `ordered` is the same with a last column
 * `place`, for statements that would lose the rows' order. Side by side in a `select`, arrays are taken apart row by row;
 * in `from`, Postgres would put each of them aside in full first.
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
    text: (given: string, names: string, ordered: string) => string,
  ) {
    this.columns = columns;
    this.names = columns.map((each) => each.name).join(', ');
    const arrays = columns.map(({ name, kind }, index) => `unnest($${index + 1}::${kind}[]) as ${name}`).join(', ');
    const place = `generate_subscripts($1::${columns[0]!.kind}[], 1) as place`;
    this.text = text(`(select ${arrays}) as given`, this.names, `(select ${arrays}, ${place}) as given`);
  }

  /** Runs it; returns how many rows it touched. Nothing is sent for no rows. */
  async run(client: Queryable, rows: readonly Row[], ...context: Shared<Context>): Promise<number> {
    if (rows.length === 0) return 0;
    return (await this.rows(client, rows, ...context)).rowCount ?? 0;
  }

  /** Runs it and returns what comes back. */
  rows(client: Queryable, rows: readonly Row[], ...context: Shared<Context>) {
    return withWriter((writer) => {
      const values = this.columns.map((each) => writeArray(writer, rows, each, ...context));
      return client.query<Record<string, never>>({ name: this.name, text: this.text, values } as never);
    });
  }
}

/** One column of the rows as a parameter: a Postgres array in binary. */
export function writeArray<Row, Context = undefined>(
  writer: BinaryWriter,
  rows: readonly Row[],
  { kind, value }: Column<Row, Context>,
  ...context: Shared<Context>
): Buffer {
  const shared = context[0] as Context;
  const begun = writer.position;
  writer.int4(rows.length === 0 ? 0 : DIMENSIONS);
  writer.int4(NO_FLAGS);
  writer.int4(OIDS[kind]);
  if (rows.length === 0) return writer.written(begun);
  writer.int4(rows.length);
  writer.int4(FIRST_INDEX);
  const values = new Repeating(writer, kind);
  for (const row of rows) values.add(value(row, shared));
  return writer.written(begun);
}

const DIMENSIONS = 1;
const NO_FLAGS = 0;
const FIRST_INDEX = 1;
