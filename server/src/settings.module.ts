import { type DynamicModule, Global, Module } from '@nestjs/common';
import type { Logger } from 'pino';
import type { Config } from './config.js';
import { Secret } from './secret.js';

/** Tokens for what has no class: `@Inject(CONFIG) config: Config`, `@Inject(LOG) log: Logger`. */
export const CONFIG = Symbol('config');
export const LOG = Symbol('log');

@Global()
@Module({})
export class SettingsModule {
  static with(config: Config, secret: Secret, log: Logger): DynamicModule {
    const providers = [
      { provide: CONFIG, useValue: config },
      { provide: Secret, useValue: secret },
      { provide: LOG, useValue: log },
    ];
    return { module: SettingsModule, providers, exports: [CONFIG, Secret, LOG] };
  }
}
