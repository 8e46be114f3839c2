import { inChinese, issueWords } from '@sojourn/rules';
import { JOURNEY_LIMITS, journeySchema, TOO_MANY_EDGES, TOO_MANY_NODES, type Journey } from './journey.js';
import { jsonFault } from './json-fault.js';
import type { NodeRegistry, NodeType } from './node-type.js';
import { fault, type Place, type Problem } from './problem.js';

/** Deeper than any settings: a condition of the deepest kind inside a node has some forty levels. */
const DEEPEST = 64;

export type JourneyRead = { journey: Journey; problems?: undefined } | { journey?: undefined; problems: Problem[] };

/**
 * Reads a journey from JSON text or from a parsed document. Hostile input is safe: size, depth, numbers of nodes and
 * edges and what a database cannot store are refused before anything is computed from it, without recursion. Settings
 * of older revisions of a node type are upgraded, and every node of a known type comes out with today's revision.
 * Whether the journey makes sense is then the business of `checkJourney`.
 */
export function readJourney(input: unknown, registry: NodeRegistry): JourneyRead {
  let document = input;
  if (typeof input === 'string') {
    if (utf8Length(input) > JOURNEY_LIMITS.bytes) return { problems: [tooLarge()] };
    try {
      document = JSON.parse(input);
    } catch {
      return { problems: [notJson(input)] };
    }
  }
  const refused = refusal(document);
  if (refused) return { problems: [refused] };

  const parsed = journeySchema.safeParse(document);
  if (!parsed.success) return { problems: schemaProblems(parsed.error, document) };
  const problems: Problem[] = [];
  const nodes = parsed.data.nodes.map((node) => upgraded(node, registry, problems));
  return problems.length > 0 ? { problems } : { journey: { ...parsed.data, nodes } };
}

function upgraded(
  node: Journey['nodes'][number],
  registry: NodeRegistry,
  problems: Problem[],
): Journey['nodes'][number] {
  const type = registry.get(node.type);
  if (!type) return node;
  const from = node.revision ?? writtenFor(type, node.settings);
  if (from > type.revision) {
    problems.push(
      fault(
        'newer_revision',
        { node: node.id },
        `This node was made by a newer version of Sojourn (revision ${from}; this one knows ${type.revision}). Update Sojourn first.`,
        `该节点由更新版本的 Sojourn 创建（修订 ${from}，当前支持 ${type.revision}），请先升级。`,
      ),
    );
    return node;
  }
  const { upgrade } = type;
  const mended = from < type.revision && upgrade ? attempt(() => upgrade(node.settings, from)) : undefined;
  // An upgrade may trip over settings that were never valid; the check of the settings then says what is wrong.
  return { ...node, revision: type.revision, settings: mended ?? node.settings };
}

/** A node that names no revision is of today's, unless only an older one explains its settings. */
function writtenFor(type: NodeType, settings: Record<string, unknown>): number {
  if (type.upgrade && !type.settings.safeParse(settings).success) {
    for (let from = type.revision - 1; from > 0; from--)
      if (type.settings.safeParse(attempt(() => type.upgrade!(settings, from))).success) return from;
  }
  return type.revision;
}

function attempt<T>(make: () => T): T | undefined {
  try {
    return make();
  } catch {
    return undefined;
  }
}

function schemaProblems(error: Parameters<typeof issueWords>[0], document: unknown): Problem[] {
  return issueWords(error, document).map(({ path, message }) => ({
    severity: 'error',
    code: 'invalid',
    ...placeOf(path, document),
    message,
  }));
}

/** A path into the document, told by the node's id where it leads into a node that has one. */
function placeOf(path: PropertyKey[], document: unknown): Place {
  const [list, index, ...inside] = path;
  const field = (keys: PropertyKey[]) => keys.map(String).join('.');
  if (typeof index === 'number' && list === 'nodes') {
    const id = (document as { nodes: ({ id?: unknown } | null)[] }).nodes[index]?.id;
    if (typeof id === 'string') return { node: id.slice(0, 64), field: field(inside) };
  }
  return { ...(typeof index === 'number' && list === 'edges' ? { edge: index } : {}), field: field(path) };
}

/** The limits, in the order of what is cheapest to see. */
function refusal(document: unknown): Problem | undefined {
  const { nodes, edges } = (document ?? {}) as { nodes?: unknown; edges?: unknown };
  if (Array.isArray(nodes) && nodes.length > JOURNEY_LIMITS.nodes) {
    return fault('too_many_nodes', { field: 'nodes' }, TOO_MANY_NODES, inChinese(TOO_MANY_NODES)!);
  }
  if (Array.isArray(edges) && edges.length > JOURNEY_LIMITS.edges) {
    return fault('too_many_edges', { field: 'edges' }, TOO_MANY_EDGES, inChinese(TOO_MANY_EDGES)!);
  }
  return measure(document);
}

/** Walks the document level by level, adding up what it would take as JSON and looking at every text. */
function measure(document: unknown): Problem | undefined {
  let level: unknown[] = [document];
  let bytes = 0;
  for (let depth = 0; level.length > 0; depth++) {
    if (depth > DEEPEST) {
      return fault('too_deep', {}, `This is nested more than ${DEEPEST} levels deep.`, `内容嵌套超过 ${DEEPEST} 层。`);
    }
    const below: unknown[] = [];
    for (const value of level) {
      if (typeof value === 'string') {
        bytes += utf8Length(value) + 2;
        if (!isStorable(value)) return notStorable(value);
      } else if (value !== null && typeof value === 'object') {
        for (const [key, item] of Object.entries(value)) {
          bytes += 2 + (Array.isArray(value) ? 0 : utf8Length(key) + 3);
          if (key === '__proto__' || !isStorable(key)) return notStorable(key);
          below.push(item);
        }
      } else bytes += 4;
      if (bytes > JOURNEY_LIMITS.bytes) return tooLarge();
    }
    level = below;
  }
  return undefined;
}

/** Postgres stores neither NUL nor half a surrogate pair. */
const isStorable = (text: string): boolean => !/\0|\p{Surrogate}/u.test(text);

const notStorable = (text: string): Problem =>
  fault(
    'not_storable',
    {},
    `The text ${JSON.stringify(text.slice(0, 40))} holds characters that cannot be stored. Remove them.`,
    `文本 ${JSON.stringify(text.slice(0, 40))} 含有无法保存的字符，请删除。`,
  );

const tooLarge = (): Problem =>
  fault(
    'too_large',
    {},
    `A journey may be ${JOURNEY_LIMITS.bytes / 1e6} MB large. Split it in two.`,
    `一个旅程最大 ${JOURNEY_LIMITS.bytes / 1e6} MB，请拆分为两个旅程。`,
  );

function notJson(text: string): Problem {
  const { line, column } = jsonFault(text);
  const zh = `不是有效的 JSON：问题出现在第 ${line} 行第 ${column} 列。`;
  return fault('not_json', {}, `This is not JSON: it goes wrong in line ${line}, column ${column}.`, zh);
}

/** Bytes of a text as UTF-8. */
function utf8Length(text: string): number {
  let bytes = text.length;
  for (let index = 0; index < text.length; index++) {
    const unit = text.charCodeAt(index);
    // A surrogate pair is two units and four bytes; each half counts two.
    if (unit > 0x7f) bytes += unit > 0x7ff && (unit < 0xd800 || unit > 0xdfff) ? 2 : 1;
  }
  return bytes;
}
