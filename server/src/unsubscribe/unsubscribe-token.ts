import { createHmac, timingSafeEqual } from 'node:crypto';
import type { Unsubscription } from './consent-commands.js';

/** Longer is none of ours; nothing is computed for it. */
const MAX_LENGTH = 600;

/**
 * The links at the foot of mails. A link says what it withdraws and is signed, so it needs no table, works as long as
 * the mail is kept, and cannot be guessed, edited, or used for another workspace (S24).
 */
export class UnsubscribeTokens {
  /** @param key 32 bytes that sign nothing else */
  constructor(private readonly key: Buffer) {}

  /** Letters, digits, `-`, `_` and one dot. */
  issue({ workspaceId, profileId, channel, topic }: Unsubscription): string {
    const content = Buffer.from(JSON.stringify([workspaceId, profileId, channel, topic])).toString('base64url');
    return `${content}.${this.sign(content).toString('base64url')}`;
  }

  /** What a token says; undefined where it is not one of ours. */
  read(token: string): Unsubscription | undefined {
    if (token.length > MAX_LENGTH) return undefined;
    const [content = '', signature = '', ...more] = token.split('.');
    const given = Buffer.from(signature, 'base64url');
    const right = this.sign(content);
    if (more.length > 0 || given.length !== right.length || !timingSafeEqual(given, right)) return undefined;
    // Signed, so it is what `issue` made.
    const [workspaceId, profileId, channel, topic] = JSON.parse(Buffer.from(content, 'base64url').toString()) as [
      number,
      string,
      string,
      string,
    ];
    return { workspaceId, profileId, channel, topic };
  }

  private sign(content: string): Buffer {
    return createHmac('sha256', this.key).update(content).digest();
  }
}

/** Where the link of a mail leads. `publicUrl` is the server's address without a path. */
export function unsubscribeUrl(publicUrl: string, token: string): string {
  return `${publicUrl.replace(/\/+$/, '')}/u/${token}`;
}
