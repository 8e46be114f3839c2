import { Body, Controller } from '@nestjs/common';
import { type WorkspaceSettings, workspaceApi } from '@sojourn/api';
import { type Caller, Member, type SignedIn, Who } from '../http/caller.js';
import { Serve } from '../http/serve.js';
import { WorkspacesService } from './workspaces.service.js';

@Controller()
export class WorkspacesController {
  constructor(private readonly workspaces: WorkspacesService) {}

  @Serve(workspaceApi.create)
  create(@Member() member: SignedIn, @Body() { name }: { name: string }): Promise<{ key: string }> {
    return this.workspaces.create(member, name);
  }

  @Serve(workspaceApi.settings)
  settings(@Who() who: Caller): Promise<WorkspaceSettings> {
    return this.workspaces.settings(who);
  }

  @Serve(workspaceApi.saveSettings)
  saveSettings(@Who() who: Caller, @Body() settings: WorkspaceSettings): Promise<WorkspaceSettings> {
    return this.workspaces.saveSettings(who, settings);
  }
}
