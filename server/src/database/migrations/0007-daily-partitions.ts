import type { MigrationInterface, QueryRunner } from 'typeorm';
import { dailyPartitions } from '../daily-partitions.js';

/**
 * Lets a role that does not own the tables have their daily partitions made. Whoever calls the function can do nothing
 * else by it: the tables are these, the names are made inside, and the days are near.
 */
export class DailyPartitions1764000000007 implements MigrationInterface {
  name = 'DailyPartitions1764000000007';

  async up(runner: QueryRunner): Promise<void> {
    const [{ schema }] = (await runner.query('select quote_literal(current_schema()) as schema')) as [
      { schema: string },
    ];
    await runner.query(dailyPartitions(schema, TABLES));
    await runner.query('grant execute on function make_daily_partition(text, date) to public');
  }

  down(): Promise<void> {
    return Promise.reject(new Error('Sojourn migrates forward only. Restore a backup to go back.'));
  }
}

const TABLES = ['event', 'stage_transition', 'enrollment_history', 'step', 'entry_refusal', 'delivery_history'];
