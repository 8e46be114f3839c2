import { z } from 'zod';
import type { Journey } from './journey.js';
import type { NodeRegistry } from './node-type.js';
import { fault, type Problem } from './problem.js';

/**
 * What becomes of those who are at a node of an older version when a new one is published (VERSION-2): they finish on
 * their version, move to a node of the new one (the same where `to` is absent), or leave the journey. A wait keeps its
 * due time, or is worked out anew from when it was reached (VERSION-3).
 */
export type Choice = { do: 'finish' } | { do: 'move'; to?: string; wait?: 'keep' | 'recompute' } | { do: 'exit' };

/** What an operator asks for: a choice by node, and whether whoever is at any other node moves, too. */
export interface MigrationRequest {
  /** All others move to the node of the same id; where there is none any more, a choice is needed. */
  everybody?: boolean;
  nodes?: Record<string, Choice>;
}

/** How many are at a node of a version. */
export interface AtNode {
  version: number;
  node: string;
  count: number;
}

/** What happens to whoever is at a node. Who finishes on the old version has none. */
export type Fate = { do: 'move'; node: string; wait: 'keep' | 'recompute' } | { do: 'exit' };

export type MigrationPlan =
  | { fates: Map<string, Fate>; problems?: undefined }
  /** `unmapped`: where people are for whom a choice is missing (F24). */
  | { fates?: undefined; problems: Problem[]; unmapped: AtNode[] };

const nodeId = z.string().min(1).max(64);
export const migrationSchema: z.ZodType<MigrationRequest> = z.strictObject({
  everybody: z.boolean().optional(),
  nodes: z
    .record(
      nodeId,
      z.discriminatedUnion('do', [
        z.strictObject({ do: z.literal('finish') }),
        z.strictObject({
          do: z.literal('move'),
          to: nodeId.optional(),
          wait: z.enum(['keep', 'recompute']).optional(),
        }),
        z.strictObject({ do: z.literal('exit') }),
      ]),
    )
    .optional(),
});

/**
 * The fate of each node of the older versions under a request, or what is wrong with it. Nothing is guessed: a choice
 * that leads nowhere is a problem, and so is a node that is gone while people wait at it and everybody is to move.
 */
export function planMigration(
  next: Journey,
  older: readonly Journey[],
  inside: readonly AtNode[],
  request: MigrationRequest,
  registry: NodeRegistry,
): MigrationPlan {
  const places = new Set(next.nodes.filter(({ type }) => !registry.get(type)?.trigger).map(({ id }) => id));
  const known = new Set([
    ...older.flatMap(({ nodes }) => nodes.map(({ id }) => id)),
    ...inside.map(({ node }) => node),
  ]);
  const choices = new Map(Object.entries(request.nodes ?? {}));
  const fates = new Map<string, Fate>();
  const problems: Problem[] = [];
  const unmapped: AtNode[] = [];
  for (const [node, choice] of choices) {
    if (!known.has(node)) problems.push(unknownNode(node));
    else if (choice.do === 'exit') fates.set(node, { do: 'exit' });
    else if (choice.do === 'move') {
      const to = choice.to ?? node;
      if (places.has(to)) fates.set(node, { do: 'move', node: to, wait: choice.wait ?? 'keep' });
      else problems.push(noPlace(node, to));
    }
  }
  if (request.everybody) {
    for (const node of known) {
      if (choices.has(node)) continue;
      if (places.has(node)) fates.set(node, { do: 'move', node, wait: 'keep' });
      else unmapped.push(...inside.filter((at) => at.node === node && at.count > 0));
    }
  }
  problems.push(...unmapped.map(({ node, count }) => needsChoice(node, count)));
  return problems.length > 0 ? { problems, unmapped } : { fates };
}

const unknownNode = (node: string): Problem =>
  fault(
    'no_such_node',
    { node },
    `No version that people are in has a node "${node}". Take it out of the plan.`,
    `用户所在的各版本都没有节点“${node}”，请从迁移方案中移除。`,
  );

const noPlace = (node: string, to: string): Problem =>
  fault(
    'no_such_node',
    { node },
    `People cannot move to "${to}": the new version has no such node, or it is a trigger. Choose another.`,
    `无法迁移到“${to}”：新版本没有该节点，或它是触发条件。请另选一个节点。`,
  );

const needsChoice = (node: string, count: number): Problem =>
  fault(
    'needs_choice',
    { node },
    `The new version has no node "${node}", and ${count === 1 ? 'one person is' : `${count} people are`} there. Choose where they go.`,
    `新版本没有节点“${node}”，当前有 ${count} 人停留在此。请选择他们的去向。`,
  );
