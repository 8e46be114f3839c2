import type { Queryable } from './database.js';
import { timestamp } from './database.js';

type Kind = 'int2' | 'int4' | 'int8' | 'uuid' | 'text' | 'timestamptz' | 'jsonb' | 'bool';

/** One column of a set of rows: its name, its Postgres type, and how a row gives its value. */
export interface Column<Row> {
  name: string;
  kind: Kind;
  value: (row: Row) => unknown;
}

/** Shorthand for a {@link Column}. */
export function column<Row>(name: string, kind: Kind, value: (row: Row) => unknown): Column<Row> {
  return { name, kind, value };
}

/**
 * A statement over a set of rows, given as one array a column. `text` gets the expression
 * `unnest($1::uuid[], …) as given(id, …)` and says what to do with it.
 *
 * Array literals are built by hand: a batch of 5,000 rows is one string a column, and Postgres takes it in one round
 * trip (measured: VALUES lists cost three times as much).
 */
export class Rows<Row> {
  readonly names: string;
  private readonly text: string;
  private readonly columns: readonly Column<Row>[];

  constructor(
    private readonly name: string,
    columns: readonly Column<Row>[],
    text: (given: string, names: string) => string,
  ) {
    this.columns = columns;
    this.names = columns.map((each) => each.name).join(', ');
    const arrays = columns.map((each, index) => `$${index + 1}::${each.kind}[]`).join(', ');
    this.text = text(`unnest(${arrays}) as given(${this.names})`, this.names);
  }

  /** Plain insert of all columns. */
  static insert<Row>(table: string, columns: readonly Column<Row>[]): Rows<Row> {
    return new Rows(
      `insert_${table}`,
      columns,
      (given, names) => `insert into ${table} (${names}) select * from ${given}`,
    );
  }

  /** Runs it; returns how many rows it touched. Nothing is sent for no rows. */
  async run(client: Queryable, rows: readonly Row[]): Promise<number> {
    if (rows.length === 0) return 0;
    return (await this.rows(client, rows)).rowCount ?? 0;
  }

  /** Runs it and returns what comes back. */
  rows(client: Queryable, rows: readonly Row[]) {
    const values = this.columns.map((each) => arrayLiteral(rows, each));
    return client.query<Record<string, never>>({ name: this.name, text: this.text, values } as never);
  }
}

/** A Postgres array literal of one column of the rows. */
export function arrayLiteral<Row>(rows: readonly Row[], { kind, value }: Column<Row>): string {
  const write = WRITERS[kind];
  let text = '{';
  for (let index = 0; index < rows.length; index++) {
    const item = value(rows[index]!);
    if (index > 0) text += ',';
    text += item === null || item === undefined ? 'NULL' : write(item);
  }
  return `${text}}`;
}

const plain = (item: unknown): string => String(item as number);
const WRITERS: Record<Kind, (item: unknown) => string> = {
  int2: plain,
  int4: plain,
  int8: plain,
  uuid: plain,
  bool: plain,
  timestamptz: (item) => timestamp(item as number),
  text: (item) => quoted(item as string),
  jsonb: (item) => quoted(JSON.stringify(item)),
};

const SIMPLE = /^[A-Za-z0-9_:.-]+$/;

function quoted(text: string): string {
  if (SIMPLE.test(text) && !/^null$/i.test(text)) return text;
  return `"${text.includes('"') || text.includes('\\') ? text.replace(/["\\]/g, '\\$&') : text}"`;
}
