import { afterAll, describe, expect, it } from '@jest/globals';
import { AddressGuard } from '../outbound/address-guard.js';
import { Renderer } from '../rendering/renderer.js';
import type { MailboxStore } from '../store/mailbox.store.js';
import { channels } from './registry.js';

const renderer = new Renderer();
afterAll(() => renderer.close());
const parts = { renderer, guard: new AddressGuard(), mailbox: {} as MailboxStore };

describe('the registry of channels', () => {
  it('names each channel as nodes do', async () => {
    const all = channels({ mailFrom: 'Shop <shop@example.com>', smtpUrl: 'smtp://127.0.0.1:9' }, parts);
    expect(
      [...all].map(([name, channel]) => [name, channel.name, channel.afterUnknown, channel.consentNeeded]),
    ).toEqual([
      ['email', 'email', 'hold', true],
      ['webhook', 'webhook', 'retry', false],
    ]);
    for (const channel of all.values()) await channel.close();
  });

  it('refuses a sender of mails that is none, in words', () => {
    expect(() => channels({ mailFrom: 'nobody' }, parts)).toThrow(/Write it as: Our Shop <hello@example.com>/);
  });
});
