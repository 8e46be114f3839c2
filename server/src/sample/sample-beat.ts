import { type BeforeApplicationShutdown, Inject, Injectable, type OnApplicationBootstrap } from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';
import type { Server } from 'node:http';
import type { Logger } from 'pino';
import { describe } from '../http/problem.filter.js';
import { LOG } from '../settings.module.js';
import { OperationsStore } from '../store/operations.store.js';
import { SampleLoader } from './sample-loader.js';
import { Trickle } from './trickle.js';

const EVERY_MS = 1_000;

/** Once a second, while the server listens: loads the sample where that was asked for, and lets it trickle. */
@Injectable()
export class SampleBeat implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private readonly stop = new AbortController();
  private timer: NodeJS.Timeout | undefined;
  private round: Promise<void> | undefined;

  constructor(
    private readonly host: HttpAdapterHost,
    private readonly operations: OperationsStore,
    private readonly loader: SampleLoader,
    private readonly trickle: Trickle,
    @Inject(LOG) private readonly log: Logger,
  ) {}

  onApplicationBootstrap(): void {
    this.timer = setInterval(() => {
      // A program that only borrows the server's services, such as a command, does not listen.
      if (this.round || !(this.host.httpAdapter.getHttpServer() as Server).listening) return;
      this.round = this.runOnce().finally(() => (this.round = undefined));
    }, EVERY_MS).unref();
  }

  async beforeApplicationShutdown(): Promise<void> {
    clearInterval(this.timer);
    this.stop.abort();
    await this.round;
  }

  async runOnce(): Promise<void> {
    try {
      for (const load of await this.operations.open('sample.load')) await this.loader.run(load, this.stop.signal);
      await this.trickle.runOnce();
    } catch (error) {
      this.log.warn({ error: describe(error) }, 'The sample shop stumbled; going on');
    }
  }
}
