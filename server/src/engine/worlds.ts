import {
  buildWorld,
  addJourney,
  declaredFacts,
  prepare,
  type NodeRegistry,
  type Program,
  type RunningJourney,
  type World,
  readJourney,
  type Arrival,
  type Enrollment,
} from '@sojourn/journey';
import { compileModel } from '@sojourn/lifecycle';
import type { Queryable } from '../store/database.js';
import type { StoredState } from '../store/states.store.js';
import type { StoredVersion, StoredWorld, WorldsStore } from '../store/worlds.store.js';
import { aroundOf, ownersOf, placedModels, together } from './ground.js';

/** A workspace's world with what the sending side needs besides. */
export interface LoadedWorld extends World {
  workspace: number;
  stored: StoredWorld;
  names: Map<string, string>;
  /** Template versions that each version of a journey pins, by `journey|version`: template id to number. */
  pins: Map<string, Record<string, number>>;
}

/**
 * The worlds of all workspaces, kept from batch to batch. Each batch compares the workspace's revision in its own
 * transaction, so that a publication takes effect at a batch's boundary and nowhere else.
 */
export class Worlds {
  private readonly loaded = new Map<number, LoadedWorld>();
  private readonly journeys = new Map<string, number>();

  constructor(
    private readonly store: WorldsStore,
    private readonly registry: NodeRegistry,
    private readonly onFault: (what: string, cause: unknown) => void = () => undefined,
  ) {}

  /** The current worlds of these workspaces. */
  async current(client: Queryable, workspaces: Iterable<number>): Promise<Map<number, LoadedWorld>> {
    const current = new Map<number, LoadedWorld>();
    const ids = [...new Set(workspaces)];
    if (ids.length === 0) return current;
    for (const [id, revision] of await this.store.revisions(client, ids)) {
      let world = this.loaded.get(id);
      if (!world || world.stored.revision !== revision) {
        world = await this.load(client, id);
        this.loaded.set(id, world);
      }
      current.set(id, world);
    }
    return current;
  }

  /**
   * Loads versions that somebody of these states is still in, or is about to be moved to, and that are not the newest. Enrollments in a version that
   * cannot be made ready are taken out of their states and returned: the journey's fault is no other's (STATE-4).
   */
  async complete(
    client: Queryable,
    worlds: ReadonlyMap<number, LoadedWorld>,
    states: Iterable<StoredState>,
    arrivals: ReadonlyMap<string, readonly Arrival[]> = new Map(),
  ): Promise<Held[]> {
    const entered = [...states].filter(({ enrollments }) => enrollments.length > 0);
    const missing = new Map<string, { world: LoadedWorld; journey: string; version: number }>();
    for (const state of entered) {
      const world = worlds.get(state.workspace)!;
      for (const { journey, version } of [...state.enrollments, ...targets(state, arrivals.get(state.id))]) {
        if (!isLoaded(world, journey, version)) missing.set(`${journey}|${version}`, { world, journey, version });
      }
    }
    if (missing.size === 0) return [];
    for (const version of await this.store.versions(client, [...missing.values()])) {
      const { world } = missing.get(`${version.journey}|${version.version}`)!;
      const program = this.program(world, version);
      if (!program) continue;
      world.journeys.get(version.journey)?.versions.set(version.version, program);
      // Whoever is still in an older version needs what its rules ask for, too.
      addJourney(world.declared, version.graph, this.registry);
    }
    const held: Held[] = [];
    for (const state of entered) {
      const world = worlds.get(state.workspace)!;
      const fit = state.enrollments.filter(({ journey, version }) => isLoaded(world, journey, version));
      if (fit.length === state.enrollments.length) continue;
      for (const enrollment of state.enrollments) if (!fit.includes(enrollment)) held.push({ state, enrollment });
      state.enrollments = fit;
    }
    return held;
  }

  /** A version ready to run, for whoever looks at it; it need not be in use. */
  async version(client: Queryable, world: LoadedWorld, journey: string, version: number): Promise<Program | undefined> {
    const [stored] = await this.store.versions(client, [{ journey, version }]);
    if (stored) addJourney(world.declared, stored.graph, this.registry);
    return this.program(world, stored);
  }

  /** The version of a template that a journey's version pins. */
  async pin(
    client: Queryable,
    world: LoadedWorld,
    journey: string,
    version: number,
    template: string,
  ): Promise<number | undefined> {
    const key = `${journey}|${version}`;
    if (!world.pins.has(key)) {
      for (const each of await this.store.versions(client, [{ journey, version }])) world.pins.set(key, each.templates);
    }
    return world.pins.get(key)?.[template];
  }

  workspaceOf(journey: string): number {
    return this.journeys.get(journey)!;
  }

  private async load(client: Queryable, workspace: number): Promise<LoadedWorld> {
    const stored = await this.store.load(client, workspace);
    const around = aroundOf(stored);
    const model = compileModel(stored.model.model, stored.model.version, around);
    const partial = {
      workspace,
      stored,
      names: new Map<string, string>(),
      pins: new Map<string, Record<string, number>>(),
    };
    const versions = await this.store.versions(
      client,
      stored.journeys.map(({ id, version }) => ({ journey: id, version })),
    );
    const running: RunningJourney[] = [];
    for (const journey of stored.journeys) {
      const newest = this.program(
        partial,
        versions.find((version) => version.journey === journey.id),
      );
      this.journeys.set(journey.id, workspace);
      if (!newest) continue;
      const { id, state, freezes } = journey;
      running.push({ id, state, freezes, newest, versions: new Map([[newest.version, newest]]) });
      partial.names.set(journey.id, journey.name);
    }
    const graphs = new Map(versions.map(({ journey, graph }) => [journey, graph]));
    const declared = declaredFacts(together(ownersOf(stored, graphs)), around);
    const ground = {
      zone: stored.zone,
      placing: stored.placing,
      models: placedModels(stored),
      declared,
      meanings: around.meanings,
    };
    return { ...buildWorld(model, running, ground), ...partial };
  }

  /** A version ready to run; undefined, and told of, where it cannot be made so. */
  private program(world: Pick<LoadedWorld, 'stored' | 'pins'>, stored: StoredVersion | undefined): Program | undefined {
    if (!stored) return undefined;
    const { journey, version, graph, templates, entrants } = stored;
    const around = aroundOf(world.stored);
    try {
      const read = readJourney(graph, this.registry);
      if (!read.journey) throw new Error(read.problems.map(({ message }) => message.en).join(' '));
      const program = prepare(read.journey, { journey, version }, this.registry, around);
      world.pins.set(`${journey}|${version}`, templates);
      // It is for those alone who matched when it was published: nothing that happens later takes anybody in.
      if (entrants === 'present') program.triggers = [];
      return program;
    } catch (error) {
      this.onFault(`version ${version} of journey ${journey} cannot be run`, error);
      return undefined;
    }
  }
}

/** An enrollment that cannot go on, with its profile's state. */
export interface Held {
  state: StoredState;
  enrollment: Enrollment;
}

/** The versions that enrollments of this state are to be moved to. */
function targets({ enrollments }: StoredState, arrivals: readonly Arrival[] = []) {
  return arrivals.flatMap((arrival) => {
    if (arrival.kind !== 'move') return [];
    const { version } = arrival;
    return enrollments.filter(({ id }) => id === arrival.enrollment).map(({ journey }) => ({ journey, version }));
  });
}

function isLoaded(world: LoadedWorld, journey: string, version: number): boolean {
  return world.journeys.get(journey)?.versions.has(version) ?? false;
}
