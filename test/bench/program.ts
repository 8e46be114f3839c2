import { type ChildProcess, fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';

/** What a command answered, and what its process used: CPU seconds of the command, and the most memory it ever had, in MB. */
export interface Answer<Value> {
  value: Value;
  cpu: number;
  memory: number;
}

type Reply = { id: number; error: string } | ({ id: number } & Answer<unknown>);

/** A program in a process of its own, whose CPU and memory are nobody else's. It ends with the process that started it. */
export class Program {
  private readonly open = new Map<
    number,
    { done: (answer: Answer<unknown>) => void; failed: (error: Error) => void }
  >();
  private readonly ended: Promise<void>;
  private calls = 0;

  private constructor(
    readonly name: string,
    private readonly child: ChildProcess,
  ) {
    this.ended = new Promise((done) => child.once('exit', () => done()));
    child.on('message', (reply: Reply) => {
      const call = this.open.get(reply.id);
      this.open.delete(reply.id);
      if ('error' in reply) call?.failed(new Error(`${name}: ${reply.error}`));
      else call?.done(reply);
    });
    void this.ended.then(() => {
      for (const { failed } of this.open.values()) failed(new Error(`${name} has ended.`));
    });
  }

  /** @param file of this folder, which calls `serve` */
  static start(file: string): Program {
    const hook = new URL('../../server/bin/typescript.js', import.meta.url).href;
    const child = fork(fileURLToPath(new URL(file, import.meta.url)), [], {
      // What this process was started with, a profiler say, is meant for the program too; Jest's options are not.
      execArgv: process.execArgv.some((option) => option.endsWith('typescript.js'))
        ? process.execArgv
        : ['--import', hook],
      env: { ...process.env, NODE_OPTIONS: '' },
      serialization: 'advanced',
    });
    return new Program(file, child);
  }

  get pid(): number {
    return this.child.pid!;
  }

  call<Value>(command: string, ...args: unknown[]): Promise<Answer<Value>> {
    const id = (this.calls += 1);
    return new Promise((done, failed) => {
      this.open.set(id, { done: done as (answer: Answer<unknown>) => void, failed });
      this.child.send({ id, command, args }, (error) => error && failed(error));
    });
  }

  async stop(): Promise<void> {
    if (this.child.connected) this.child.disconnect();
    await this.ended;
  }
}

/** The other end: answers each call by the command of that name, until its starter is gone. */
export function serve(commands: Record<string, (...args: never[]) => unknown>): void {
  process.on('disconnect', () => process.exit(0));
  process.on('message', ({ id, command, args }: { id: number; command: string; args: never[] }) => {
    const before = process.cpuUsage();
    Promise.resolve()
      .then(() => commands[command]!(...args))
      .then(
        (value) => {
          const { user, system } = process.cpuUsage(before);
          process.send!({ id, value, cpu: (user + system) / 1e6, memory: process.resourceUsage().maxRSS / 1_024 });
        },
        (error: Error) => process.send!({ id, error: error.stack ?? String(error) }),
      );
  });
}
