import { createHmac } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { Secret } from '../secret.js';
import { AuditSealStore, type Link, type Seal } from '../store/audit-seal.store.js';

export interface Verdict {
  /** How many records the chain holds and were found as they were written. */
  sound: number;
  /** Records waiting for their seal, a second at most while a server runs. */
  waiting: number;
  /** Where the chain ends. Written down elsewhere, it shows later whether records were cut off its end. */
  head?: { number: number; hash: string };
  /** The first record that is not as it was written, or is missing, and what is wrong with it. */
  fault?: { record: string; number?: number; words: string };
}

/** Seals records one after another and checks that none was edited, removed or moved since. */
@Injectable()
export class AuditChain {
  private readonly key: Buffer;

  constructor(
    private readonly seals: AuditSealStore,
    secret: Secret,
  ) {
    this.key = secret.key('audit seal');
  }

  /** Seals what waits. The chain's key is the installation's: whoever only reaches the database cannot seal anew. */
  seal(): Promise<number> {
    return this.seals.sealSome(1_000, (last, record) => {
      const number = (last?.number ?? 0) + 1;
      return { number, hash: this.hash(last, number, record.id, record.digest) };
    });
  }

  /** Where the chain ends, to be written down elsewhere. */
  async head(): Promise<Verdict['head']> {
    const last = await this.seals.head();
    return last && { number: last.number, hash: last.hash.toString('hex') };
  }

  /** Reads the whole chain. `head` is one that was written down earlier. */
  async verify(head?: { number: number; hash: string }): Promise<Verdict> {
    let last: Seal | undefined;
    let sound = 0;
    for (;;) {
      const links = await this.seals.links(last?.number ?? 0, 2_000);
      if (links.length === 0) break;
      for (const link of links) {
        const words = this.faultOf(link, last) ?? headFault(link, head);
        if (words) return { sound, waiting: 0, fault: { record: link.recordId, number: link.number, words } };
        last = { number: link.number, hash: link.hash };
        sound += 1;
      }
    }
    const end = last && { head: { number: last.number, hash: last.hash.toString('hex') } };
    const waiting = await this.seals.waiting();
    const fault = await this.faultAtTheEnd(last, waiting, head);
    return { sound, waiting: waiting.length, ...end, ...(fault && { fault }) };
  }

  private faultOf(link: Link, last: Seal | undefined): string | undefined {
    const number = (last?.number ?? 0) + 1;
    if (link.number !== number) return `The seal numbered ${number} is missing before this record.`;
    if (link.digest.length === 0) return 'The record was removed.';
    if (!this.hash(last, number, link.recordId, link.digest).equals(link.hash))
      return 'The record or its seal was edited or moved.';
    if (link.recomputed === null)
      return link.erased ? undefined : 'The content was removed, and no erasure tells of it.';
    return link.recomputed.equals(link.digest) ? undefined : 'The content was edited.';
  }

  private async faultAtTheEnd(
    last: Seal | undefined,
    waiting: { id: string; intact: boolean }[],
    head?: { number: number; hash: string },
  ): Promise<Verdict['fault']> {
    if (head && (last?.number ?? 0) < head.number) {
      return {
        record: '',
        number: head.number,
        words: `The chain ends at ${last?.number ?? 0}; the head written down is ${head.number}.`,
      };
    }
    const edited = waiting.find(({ intact }) => !intact);
    if (edited) return { record: edited.id, words: 'The content was edited or removed before the record was sealed.' };
    const [loose] = await this.seals.unchained();
    return loose === undefined
      ? undefined
      : { record: loose, words: 'The record has no seal: its seal was removed, or it was slipped in.' };
  }

  private hash(last: Seal | undefined, number: number, recordId: string, digest: Buffer): Buffer {
    return createHmac('sha256', this.key)
      .update(last?.hash ?? '')
      .update(`${number}\n${recordId}\n`)
      .update(digest)
      .digest();
  }
}

function headFault(link: Link, head?: { number: number; hash: string }): string | undefined {
  if (head === undefined || head.number !== link.number || head.hash === link.hash.toString('hex')) return undefined;
  return 'The chain is another one than when its head was written down.';
}
