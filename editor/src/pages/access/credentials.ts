/** Whether a text can be an e-mail address. The server looks closer. */
export function looksLikeEmail(text: string): boolean {
  return /^[^\s@]+@[^\s@]+\.[^\s@]+$/.test(text.trim());
}

/** The shortest password the server takes. */
export const SHORTEST_PASSWORD = 12;

/**
 * Where to go after signing in: a place of our own, as the address asks. Anything that could lead to another site,
 * or back to signing in, becomes the first page.
 */
export function safeNext(next: string | undefined): string {
  const first = '/journeys';
  if (!next || !/^\/(?![/\\])/.test(next)) return first;
  const url = new URL(next, location.origin);
  if (url.origin !== location.origin || url.pathname === '/sign-in' || url.pathname === '/setup') return first;
  return `${url.pathname}${url.search}${url.hash}`;
}
