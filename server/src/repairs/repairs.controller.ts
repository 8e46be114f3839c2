import { Body, Controller } from '@nestjs/common';
import { type PutAsideReply, repairsApi } from '@sojourn/api';
import { type Caller, Who } from '../http/caller.js';
import { Serve } from '../http/serve.js';
import { RepairsService } from './repairs.service.js';

@Controller()
export class RepairsController {
  constructor(private readonly repairs: RepairsService) {}

  @Serve(repairsApi.putAside)
  putAside(@Who() who: Caller): Promise<PutAsideReply> {
    return this.repairs.putAside(who);
  }

  @Serve(repairsApi.repair)
  repair(@Who() who: Caller, @Body() { reason }: { reason: string }): Promise<{ operation: string }> {
    return this.repairs.repair(who, reason);
  }
}
