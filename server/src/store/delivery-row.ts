import type { Message, Properties } from '@sojourn/journey';
import type { Instant } from '@sojourn/rules';

/** An open delivery. */
export interface DeliveryRow {
  workspace: number;
  shard: number;
  id: string;
  key: string;
  profile: string;
  enrollment: string;
  journey: string;
  version: number;
  node: string;
  step: number;
  ordinal: number;
  channel: string;
  topic: string;
  content: Record<string, unknown>;
  entry: Properties;
  at: Instant;
  notAfter: Instant | null;
  /** What its node says of quiet hours; null where the workspace decides. */
  quiet: Message['quiet'] | null;
  deferred: boolean;
  attempts: number;
  token: number;
  /** Whether its enrollment still rests at this step; it may have been taken out meanwhile. */
  awaited: boolean;
}

/** Reads a {@link DeliveryRow} from the table `delivery d`. */
export const DELIVERY_COLUMNS = `d.workspace_id as workspace, d.shard, d.id, d.key, d.profile_id as profile, d.enrollment_id as enrollment,
  d.journey_id as journey, d.version, d.node, d.step, d.ordinal, d.channel, d.topic, d.content, d.entry, d.at,
  d.not_after as "notAfter", d.quiet, d.deferred, d.attempts, d.token,
  exists (
    select from enrollment e where e.workspace_id = d.workspace_id and e.shard = d.shard and e.profile_id = d.profile_id
      and e.id = d.enrollment_id and e.step = d.step and e.parked = 'delivery'
  ) as awaited`;
