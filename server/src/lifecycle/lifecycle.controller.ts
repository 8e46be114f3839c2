import { Body, Controller, Query } from '@nestjs/common';
import {
  lifecycleApi,
  type EventNameReply,
  type LifecycleReply,
  type MatrixReply,
  type MeaningsReply,
} from '@sojourn/api';
import type { StageModel } from '@sojourn/lifecycle';
import { Who, type Caller } from '../http/caller.js';
import { Serve } from '../http/serve.js';
import { LifecycleService } from './lifecycle.service.js';

@Controller()
export class LifecycleController {
  constructor(private readonly lifecycle: LifecycleService) {}

  @Serve(lifecycleApi.get)
  get(@Who() who: Caller): Promise<LifecycleReply> {
    return this.lifecycle.get(who);
  }

  @Serve(lifecycleApi.matrix)
  matrix(@Who() who: Caller, @Query() period: { from: string; to: string }): Promise<MatrixReply> {
    return this.lifecycle.matrix(who, period);
  }

  @Serve(lifecycleApi.publish)
  publish(
    @Who() who: Caller,
    @Body() { model, note }: { model: StageModel; note: string },
  ): Promise<{ version: number; operation: string }> {
    return this.lifecycle.publish(who, model, note);
  }

  @Serve(lifecycleApi.events)
  eventNames(@Who() who: Caller): Promise<EventNameReply[]> {
    return this.lifecycle.eventNames(who);
  }

  @Serve(lifecycleApi.meanings)
  meanings(@Who() who: Caller): Promise<MeaningsReply> {
    return this.lifecycle.meanings(who);
  }

  @Serve(lifecycleApi.saveMeanings)
  saveMeanings(
    @Who() who: Caller,
    @Body() { meanings }: MeaningsReply,
  ): Promise<MeaningsReply & { version?: number; operation?: string }> {
    return this.lifecycle.saveMeanings(who, meanings);
  }
}
