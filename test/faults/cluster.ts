import { randomBytes } from 'node:crypto';
import { ServerProcess } from '../support/server.js';

/** Several servers on one database, each a process of its own that can be killed and frozen. */
export class Cluster {
  /** Those that a fault is being done to: nobody else touches them, and nothing is asked of them. */
  readonly away = new Set<ServerProcess>();

  private constructor(readonly servers: readonly ServerProcess[]) {}

  static async start(count: number, env: Record<string, string>): Promise<Cluster> {
    const shared = { ...env, SECRET: randomBytes(32).toString('hex') };
    const servers: ServerProcess[] = [];
    for (let index = 0; index < count; index++) servers.push(await ServerProcess.make(shared));
    // The first one migrates and makes the owner; the others find it all done.
    await servers[0]!.start();
    await Promise.all(servers.slice(1).map((server) => server.start()));
    return new Cluster(servers);
  }

  get first(): ServerProcess {
    return this.servers[0]!;
  }

  /** Those that run and that nobody does anything to. */
  get present(): ServerProcess[] {
    return this.servers.filter((server) => !this.away.has(server));
  }

  private turn = 0;
  /** The address of one of those, another one each time. */
  readonly address = (): string => {
    const { present } = this;
    return (present[this.turn++ % present.length] ?? this.first).address;
  };

  async stop(): Promise<void> {
    await Promise.all(this.servers.map((server) => server.stop()));
  }
}
