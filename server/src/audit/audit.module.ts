import { Module } from '@nestjs/common';
import { AuditChain } from './audit-chain.js';
import { AuditController } from './audit.controller.js';
import { AuditSealer } from './audit-sealer.js';

@Module({ controllers: [AuditController], providers: [AuditChain, AuditSealer] })
export class AuditModule {}
