import { Controller, Param } from '@nestjs/common';
import { type OperationReply, workspaceApi } from '@sojourn/api';
import { type Caller, Who } from '../http/caller.js';
import { Serve } from '../http/serve.js';
import { OperationsService } from './operations.service.js';

@Controller()
export class OperationsController {
  constructor(private readonly operations: OperationsService) {}

  @Serve(workspaceApi.operations)
  list(@Who() who: Caller): Promise<OperationReply[]> {
    return this.operations.list(who);
  }

  @Serve(workspaceApi.operation)
  get(@Who() who: Caller, @Param('operation') operation: string): Promise<OperationReply> {
    return this.operations.get(who, operation);
  }

  @Serve(workspaceApi.cancelOperation)
  cancel(@Who() who: Caller, @Param('operation') operation: string): Promise<OperationReply> {
    return this.operations.cancel(who, operation);
  }
}
