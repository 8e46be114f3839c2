import { UNCLASSIFIED, type StageModel } from '@sojourn/lifecycle';
import type { Journey, RehearsalResult } from '@sojourn/journey';
import type { Instant } from '@sojourn/rules';
import { timestamp } from '../../server/src/store/database.js';
import type { TestEngine } from '../support/engine.js';

type Counted = { key: string; n: number };

/** What the engine's own tables say of a journey and a span, in the shape of a rehearsal. */
export async function countsOf(
  engine: TestEngine,
  journey: string,
  graph: Journey,
  model: StageModel,
  span: { from: Instant; to: Instant },
) {
  const between = [timestamp(span.from), timestamp(span.to)];
  const of = async (text: string, values: unknown[]) =>
    Object.fromEntries((await engine.rows<Counted>(text, values)).map(({ key, n }) => [key, Number(n)]));
  const transitions = await of(
    `select from_stage || '>' || to_stage as key, count(*) as n from stage_transition where at >= $1 and at < $2 group by 1`,
    between,
  );
  const stages = await of(`select stage as key, sum(n) as n from stage_counter where workspace_id = $1 group by 1`, [
    engine.workspace,
  ]);
  const sends = await of(
    `select node as key, count(*) as n from delivery_history where outcome = 'sent' and at >= $1 and at < $2 group by 1`,
    between,
  );
  const counters = await of(
    `select node || '|' || metric as key, sum(n) as n from node_counter where journey_id = $1 group by 1`,
    [journey],
  );
  const nodes: RehearsalResult['nodes'] = {};
  for (const { id } of graph.nodes) {
    const left = Object.entries(counters).filter(([key, n]) => key.startsWith(`${id}|left:`) && n > 0);
    nodes[id] = {
      entered: counters[`${id}|entered`] ?? 0,
      waiting: counters[`${id}|waiting`] ?? 0,
      left: Object.fromEntries(left.map(([key, n]) => [key.slice(`${id}|left:`.length), n])),
    };
  }
  const empty = Object.fromEntries([...model.stages.map(({ id }) => id), UNCLASSIFIED].map((id) => [id, 0]));
  return { transitions, stages: { ...empty, ...stages }, sends, nodes };
}
