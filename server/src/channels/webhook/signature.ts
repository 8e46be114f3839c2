import { createHmac, timingSafeEqual } from 'node:crypto';

/** How old a signature a receiver should still accept. */
const FRESH_SECONDS = 300;

/**
 * The value of `Sojourn-Signature`: `t=<unix seconds>,v1=<hex>`, where the hex is HMAC-SHA-256 under the workspace's
 * secret of the seconds, a dot, and the body as sent.
 */
export function signature(secret: string, seconds: number, body: string): string {
  return `t=${seconds},v1=${digest(secret, seconds, body).toString('hex')}`;
}

/** What a receiver does: whether the header was made for this body, with this secret, within five minutes of `seconds`. */
export function isSignedBy(secret: string, header: unknown, body: string, seconds: number): boolean {
  const [, t, hex] = (typeof header === 'string' && /^t=(\d{1,12}),v1=([\da-f]{64})$/.exec(header)) || [];
  if (t === undefined || hex === undefined || secret === '' || Math.abs(seconds - Number(t)) > FRESH_SECONDS)
    return false;
  return timingSafeEqual(Buffer.from(hex, 'hex'), digest(secret, Number(t), body));
}

function digest(secret: string, seconds: number, body: string): Buffer {
  return createHmac('sha256', secret).update(`${seconds}.${body}`).digest();
}
