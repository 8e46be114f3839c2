import {
  prepare,
  readJourney,
  Record,
  verify,
  type Divergence,
  type NodeRegistry,
  type Program,
} from '@sojourn/journey';
import { nodes } from '@sojourn/nodes';
import { Database } from '../store/database.js';
import { SHARDS } from '../store/ids.js';
import { LoggedRunsStore, type StoredRun } from '../store/logged-runs.store.js';
import { WorldsStore, type StoredWorld } from '../store/worlds.store.js';
import { aroundOf } from './ground.js';

/** What following the log of a workspace came to. */
export interface Verification {
  runs: number;
  steps: number;
  /** Steps whose values went with their erased profile: they are followed, not asked. */
  erased: number;
  diverging: number;
  /** The first of them. */
  divergences: Divergence[];
}

/** Profiles read at a time, and divergences told of. */
const LIMITS = { chunk: 500, told: 20 } as const;

/** Follows every run's log with the pure interpreter (LOG-2). It reads and changes nothing. */
export class LogVerifier {
  private readonly registry: NodeRegistry = nodes;

  constructor(
    private readonly database: Database,
    private readonly runs: LoggedRunsStore,
  ) {}

  async verify(
    workspace: number,
    onProgress: (done: number, of: number) => void = () => undefined,
  ): Promise<Verification> {
    const worlds = new WorldsStore();
    const stored = await worlds.load(this.database, workspace);
    const versions = new RecordedVersions(this.database, worlds, this.registry, stored);
    const of = await this.runs.profiles(workspace);
    const found: Verification = { runs: 0, steps: 0, erased: 0, diverging: 0, divergences: [] };
    let done = 0;
    for (let shard = 0; shard < SHARDS; shard++) {
      for (let after: string | undefined; ;) {
        const profiles = await this.runs.chunk(workspace, shard, after, LIMITS.chunk);
        if (profiles.length === 0) break;
        const runs = await this.runs.ofProfiles(workspace, shard, profiles);
        await versions.load(runs);
        for (const run of runs) add(found, run, versions);
        after = profiles.at(-1);
        onProgress((done += profiles.length), of);
      }
    }
    return found;
  }
}

function add(found: Verification, run: StoredRun, versions: RecordedVersions): void {
  const { steps, erased, divergence } = verify(run, (version) => versions.of(run.journey, version), versions.record);
  found.runs += 1;
  found.steps += steps;
  found.erased += erased;
  if (!divergence) return;
  found.diverging += 1;
  if (found.divergences.length < LIMITS.told) found.divergences.push(divergence);
}

/** Published versions made ready to read what steps recorded instead of facts. */
class RecordedVersions {
  readonly record = new Record();
  private readonly ready = new Map<string, Program | undefined>();

  constructor(
    private readonly database: Database,
    private readonly store: WorldsStore,
    private readonly registry: NodeRegistry,
    private readonly stored: StoredWorld,
  ) {}

  of(journey: string, version: number): Program | undefined {
    return this.ready.get(`${journey}|${version}`);
  }

  /** Makes ready whatever these runs have passed through. */
  async load(runs: readonly StoredRun[]): Promise<void> {
    const missing = new Map<string, { journey: string; version: number }>();
    for (const { journey, steps, resting } of runs) {
      for (const { version } of [...steps, ...(resting ? [resting] : [])]) {
        const key = `${journey}|${version}`;
        if (!this.ready.has(key)) missing.set(key, { journey, version });
      }
    }
    for (const { journey, version, graph } of await this.store.versions(this.database, [...missing.values()])) {
      const read = readJourney(graph, this.registry);
      const around = { ...aroundOf(this.stored), recorded: this.record.finding };
      const program = read.journey && prepare(read.journey, { journey, version }, this.registry, around);
      this.ready.set(`${journey}|${version}`, program);
    }
  }
}
