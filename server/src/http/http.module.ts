import { type DynamicModule, Global, Module } from '@nestjs/common';
import { APP_FILTER, APP_GUARD, APP_INTERCEPTOR } from '@nestjs/core';
import type { Logger } from 'pino';
import type { Config } from '../config.js';
import { AccessGuard } from './guard.js';
import { InputInterceptor } from './input.js';
import { LiveStream } from './live-stream.js';
import { Masking } from './masking.js';
import { RepeatsInterceptor } from './repeats.js';
import { SiteOrigin } from './origin.js';
import { ProblemFilter } from './problem.filter.js';
import { RateLimit } from './rate-limit.js';

/** What stands before every handler: the guard, the reader of bodies and queries, the writer of problems. */
@Global()
@Module({})
export class HttpModule {
  static with(config: Config, log: Logger): DynamicModule {
    return {
      module: HttpModule,
      providers: [
        { provide: SiteOrigin, useValue: new SiteOrigin(config.publicUrl) },
        { provide: RateLimit, useValue: new RateLimit(config.apiRate / 60, config.apiRate) },
        LiveStream,
        Masking,
        { provide: APP_GUARD, useClass: AccessGuard },
        { provide: APP_INTERCEPTOR, useClass: InputInterceptor },
        { provide: APP_INTERCEPTOR, useClass: RepeatsInterceptor },
        { provide: APP_FILTER, useValue: new ProblemFilter(log) },
      ],
      exports: [SiteOrigin, LiveStream, Masking],
    };
  }
}
