import type { onRequestHookHandler } from 'fastify';

const POLICY = [
  "default-src 'self'",
  "script-src 'self'",
  // Mantine sets its colours and sizes by style attributes and one style element.
  "style-src 'self' 'unsafe-inline'",
  "img-src 'self' data:",
  "font-src 'self' data:",
  "connect-src 'self'",
  "frame-src 'self'",
  "object-src 'none'",
  "base-uri 'none'",
  "form-action 'self'",
  "frame-ancestors 'none'",
].join('; ');

/** Sets what browsers must know of every answer. https alone may promise to stay https. */
export function securityHeaders(https: boolean): onRequestHookHandler {
  return (request, reply, done) => {
    const headers: Record<string, string> = {
      'content-security-policy': POLICY,
      'x-content-type-options': 'nosniff',
      'x-frame-options': 'DENY',
      'referrer-policy': 'no-referrer',
      'cross-origin-opener-policy': 'same-origin',
    };
    if (https) headers['strict-transport-security'] = 'max-age=31536000';
    // Answers of the API hold people's data.
    if (request.url.startsWith('/api/')) headers['cache-control'] = 'no-store';
    void reply.headers(headers);
    done();
  };
}
