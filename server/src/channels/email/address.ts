import type { Value } from '@sojourn/rules';
import type { Recipient } from '../channel.js';

const LOCAL = /^[^\s@<>()[\]\\,;:"\p{C}]{1,64}$/u;
const DOMAIN = /^(?=.{1,253}$)[\p{L}\p{N}]([\p{L}\p{N}-]{0,62}\.)*[\p{L}\p{N}-]{0,62}[\p{L}\p{N}]$/u;

/**
 * The one address a profile is written to: its attribute `email`, which is what was said of it last; where that is no
 * address, the one it is known by. Identities only ever grow, so an old address stays among them for good.
 */
export function mailAddress({ identities, attributes }: Recipient): string | undefined {
  return plainAddress(attributes.email) ?? plainAddress(identities?.email);
}

/** Undefined for what is no single plain address: a list, a name, a line break, an array of a thousand others (S23). */
function plainAddress(given: Value | undefined): string | undefined {
  const address = typeof given === 'string' ? given.trim() : '';
  const [local = '', domain = '', ...more] = address.split('@');
  return more.length === 0 && LOCAL.test(local) && DOMAIN.test(domain) && domain.includes('.') ? address : undefined;
}

/** Whom mails come from: `Name <address>`, or the address alone. */
export interface Sender {
  name: string;
  address: string;
  /** What follows the @; message ids are made under it. */
  domain: string;
}

/** @throws RangeError, in words, where it is neither */
export function parseSender(text: string): Sender {
  const [, quoted, plain, inside, alone] =
    /^\s*(?:(?:"([^"]*)"|([^"<>]*?))\s*<([^<>\s]+)>|([^<>\s"]+))\s*$/.exec(text) ?? [];
  const address = inside ?? alone ?? '';
  const [local = '', domain = '', ...more] = address.split('@');
  const name = (quoted ?? plain ?? '').trim();
  if (more.length > 0 || !LOCAL.test(local) || !DOMAIN.test(domain) || /\p{Cc}/u.test(name)) {
    throw new RangeError(`"${text}" is no sender of mails. Write it as: Our Shop <hello@example.com>`);
  }
  return { name, address, domain };
}
