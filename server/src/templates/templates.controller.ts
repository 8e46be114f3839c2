import { Body, Controller, Param } from '@nestjs/common';
import { workspaceApi, type TemplateReply, type Variants } from '@sojourn/api';
import { Who, type Caller } from '../http/caller.js';
import { Serve } from '../http/serve.js';
import { TemplatesService } from './templates.service.js';

@Controller()
export class TemplatesController {
  constructor(private readonly templates: TemplatesService) {}

  @Serve(workspaceApi.templates)
  list(@Who() who: Caller): Promise<TemplateReply[]> {
    return this.templates.list(who);
  }

  @Serve(workspaceApi.template)
  get(@Who() who: Caller, @Param('template') id: string): Promise<TemplateReply> {
    return this.templates.get(who, id);
  }

  @Serve(workspaceApi.addTemplate)
  add(
    @Who() who: Caller,
    @Body() body: { name: string; channel: 'email'; variants: Variants },
  ): Promise<TemplateReply> {
    return this.templates.add(who, body);
  }

  @Serve(workspaceApi.saveTemplate)
  save(
    @Who() who: Caller,
    @Param('template') id: string,
    @Body() body: { name: string; variants: Variants },
  ): Promise<TemplateReply> {
    return this.templates.save(who, id, body);
  }

  @Serve(workspaceApi.previewTemplate)
  preview(@Who() who: Caller, @Body() body: { variants: Variants; profile?: string; language?: string }) {
    return this.templates.preview(who, body);
  }
}
