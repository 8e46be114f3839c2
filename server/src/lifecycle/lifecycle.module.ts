import { Module } from '@nestjs/common';
import { LifecycleController } from './lifecycle.controller.js';
import { LifecycleService } from './lifecycle.service.js';

@Module({ controllers: [LifecycleController], providers: [LifecycleService] })
export class LifecycleModule {}
