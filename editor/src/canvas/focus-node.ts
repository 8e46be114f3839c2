/** Moves the keyboard's focus to a node's card, once it is drawn. */
export function focusNode(id: string): void {
  requestAnimationFrame(() => {
    document.querySelector<HTMLElement>(`.react-flow__node[data-id="${id}"]`)?.focus({ preventScroll: true });
  });
}
