import { type DynamicModule, Global, Module, type Type } from '@nestjs/common';
import { Clock } from './clock.js';
import { AsideStore } from './aside.store.js';
import { AttributesStore } from './attributes.store.js';
import { AuditSealStore } from './audit-seal.store.js';
import { AudiencesStore } from './audiences.store.js';
import { AuditStore } from './audit.store.js';
import { CalendarsStore } from './calendars.store.js';
import { Database } from './database.js';
import { DeliveriesStore } from './deliveries.store.js';
import { DoorsStore } from './doors.store.js';
import { EnrollmentsStore } from './enrollments.store.js';
import { DedupeStore } from './dedupe.store.js';
import { DepartedStore } from './departed.store.js';
import { FactsStore } from './facts.store.js';
import { HealthStore } from './health.store.js';
import { JourneysStore } from './journeys.store.js';
import { IdentitiesStore } from './identities.store.js';
import { InboxStore } from './inbox.store.js';
import { HumanTasksStore } from './human-tasks.store.js';
import { InvariantsStore } from './invariants.store.js';
import { KeysStore } from './keys.store.js';
import { LifecycleStore } from './lifecycle.store.js';
import { LookupsStore } from './lookups.store.js';
import { LogStore } from './log.store.js';
import { MailboxStore } from './mailbox.store.js';
import { MemberEntity, MembershipEntity } from './member.entity.js';
import { LoggedRunsStore } from './logged-runs.store.js';
import { MembersStore } from './members.store.js';
import { NodeCountsStore } from './node-counts.store.js';
import { OperationEntity } from './operation.entity.js';
import { OperationsStore } from './operations.store.js';
import { PausesStore } from './pauses.store.js';
import { PortableStore } from './portable.store.js';
import { ProfileNamesStore } from './profile-names.store.js';
import { ProfileRecordsStore } from './profile-records.store.js';
import { ProfilesStore } from './profiles.store.js';
import { Records } from './records.js';
import { SampleStore } from './sample.store.js';
import { RepeatsStore } from './repeats.store.js';
import { SegmentsStore } from './segments.store.js';
import { Placing } from './placing.js';
import { PresentStore } from './present.store.js';
import { SessionsStore } from './sessions.store.js';
import { ShownNamesStore } from './shown-names.store.js';
import { SetupStore } from './setup.store.js';
import { SignInAttemptsStore } from './sign-in-attempts.store.js';
import { TemplateEntity, TemplateVersionEntity } from './template.entity.js';
import { TemplatesStore } from './templates.store.js';
import { TimelinesStore } from './timelines.store.js';
import { WorkspaceEntity } from './workspace.entity.js';
import { WorkspacesStore } from './workspaces.store.js';

/** Entities of the console's tables; TypeORM knows no others. */
export const ENTITIES = [
  MemberEntity,
  MembershipEntity,
  OperationEntity,
  TemplateEntity,
  TemplateVersionEntity,
  WorkspaceEntity,
];

/** Stores that features inject by their class. */
const STORES: Type[] = [
  AsideStore,
  AttributesStore,
  AuditSealStore,
  AudiencesStore,
  AuditStore,
  CalendarsStore,
  DeliveriesStore,
  DoorsStore,
  EnrollmentsStore,
  DedupeStore,
  DepartedStore,
  FactsStore,
  HealthStore,
  IdentitiesStore,
  InboxStore,
  HumanTasksStore,
  InvariantsStore,
  JourneysStore,
  KeysStore,
  LifecycleStore,
  LogStore,
  LookupsStore,
  MailboxStore,
  LoggedRunsStore,
  MembersStore,
  NodeCountsStore,
  OperationsStore,
  PausesStore,
  PortableStore,
  ProfileNamesStore,
  ProfileRecordsStore,
  ProfilesStore,
  Records,
  RepeatsStore,
  SampleStore,
  SegmentsStore,
  Placing,
  PresentStore,
  SessionsStore,
  SetupStore,
  ShownNamesStore,
  SignInAttemptsStore,
  TemplatesStore,
  TimelinesStore,
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
