import { setMaxListeners } from 'node:events';
import http from 'node:http';
import https from 'node:https';
import type { Renderer } from '../../rendering/renderer.js';
import type { AddressGuard } from '../../outbound/address-guard.js';
import { Bounded } from '../bounded.js';
import { Channel, type Handover, type Outgoing, type Recipient } from '../channel.js';
import { storable } from '../storable.js';
import { templateVariables } from '../../rendering/variables.js';
import { faulted, judged, type Outcome } from './outcome.js';
import { webhookPayload } from './payload.js';
import { type Answer, post } from './post.js';
import { signature } from './signature.js';

export interface WebhookOptions {
  guard: AddressGuard;
  renderer: Renderer;
  /** How many calls this process has open at once; one receiver gets at most half of them. Default 64. */
  concurrency?: number;
  /** How long a call may take in all, in ms. Default 10,000. */
  timeoutMs?: number;
  /** The clock that signatures are dated by, in ms: receivers compare it with theirs. Default: this machine's. */
  now?: () => number;
}

const MAX_BODY = 256 * 1024;
const MAX_ANSWER = 1024 * 1024;

/** Posts JSON to another system: signed, under a stable idempotency key, never into private networks (S4). */
export class WebhookChannel extends Channel {
  readonly name = 'webhook';
  /** The receiver knows a repeated call by its key. */
  readonly afterUnknown = 'retry';
  readonly consentNeeded = false;

  private readonly agents = {
    'http:': new http.Agent({ keepAlive: true, timeout: 15_000 }),
    'https:': new https.Agent({ keepAlive: true, timeout: 15_000 }),
  };
  private readonly calls: Bounded;
  private readonly timeoutMs: number;
  private readonly now: () => number;

  constructor(private readonly options: WebhookOptions) {
    super();
    const concurrency = options.concurrency ?? 64;
    this.calls = new Bounded(concurrency, Math.max(1, Math.ceil(concurrency / 2)));
    this.timeoutMs = options.timeoutMs ?? 10_000;
    this.now = options.now ?? Date.now;
  }

  /** A webhook reaches a system, not the profile, so every profile can be told about. */
  address(profile: Recipient): string {
    return profile.id;
  }

  async send(batch: readonly Outgoing[], signal: AbortSignal): Promise<Handover[]> {
    // One listener for each call under way.
    setMaxListeners(0, signal);
    const bodies = await this.bodies(batch);
    return Promise.all(
      batch.map(async (message, index) => ({
        deliveryId: message.deliveryId,
        ...(await this.call(message, bodies[index]!, signal)),
      })),
    );
  }

  override close(): Promise<void> {
    for (const agent of Object.values(this.agents)) agent.destroy();
    return Promise.resolve();
  }

  /** What to post, or why there is nothing: the operator's own bodies are rendered together. */
  private async bodies(batch: readonly Outgoing[]): Promise<(string | Outcome)[]> {
    const own = batch.filter((message) => ownBody(message));
    const rendered = await this.options.renderer.render(
      own.map((message) => ({ as: 'json', text: ownBody(message)!, variables: templateVariables(message) })),
    );
    const byMessage = new Map(own.map((message, index) => [message, rendered[index]!]));
    return batch.map((message) => {
      const result = byMessage.get(message);
      if (!result) return JSON.stringify(webhookPayload(message));
      if ('reason' in result) return { outcome: MAY_PASS.has(result.reason) ? 'retry' : 'failed', ...result };
      return isJson(result.text)
        ? result.text
        : { outcome: 'failed', reason: 'render_failed', detail: 'the body is not JSON' };
    });
  }

  private async call(message: Outgoing, body: string | Outcome, signal: AbortSignal): Promise<Outcome> {
    if (message.workspace.sample) return { outcome: 'failed', reason: 'sample_workspace' };
    if (typeof body !== 'string') return body;
    // A signature that anybody could make is worse than none.
    if (!message.workspace.secret) return { outcome: 'failed', reason: 'no_secret' };
    if (body.length > MAX_BODY) return { outcome: 'failed', reason: 'too_large' };
    const text = String(message.content.url);
    const problem = this.options.guard.checkUrl(text);
    if (problem) return { outcome: 'failed', reason: problem.reason };
    const url = new URL(text);
    return this.calls.run(url.host, async () => {
      if (signal.aborted) return { outcome: 'retry', reason: 'aborted' };
      try {
        return judged(await this.post(message, url, body, signal), this.now());
      } catch (error) {
        return signal.aborted ? { outcome: 'retry', reason: 'aborted' } : faulted(error);
      }
    });
  }

  private post(message: Outgoing, url: URL, body: string, signal: AbortSignal): Promise<Answer> {
    return post(url, body, {
      agent: this.agents[url.protocol as 'http:' | 'https:'],
      lookup: this.options.guard.lookupFor(url),
      headers: {
        'Content-Type': 'application/json; charset=utf-8',
        Accept: 'application/json',
        'User-Agent': 'Sojourn-Webhook/1',
        'Idempotency-Key': headerSafe(message.key),
        'Sojourn-Delivery': headerSafe(message.deliveryId),
        'Sojourn-Attempt': String(message.attempt),
        'Sojourn-Signature': signature(message.workspace.secret, Math.floor(this.now() / 1_000), body),
      },
      timeoutMs: this.timeoutMs,
      maxBytes: MAX_ANSWER,
      signal,
    });
  }
}

/** Reasons of the renderer that speak of here and now, not of the template. */
const MAY_PASS: ReadonlySet<string> = new Set([
  'render_limit',
  'render_timeout',
  'render_memory',
  'renderer_unavailable',
]);

function ownBody({ content }: Outgoing): string | undefined {
  return typeof content.body === 'string' && content.body.trim() !== '' ? content.body : undefined;
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

/** Header values are visible ASCII; anything else would be refused by our own client, or split the header. */
function headerSafe(value: string): string {
  return /^[\x21-\x7e]+$/.test(value) ? value : encodeURIComponent(storable(value));
}
