import { Body, Controller, Headers } from '@nestjs/common';
import { workspaceApi, type SampleReply } from '@sojourn/api';
import { type Caller, Who } from '../http/caller.js';
import { Serve } from '../http/serve.js';
import { SampleService } from './sample.service.js';

@Controller()
export class SampleController {
  constructor(private readonly sample: SampleService) {}

  @Serve(workspaceApi.sample)
  status(@Who() who: Caller): Promise<SampleReply> {
    return this.sample.status(who);
  }

  /** The journeys are drawn in the language of the browser that asks. */
  @Serve(workspaceApi.loadSample)
  load(@Who() who: Caller, @Headers('accept-language') language = 'en'): Promise<SampleReply> {
    return this.sample.load(who, language.trimStart().toLowerCase().startsWith('zh') ? 'zh' : 'en');
  }

  @Serve(workspaceApi.setTrickle)
  setTrickle(@Who() who: Caller, @Body() { on }: { on: boolean }): Promise<SampleReply> {
    return this.sample.setTrickle(who, on);
  }
}
