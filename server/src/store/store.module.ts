import { type DynamicModule, Global, Module, type Type } from '@nestjs/common';
import { Clock } from '../engine/clock.js';
import { AuditSealStore } from './audit-seal.store.js';
import { AuditStore } from './audit.store.js';
import { Database } from './database.js';
import { HealthStore } from './health.store.js';
import { KeysStore } from './keys.store.js';
import { MemberEntity, MembershipEntity } from './member.entity.js';
import { OperationEntity } from './operation.entity.js';
import { MembersStore } from './members.store.js';
import { OperationsStore } from './operations.store.js';
import { Records } from './records.js';
import { SessionsStore } from './sessions.store.js';
import { SetupStore } from './setup.store.js';
import { SignInAttemptsStore } from './sign-in-attempts.store.js';
import { WorkspaceEntity } from './workspace.entity.js';
import { WorkspacesStore } from './workspaces.store.js';

/** Entities of the console's tables; TypeORM knows no others. */
export const ENTITIES = [MemberEntity, MembershipEntity, OperationEntity, WorkspaceEntity];

/** Stores that features inject by their class. */
const STORES: Type[] = [
  AuditSealStore,
  AuditStore,
  HealthStore,
  KeysStore,
  MembersStore,
  OperationsStore,
  Records,
  SessionsStore,
  SetupStore,
  SignInAttemptsStore,
  WorkspacesStore,
];

/** The one database, the one clock and every store, for all modules. */
@Global()
@Module({})
export class StoreModule {
  static with(database: Database, clock: Clock): DynamicModule {
    const given = [
      { provide: Database, useValue: database },
      { provide: Clock, useValue: clock },
    ];
    return { module: StoreModule, providers: [...given, ...STORES], exports: [Database, Clock, ...STORES] };
  }
}
