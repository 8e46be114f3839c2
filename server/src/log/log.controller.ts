import { Controller, Query } from '@nestjs/common';
import { logApi, type LogPage, type RefusalReply, type StepReply } from '@sojourn/api';
import { Who, type Caller } from '../http/caller.js';
import { Serve } from '../http/serve.js';
import { LogService, type LogQuery } from './log.service.js';

@Controller()
export class LogController {
  constructor(private readonly log: LogService) {}

  @Serve(logApi.steps)
  steps(@Who() who: Caller, @Query() query: LogQuery): Promise<LogPage<StepReply>> {
    return this.log.steps(who, query);
  }

  @Serve(logApi.refusals)
  refusals(@Who() who: Caller, @Query() query: { journey?: string; cursor?: string }): Promise<LogPage<RefusalReply>> {
    return this.log.refusals(who, query);
  }
}
