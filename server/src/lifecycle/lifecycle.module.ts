import { Module } from '@nestjs/common';
import { FactBackfill } from '../engine/fact-backfill.js';
import { LifecycleController } from './lifecycle.controller.js';
import { LifecycleService } from './lifecycle.service.js';

@Module({ controllers: [LifecycleController], providers: [FactBackfill, LifecycleService] })
export class LifecycleModule {}
