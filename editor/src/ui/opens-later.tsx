import { cloneElement, Suspense, useState, type ReactElement, type ReactNode } from 'react';

type Button = ReactElement<{ onClick?: () => void; ref?: (element: HTMLElement | null) => void }>;

/** What is opened by a button: a menu that stands open from the start and takes the button as its target. */
export interface OpenedProps {
  target: Button;
}

/**
 * A button that loads what it opens when it is first pressed: menus need much code that the first look at a page does
 * not.
 */
export function OpensLater({ button, open }: { button: Button; open: (target: Button) => ReactNode }) {
  const [wanted, want] = useState(false);
  const waiting = cloneElement(button, { 'aria-haspopup': 'menu', onClick: () => want(true) } as object);
  if (!wanted) return waiting;
  return <Suspense fallback={waiting}>{open(cloneElement(button, { ref: focusAgain }))}</Suspense>;
}

/** The button is drawn anew inside its menu: it keeps the focus, so that closing the menu leads back to it. */
function focusAgain(element: HTMLElement | null): void {
  if (document.activeElement === document.body) element?.focus();
}
