// What we use of packages that are installed only where somebody measures; types are checked everywhere.

declare module '@dbos-inc/dbos-sdk' {
  export const DBOS: {
    setConfig(config: {
      name: string;
      systemDatabaseUrl: string;
      systemDatabasePoolSize: number;
      applicationVersion: string;
      logLevel: string;
    }): void;
    launch(): Promise<void>;
    registerWorkflow<Args extends unknown[], Result>(
      work: (...args: Args) => Promise<Result>,
      options: { name: string },
    ): (...args: Args) => Promise<Result>;
    runStep<Result>(work: () => Promise<Result>, options: { name: string }): Promise<Result>;
    sleep(milliseconds: number): Promise<void>;
    startWorkflow<Args extends unknown[], Result>(
      workflow: (...args: Args) => Promise<Result>,
      options: { workflowID: string },
    ): (...args: Args) => Promise<{ getResult(): Promise<Result> }>;
  };
}

declare module 'pg-boss' {
  interface Runs {
    db: { executeSql(text: string, values?: unknown[]): Promise<{ rows: unknown[] }> };
  }
  export class PgBoss {
    constructor(options: { connectionString: string; schedule: boolean; supervise: boolean; max: number });
    on(event: 'error', listener: (error: Error) => void): this;
    start(): Promise<this>;
    createQueue(name: string, options: { partition: boolean }): Promise<void>;
    deleteAllJobs(name: string): Promise<void>;
    insert(name: string, jobs: { data: object; startAfter?: Date }[], options?: Runs): Promise<unknown>;
    fetch<Data>(name: string, options: { batchSize: number } & Runs): Promise<{ id: string; data: Data }[]>;
    complete(name: string, ids: string[], data: undefined, options: Runs): Promise<unknown>;
  }
}
