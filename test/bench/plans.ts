import type pg from 'pg';
import type { Queryable } from '../../server/src/store/database.js';

/** A node of a plan, as EXPLAIN tells it. */
interface PlanNode {
  'Node Type': string;
  'Relation Name'?: string;
  'Index Name'?: string;
  'Actual Rows'?: number;
  'Actual Loops'?: number;
  'Rows Removed by Filter'?: number;
  Plans?: PlanNode[];
}

/** The plan of a statement, run as its caller runs it. */
export class Plan {
  private constructor(
    readonly statement: string,
    private readonly nodes: PlanNode[],
  ) {}

  /** Runs `work` with statements that are explained as they are executed; returns their plans. */
  static async of(client: pg.PoolClient, work: (client: Queryable) => Promise<unknown>): Promise<Plan[]> {
    const plans: Plan[] = [];
    const explaining = {
      query: async (given: string | { text: string; values?: unknown[] }, values?: unknown[]) => {
        const { text, values: bound } = typeof given === 'string' ? { text: given, values } : given;
        const explained = await client.query<{ 'QUERY PLAN': { Plan: PlanNode }[] }>(
          `explain (analyze, format json) ${text}`,
          bound,
        );
        plans.push(new Plan(text, flat(explained.rows[0]!['QUERY PLAN'][0]!.Plan)));
        return client.query(text, bound);
      },
    };
    await work(explaining as unknown as Queryable);
    return plans;
  }

  /** Throws where all of a table is read, or more of its rows than `most` in all. */
  expectNoScan(table: string, most: number): void {
    const own = this.nodes.filter((node) => node['Relation Name'] === table);
    const told = own.map((node) => `${node['Node Type']} by ${node['Index Name'] ?? 'nothing'}`).join(', ');
    const rows = own.reduce(
      (sum, node) =>
        sum + ((node['Actual Rows'] ?? 0) + (node['Rows Removed by Filter'] ?? 0)) * (node['Actual Loops'] ?? 1),
      0,
    );
    if (own.some((node) => node['Node Type'].includes('Seq Scan')) || rows > most)
      throw new Error(`${table} is scanned (${told}; ${rows} rows, ${most} at most) by: ${this.statement}`);
  }
}

function flat(node: PlanNode): PlanNode[] {
  return [node, ...(node.Plans ?? []).flatMap(flat)];
}
