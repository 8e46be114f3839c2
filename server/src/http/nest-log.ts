import type { LoggerService } from '@nestjs/common';
import type { Logger } from 'pino';

/** Nest's own words, through pino. What it says while it starts is of interest to nobody. */
export class NestLog implements LoggerService {
  constructor(private readonly log_: Logger) {}

  log(message: unknown): void {
    this.log_.debug(String(message));
  }

  error(message: unknown): void {
    this.log_.error(message instanceof Error ? message.name : String(message));
  }

  warn(message: unknown): void {
    this.log_.warn(String(message));
  }
}
