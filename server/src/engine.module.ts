import { hostname } from 'node:os';
import { type BeforeApplicationShutdown, type DynamicModule, Global, Inject, Injectable, Module } from '@nestjs/common';
import type { Logger } from 'pino';
import type { Channel } from './channels/channel.js';
import type { Config } from './config.js';
import { Clock } from './store/clock.js';
import type { EngineRole } from './engine/loops.js';
import { RunningEngine } from './engine/running-engine.js';
import { WorkQueue } from './queue/work-queue.js';
import { CHANNELS, OutboundModule } from './outbound.module.js';
import { Secret } from './secret.js';
import { CONFIG, LOG } from './settings.module.js';
import { Database } from './store/database.js';
import { InboxStore } from './store/inbox.store.js';
import { OperationsStore } from './store/operations.store.js';
import { shardOf } from './store/ids.js';
import { ConsentCommands, type Unsubscription } from './unsubscribe/consent-commands.js';
import { UnsubscribeTokens, unsubscribeUrl } from './unsubscribe/unsubscribe-token.js';
import { unsubscribeTokens } from './unsubscribe/unsubscribe.module.js';

export const DATABASE_URL = Symbol('database url');

/** The address people reach this server at: set by PUBLIC_URL, else by what it listens on. */
@Injectable()
export class PublicUrl {
  constructor(public value: string) {}
}

const ROLES: Record<Config['role'], readonly EngineRole[]> = {
  all: ['engine', 'sender'],
  api: [],
  engine: ['engine'],
  sender: ['sender'],
};

/** The engine of this process, with the duties of its role. It starts once the server listens and its address is known. */
@Injectable()
export class EngineService implements BeforeApplicationShutdown {
  private engine: RunningEngine | undefined;

  constructor(
    @Inject(CONFIG) private readonly config: Config,
    @Inject(DATABASE_URL) private readonly databaseUrl: string,
    @Inject(CHANNELS) private readonly channels: ReadonlyMap<string, Channel>,
    @Inject(LOG) private readonly log: Logger,
    private readonly operations: OperationsStore,
    private readonly secret: Secret,
    private readonly publicUrl: PublicUrl,
    private readonly clock: Clock,
    private readonly queue: WorkQueue,
  ) {}

  async start(): Promise<void> {
    const roles = ROLES[this.config.role];
    if (roles.length === 0) return;
    const tokens: UnsubscribeTokens = unsubscribeTokens(this.secret);
    this.engine = new RunningEngine({
      databaseUrl: this.databaseUrl,
      roles,
      channels: this.channels,
      queue: this.queue,
      clock: this.clock,
      operations: this.operations,
      worker: `${hostname()}:${process.pid}`,
      unsubscribeUrl: ({ workspace, profile, channel, topic }) =>
        unsubscribeUrl(
          this.publicUrl.value,
          tokens.issue({ workspaceId: workspace, profileId: profile, channel, topic }),
        ),
      // Messages of databases can quote values, and values can be people's: the code and the place say enough.
      onFault: (what, cause) => this.log.error({ fault: faultOf(cause) }, what),
    });
    await this.engine.start();
  }

  async beforeApplicationShutdown(): Promise<void> {
    await this.engine?.stop();
  }
}

/** Withdraws consents by a command in the profile's inbox. */
@Injectable()
class InboxConsentCommands extends ConsentCommands {
  constructor(
    private readonly database: Database,
    private readonly inbox: InboxStore,
    private readonly clock: Clock,
    private readonly queue: WorkQueue,
  ) {
    super();
  }

  async unsubscribe({ workspaceId, profileId, channel, topic }: Unsubscription): Promise<void> {
    const acceptedAt = await this.clock.now();
    const payload = { channel, topic, granted: false };
    await this.inbox.enqueue(this.database, [
      { workspaceId, profileId, shard: shardOf(profileId), kind: 'consent', acceptedAt, payload },
    ]);
    this.queue.wake('engine');
  }
}

/** Runs the engine inside the server. */
@Global()
@Module({})
export class EngineModule {
  static with(databaseUrl: string, publicUrl: string): DynamicModule {
    return {
      module: EngineModule,
      imports: [OutboundModule],
      providers: [
        { provide: DATABASE_URL, useValue: databaseUrl },
        { provide: PublicUrl, useValue: new PublicUrl(publicUrl) },
        { provide: ConsentCommands, useClass: InboxConsentCommands },
        EngineService,
      ],
      exports: [ConsentCommands, EngineService, PublicUrl],
    };
  }
}

function faultOf(cause: unknown): { name: string; code?: string; place?: string } {
  if (!(cause instanceof Error)) return { name: typeof cause };
  const { code } = cause as { code?: string };
  return {
    name: cause.name,
    ...(code ? { code } : {}),
    place: cause.stack
      ?.split('\n')
      .find((line) => /^\s+at /.test(line))
      ?.trim(),
  };
}
