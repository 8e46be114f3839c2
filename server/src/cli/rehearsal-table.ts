import type { Journey, RehearsalResult } from '@sojourn/journey';
import type { StageModel } from '@sojourn/lifecycle';
import { nodes, stageName } from '@sojourn/nodes';
import { writeInstant, type Instant, type Language } from '@sojourn/rules';

/** The result of a rehearsal for people: stages, moves, and how many came and went at each node. */
export function rehearsalTable(
  result: RehearsalResult,
  { journey, model, from, to }: { journey: Journey; model: StageModel; from: Instant; to: Instant },
  language: Language,
): string {
  const zh = language === 'zh';
  const number = (count: number) => count.toLocaleString('en');
  const stage = (id: string) => stageName(id, model)[language];
  const head = [
    `${journey.name}: ${writeInstant(from)} – ${writeInstant(to)}`,
    zh
      ? `用户 ${number(result.profiles)}，事件 ${number(result.events)}`
      : `${number(result.profiles)} profiles, ${number(result.events)} events`,
  ];
  const moves = Object.entries(result.transitions).map(([move, count]) => {
    const [left, reached] = move.split('>');
    return [`${stage(left!)} → ${stage(reached!)}`, number(count)];
  });
  const stages = Object.entries(result.stages).map(([id, count]) => [stage(id), number(count)]);
  const steps = journey.nodes.map((node) => {
    const { entered, waiting, left } = result.nodes[node.id]!;
    const ports = Object.entries(left).map(
      ([port, count]) => `${portName(node, port, model, language)} ${number(count)}`,
    );
    const title = node.name ?? nodes.get(node.type)!.title[language];
    const sent = result.sends[node.id];
    return [node.id, title, number(entered), number(waiting), sent === undefined ? '' : number(sent), ports.join(', ')];
  });
  const titles = zh
    ? ['节点', '', '进入', '等待中', '发送', '离开']
    : ['node', '', 'entered', 'waiting', 'sent', 'left'];
  return [
    ...head,
    '',
    ...columns([[zh ? '流转' : 'moves', zh ? '次数' : 'count'], ...moves], [1]),
    '',
    ...columns([[zh ? '期末阶段' : 'stage at the end', zh ? '用户' : 'profiles'], ...stages], [1]),
    '',
    ...columns([titles, ...steps], [2, 3, 4]),
  ].join('\n');
}

function portName(node: Journey['nodes'][number], port: string, model: StageModel, language: Language): string {
  const type = nodes.get(node.type)!;
  const ports = type.ports(type.settings.parse(node.settings), { model });
  return ports.find(({ id }) => id === port)?.label[language] ?? port;
}

/** Pads the cells of each column to one width; numbers to the right. */
function columns(rows: string[][], numbers: number[]): string[] {
  const widths = rows[0]!.map((_, column) => Math.max(...rows.map((row) => width(row[column]!))));
  return rows.map((row) =>
    row
      .map((cell, column) => {
        const padding = ' '.repeat(widths[column]! - width(cell));
        return numbers.includes(column) ? padding + cell : cell + padding;
      })
      .join('  ')
      .trimEnd(),
  );
}

/** Columns of a terminal that a text takes: Chinese characters take two. */
const width = (text: string): number =>
  [...text].reduce(
    (sum, sign) =>
      sum +
      (/[\u1100-\u115f\u2e80-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe4f\uff00-\uff60\uffe0-\uffe6]/.test(sign)
        ? 2
        : 1),
    0,
  );
