import { Module } from '@nestjs/common';
import { FactBackfill } from '../engine/fact-backfill.js';
import { WorkspacesController } from './workspaces.controller.js';
import { WorkspacesService } from './workspaces.service.js';

@Module({ controllers: [WorkspacesController], providers: [FactBackfill, WorkspacesService] })
export class WorkspacesModule {}
