import type pg from 'pg';

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

/** The plan by which a statement was executed. */
export class Plan {
  private readonly nodes: PlanNode[];

  private constructor(
    readonly statement: string,
    root: PlanNode,
  ) {
    this.nodes = flat(root);
  }

  /**
   * The plans of all statements that `work` executes on this session, each as it was really planned and run: Postgres's
   * own auto_explain tells them.
   */
  static async of(client: pg.PoolClient, work: () => Promise<unknown>): Promise<Plan[]> {
    const plans: Plan[] = [];
    const listen = ({ message }: { message?: string | undefined }) => {
      const json = message?.slice(message.indexOf('{'));
      if (!json || !message!.includes('plan:')) return;
      const told = JSON.parse(json) as { 'Query Text': string; Plan: PlanNode };
      plans.push(new Plan(told['Query Text'], told.Plan));
    };
    await client.query(`load 'auto_explain'`);
    await client.query(
      `select set_config('auto_explain.' || name, value, false) from (values
         ('log_min_duration', '0'), ('log_analyze', 'on'), ('log_format', 'json'), ('log_level', 'notice'), ('log_timing', 'off')
       ) as setting(name, value)`,
    );
    client.on('notice', listen);
    try {
      await work();
    } finally {
      // The last plan is told when the next statement comes.
      await client.query(`select set_config('auto_explain.log_min_duration', '-1', false)`);
      client.off('notice', listen);
    }
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
