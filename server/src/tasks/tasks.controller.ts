import { Body, Controller, Param, Query } from '@nestjs/common';
import { tasksApi, type Page, type TaskReply } from '@sojourn/api';
import { Who, type Caller } from '../http/caller.js';
import { Serve } from '../http/serve.js';
import { TasksService } from './tasks.service.js';

@Controller()
export class TasksController {
  constructor(private readonly tasks: TasksService) {}

  @Serve(tasksApi.list)
  list(
    @Who() who: Caller,
    @Query() { state, cursor }: { state: TaskReply['state']; cursor?: string },
  ): Promise<Page<TaskReply>> {
    return this.tasks.list(who, state, cursor);
  }

  @Serve(tasksApi.answer)
  answer(
    @Who() who: Caller,
    @Param('task') id: string,
    @Body() body: { answer: string; note?: string },
  ): Promise<void> {
    return this.tasks.answer(who, id, body);
  }
}
