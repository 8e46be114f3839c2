import type { Journey, JourneySettings, NodeType, Trigger } from '@sojourn/journey';
import { nodes } from '@sojourn/nodes';
import { z } from 'zod';
import { schedulesOf } from '../../server/src/journeys/graph.js';
import { timestamp } from '../../server/src/store/database.js';
import type { TestEngine } from './engine.js';

const WORDS = { en: 'Any trigger', zh: '任意触发' };

/** A node type whose settings are the trigger itself: the engine's part of a trigger is tested without its form. */
const anyTrigger: NodeType = {
  type: 'any-trigger',
  revision: 1,
  group: 'trigger',
  icon: 'bolt',
  title: WORDS,
  about: WORDS,
  settings: z.record(z.string(), z.unknown()),
  ports: () => [{ id: 'next', label: WORDS }],
  sentence: () => WORDS,
  trigger: (settings) => settings as unknown as Trigger,
};

/** All node types and one for any trigger. */
export const triggerNodes = new Map([...nodes, [anyTrigger.type, anyTrigger]]);

/** A journey that a trigger begins, and that is over at once. */
export function begunBy(trigger: Trigger, settings: JourneySettings = {}): Journey {
  return {
    format: 1,
    name: 'Begun',
    nodes: [
      { id: 'start', type: anyTrigger.type, settings: { ...trigger } },
      { id: 'end', type: 'end', settings: {} },
    ],
    edges: [{ from: 'start', port: 'next', to: 'end' }],
    settings,
  };
}

/** Publishes it, with its schedules, into an engine that was made with {@link triggerNodes}. */
export async function publishTrigger(
  engine: TestEngine,
  trigger: Trigger,
  settings: JourneySettings = {},
  id?: string,
  version?: number,
): Promise<string> {
  const journey = begunBy(trigger, settings);
  const made = await engine.publish(journey, id, version);
  const now = await engine.clock.now();
  for (const [node, at] of schedulesOf(journey, triggerNodes, now, 'Asia/Shanghai', undefined)) {
    await engine.database.query(
      `insert into schedule (journey_id, node, workspace_id, next_at) values ($1, $2, $3, $4)
       on conflict (journey_id, node) do update set next_at = excluded.next_at`,
      [made, node, engine.workspace, timestamp(at)],
    );
  }
  await engine.changed();
  return made;
}

/** Who has entered a journey, when, and why they left, oldest first. */
export async function entriesOf(
  engine: TestEngine,
  journey: string,
): Promise<{ profile: string; at: number; entry: Record<string, string>; reason: string | null }[]> {
  return engine.rows(
    `select profile_id as profile, entered_at as at, entry, reason from enrollment_history where journey_id = $1
     union all select profile_id, entered_at, entry, null from enrollment where journey_id = $1 order by at, profile`,
    [journey],
  );
}
