/**
 * A mail as a document for a frame without script, network or origin. The policy stands first in its head, where
 * nothing in the mail can weaken it; what would lead the frame elsewhere is taken out, and links open nothing.
 */
export function mailDocument(html: string): string {
  const mail = new DOMParser().parseFromString(html, 'text/html');
  for (const leading of mail.querySelectorAll('base, meta[http-equiv], script, link')) leading.remove();
  for (const targeted of mail.querySelectorAll('[target]')) targeted.removeAttribute('target');
  const { body } = mail;
  return [
    '<!doctype html><html><head><meta charset="utf-8">',
    `<meta http-equiv="Content-Security-Policy" content="${POLICY}">`,
    '<base target="_blank">',
    ...[...mail.querySelectorAll('style')].map(({ outerHTML }) => outerHTML),
    `</head>${body.outerHTML}</html>`,
  ].join('');
}

const POLICY = "default-src 'none'; style-src 'unsafe-inline'; img-src data:";
