import type { MatrixReply } from '@sojourn/api';
import { UNCLASSIFIED, type StageModel } from '@sojourn/lifecycle';

/** The moves of a period as a table: a row for every stage left, a column for every stage reached. */
export interface Matrix {
  stages: string[];
  /** `cells[from][to]`; 0 where nobody moved. */
  cells: number[][];
  /** How many left each stage, and how many came to it. */
  left: number[];
  reached: number[];
  total: number;
  /** The largest cell, by which the heat is measured. */
  most: number;
}

/** Rows and columns stand in the model's order, unclassified and stages of older models last. */
export function matrixOf(moves: MatrixReply['moves'], model: StageModel): Matrix {
  const known = [...model.stages.map(({ id }) => id), UNCLASSIFIED];
  const older = moves.flatMap(({ from, to }) => [from, to]).filter((id) => !known.includes(id));
  const stages = [...known, ...new Set(older)];
  const cells = stages.map(() => stages.map(() => 0));
  for (const { from, to, n } of moves) cells[stages.indexOf(from)]![stages.indexOf(to)]! += n;
  const left = cells.map(sum);
  const reached = stages.map((_, column) => sum(cells.map((row) => row[column]!)));
  return { stages, cells, left, reached, total: sum(left), most: Math.max(0, ...cells.flat()) };
}

/** A share in whole percent, with one digit below ten; nothing of nothing is no share. */
export function percent(part: number, whole: number): string {
  if (whole === 0) return '–';
  const share = (part / whole) * 100;
  return `${share > 0 && share < 10 ? share.toFixed(1) : Math.round(share)}%`;
}

const sum = (numbers: readonly number[]): number => numbers.reduce((all, each) => all + each, 0);
