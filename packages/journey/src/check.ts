import { issueWords } from '@sojourn/rules';
import { circles, reachable } from './graph.js';
import type { Edge, Journey, JourneyNode } from './journey.js';
import type { KnownReferences, NodeRegistry, NodeType, Port, Surroundings } from './node-type.js';
import { fault, warning, type Problem } from './problem.js';
import { referenceProblems } from './references.js';
import { settingsProblems } from './check-settings.js';

/** A node as far as it could be made sense of. Without `ports` its settings are at fault, and its edges are not judged. */
interface Understood {
  node: JourneyNode;
  type?: NodeType;
  ports?: Port[];
}

/**
 * Everything that is wrong with a journey that `readJourney` let in (VERSION-4); errors keep it from being published,
 * warnings do not. `known` are the references of the workspace; a list that is absent is not checked.
 */
export function checkJourney(
  journey: Journey,
  registry: NodeRegistry,
  known: KnownReferences,
  around: Surroundings,
): Problem[] {
  const problems = settingsProblems(journey.settings ?? {}, known, around);

  const models = [around.model, ...(around.layers ?? [])];
  const references = { stages: around.model.stages.map(({ id }) => id), models, ...known };
  const nodes = new Map<string, Understood>();
  for (const node of journey.nodes) {
    if (nodes.has(node.id)) {
      problems.push(
        fault(
          'duplicate_node',
          { node: node.id },
          `Two nodes are called "${node.id}".`,
          `有两个节点的编号都是“${node.id}”。`,
        ),
      );
    } else nodes.set(node.id, understand(node, registry, references, around, problems));
  }
  const edges = checkEdges(journey.edges, nodes, problems);
  checkPorts(nodes, edges, problems);
  checkReach(nodes, edges, problems);
  return problems;
}

function understand(
  node: JourneyNode,
  registry: NodeRegistry,
  known: KnownReferences,
  around: Surroundings,
  problems: Problem[],
): Understood {
  const type = registry.get(node.type);
  if (!type) {
    problems.push(
      fault(
        'unknown_type',
        { node: node.id },
        `There is no node type "${node.type}".`,
        `没有“${node.type}”这种节点类型。`,
      ),
    );
    return { node };
  }
  const parsed = type.settings.safeParse(node.settings);
  if (!parsed.success) {
    for (const { path, message } of issueWords(parsed.error, node.settings)) {
      const field = path.map(String).join('.');
      problems.push(
        field === 'topic' && type.group === 'message'
          ? fault(
              'no_topic',
              { node: node.id, field },
              'Choose the consent topic of this message.',
              '请选择该消息的授权主题。',
            )
          : { severity: 'error', code: 'invalid_settings', node: node.id, field, message },
      );
    }
    return { node, type };
  }
  for (const { field, message } of type.check?.(parsed.data, known) ?? []) {
    const place = field === undefined ? {} : { field };
    problems.push({ severity: 'error', code: 'invalid_settings', node: node.id, ...place, message });
  }
  problems.push(...referenceProblems(node.id, type, parsed.data, known, around));
  return { node, type, ports: type.ports(parsed.data, around) };
}

/** Judges each edge by itself and returns those that lead from somewhere to somewhere. */
function checkEdges(edges: Edge[], nodes: Map<string, Understood>, problems: Problem[]): Edge[] {
  const taken = new Set<string>();
  return edges.filter(({ from, port, to }, index) => {
    const [source, target] = [nodes.get(from), nodes.get(to)];
    if (!source) {
      const [en, zh] = [`A connection starts at "${from}", which does not exist.`, `有一条连线的起点“${from}”不存在。`];
      problems.push(fault('edge_from_nowhere', { edge: index, ...(target ? { node: to } : {}) }, en, zh));
      return false;
    }
    const place = { node: from, edge: index };
    if (!target) {
      const [en, zh] = [`A connection leads to "${to}", which does not exist.`, `有一条连线指向的“${to}”不存在。`];
      problems.push(fault('edge_to_nowhere', place, en, zh));
      return false;
    }
    if (target.type?.trigger) {
      const [en, zh] = [
        `A connection leads into the trigger "${to}". Nothing can lead into a trigger.`,
        `有一条连线指向触发条件“${to}”，触发条件前面不能有节点。`,
      ];
      problems.push(fault('edge_into_trigger', place, en, zh));
    }
    if (source.ports && !source.ports.some(({ id }) => id === port)) {
      const [en, zh] = [`This node has no way out called "${port}".`, `该节点没有名为“${port}”的分支。`];
      problems.push(fault('unknown_port', place, en, zh));
    }
    if (taken.has(`${from}:${port}`)) {
      const [en, zh] = [`Two connections leave by "${port}". Keep one.`, `分支“${port}”连了两条线，请保留一条。`];
      problems.push(fault('port_taken', place, en, zh));
    }
    taken.add(`${from}:${port}`);
    return true;
  });
}

function checkPorts(nodes: Map<string, Understood>, edges: Edge[], problems: Problem[]): void {
  const connected = new Set(edges.map(({ from, port }) => `${from}:${port}`));
  for (const { node, ports } of nodes.values()) {
    const open = (ports ?? []).filter(({ id }) => !connected.has(`${node.id}:${id}`));
    for (const { id, label, required } of open) {
      if (!required) continue;
      const [en, zh] = [`Connect "${label.en}" to what comes next.`, `请为分支“${label.zh}”连接下一步。`];
      problems.push(fault('port_open', { node: node.id, field: id }, en, zh));
    }
    if (open.length > 0 && open.length === ports!.length && !open.some(({ required }) => required)) {
      const [en, zh] = [
        'Nothing follows this node: everyone ends here.',
        '该节点之后没有任何步骤，所有人都会在此结束。',
      ];
      problems.push(warning('dead_end', { node: node.id }, en, zh));
    }
  }
}

function checkReach(nodes: Map<string, Understood>, edges: Edge[], problems: Problem[]): void {
  const all = [...nodes.values()];
  const starts = all.filter(({ type }) => type?.trigger).map(({ node }) => node.id);
  if (starts.length === 0) {
    problems.push(
      fault(
        'no_trigger',
        {},
        'Nobody can enter: the journey has no trigger. Add one.',
        '旅程没有触发条件，用户无法进入，请添加一个。',
      ),
    );
  } else {
    const reached = reachable(starts, edges);
    for (const { node } of all) {
      if (reached.has(node.id)) continue;
      const [en, zh] = [
        'No way leads here from a trigger. Connect or remove it.',
        '没有任何触发条件能到达此节点，请连接或删除。',
      ];
      problems.push(fault('unreachable', { node: node.id }, en, zh));
    }
  }
  // A loop may go without a wait where one of its nodes says how often it may be visited (STATE-3).
  const busy = all.filter(({ node, type }) => !type?.rests && node.visits === undefined).map(({ node }) => node.id);
  for (const circle of circles(busy, edges)) {
    const way = [...circle, circle[0]].join(' → ');
    problems.push(
      fault(
        'cycle',
        { node: circle[0]! },
        `This runs in a circle without a wait: ${way}. Put a wait into it, or say how often one of its nodes may be visited.`,
        `此处形成没有等待的循环：${way}，请在其中加入等待，或为其中一个节点设置访问次数上限。`,
      ),
    );
  }
}
