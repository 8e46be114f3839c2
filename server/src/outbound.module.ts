import { Global, Inject, Module, type OnApplicationShutdown } from '@nestjs/common';
import { channels } from './channels/registry.js';
import type { Channel } from './channels/channel.js';
import type { Config } from './config.js';
import { AddressGuard } from './outbound/address-guard.js';
import { Renderer } from './rendering/renderer.js';
import { CONFIG } from './settings.module.js';
import { MailboxStore } from './store/mailbox.store.js';

/** Every channel by its name: `@Inject(CHANNELS) channels: ReadonlyMap<string, Channel>`. */
export const CHANNELS = Symbol('channels');

/** What leads out of the server: the renderer of messages, the guard of addresses, and the channels. */
@Global()
@Module({
  providers: [
    MailboxStore,
    { provide: Renderer, useFactory: () => new Renderer() },
    { provide: AddressGuard, useFactory: (config: Config) => new AddressGuard(config.webhookAllow), inject: [CONFIG] },
    {
      provide: CHANNELS,
      useFactory: (config: Config, renderer: Renderer, guard: AddressGuard, mailbox: MailboxStore) =>
        channels(config, { renderer, guard, mailbox }),
      inject: [CONFIG, Renderer, AddressGuard, MailboxStore],
    },
  ],
  exports: [MailboxStore, Renderer, AddressGuard, CHANNELS],
})
export class OutboundModule implements OnApplicationShutdown {
  constructor(
    @Inject(CHANNELS) private readonly ways: ReadonlyMap<string, Channel>,
    private readonly renderer: Renderer,
  ) {}

  /** After the engine has stopped, which is before the application shuts down. */
  async onApplicationShutdown(): Promise<void> {
    await Promise.all([...this.ways.values()].map((channel) => channel.close()));
    await this.renderer.close();
  }
}
