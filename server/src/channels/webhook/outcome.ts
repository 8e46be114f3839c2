import type { Value } from '@sojourn/rules';
import type { Handover } from '../channel.js';
import { storable } from '../storable.js';
import type { Answer } from './post.js';

export type Outcome = Omit<Handover, 'deliveryId'>;

const MAX_KEPT = 4 * 1024;
const HOUR = 3_600_000;

/** What an answer means: 2xx is sent; too busy, too early and server errors are tried again; all others are final. */
export function judged({ status, headers, body }: Answer, now: number): Outcome {
  if (status >= 200 && status < 300) {
    const response = small(headers['content-type'], body);
    return { outcome: 'sent', ...(response === undefined ? {} : { response }) };
  }
  const reason = `http_${status}`;
  // A redirect is not followed: it would lead where nobody has looked.
  if (status < 500 && status !== 408 && status !== 425 && status !== 429) return { outcome: 'failed', reason };
  const retryAfter = waitAsked(headers['retry-after'], now);
  return { outcome: 'retry', reason, ...(retryAfter === undefined ? {} : { retryAfter }) };
}

/** The answer, where it is a small JSON: nodes may look at it later. */
function small(type: string | undefined, body: Buffer | undefined): Value | undefined {
  if (!body || body.length > MAX_KEPT || !/^application\/([\w.-]+\+)?json\b/i.test(type ?? '')) return undefined;
  try {
    return storable(JSON.parse(body.toString('utf8')) as Value);
  } catch {
    return undefined;
  }
}

/** `Retry-After` in ms: seconds, or a date; at most an hour (F19). */
function waitAsked(header: string | undefined, now: number): number | undefined {
  if (header === undefined) return undefined;
  const ms = /^\s*\d+\s*$/.test(header) ? Number(header) * 1_000 : Date.parse(header) - now;
  return Number.isFinite(ms) ? Math.min(Math.max(ms, 0), HOUR) : undefined;
}

/** What a call without an answer means. */
export function faulted(error: unknown): Outcome {
  const code = (error as NodeJS.ErrnoException).code ?? '';
  if (code === 'blocked_address') return { outcome: 'failed', reason: code };
  if (code === 'timeout') return { outcome: 'retry', reason: code };
  for (const [pattern, reason] of FAULTS) if (pattern.test(code)) return { outcome: 'retry', reason, detail: code };
  return { outcome: 'retry', reason: 'connection_failed', ...(code ? { detail: code } : {}) };
}

const FAULTS: [RegExp, string][] = [
  [/^ECONNREFUSED$/, 'connection_refused'],
  [/^(ECONNRESET|EPIPE)$/, 'connection_lost'],
  [/^(ENOTFOUND|EAI_)/, 'dns_failed'],
  [/^(ETIMEDOUT|EHOSTUNREACH|ENETUNREACH)$/, 'unreachable'],
  [/CERT|TLS|SSL|SELF_SIGNED|UNABLE_TO/, 'tls_failed'],
  [/^HPE_/, 'bad_answer'],
];
