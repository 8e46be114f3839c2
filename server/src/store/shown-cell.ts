/** As much of a cell as a message needs. Control characters would spoil a terminal. */
export function shown(cell: string): string {
  // oxlint-disable-next-line eslint/no-control-regex
  const plain = cell.replaceAll(/[\0-\x1f\x7f]/g, '·');
  return plain.length > 40 ? `${plain.slice(0, 40)}…` : plain;
}

/** The same in quotes: an erasure looks for cells in the messages of imports by it. */
export const quoted = (cell: string): string => `"${shown(cell)}"`;
