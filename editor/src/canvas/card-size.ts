/** The size of a card on the canvas. It is known without measuring: layout, minimap and drawing agree on it. */
export const CARD = { width: 240, height: 84, foot: 26, portWidth: 80 } as const;

/** Cards with many ports grow wide enough for the names of all of them. Half a width is on the grid, as are middles. */
export function cardSize(ports: number, withCounts: boolean): { width: number; height: number } {
  return {
    width: Math.max(CARD.width, ports * CARD.portWidth),
    height: CARD.height + (withCounts ? CARD.foot : 0),
  };
}
