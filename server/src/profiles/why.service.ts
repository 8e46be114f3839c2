import type { RunWhy, StageWhyReply, TriggerWhy, WhyReply } from '@sojourn/api';
import {
  latestOccasion,
  stateAt,
  supposedOccasion,
  whyEnter,
  whyStage,
  zoneFault,
  type AtTrigger,
  type Doubt,
  type Journey,
  type Occasion,
  type ProfileRecord,
  type ProfileState,
  type Program,
  type ProgramNode,
  type Standing,
} from '@sojourn/journey';
import { compileModel } from '@sojourn/lifecycle';
import { nodes } from '@sojourn/nodes';
import { parseInstant, writeInstant, type Finding, type Instant, type Names } from '@sojourn/rules';
import { Injectable } from '@nestjs/common';
import { Doors } from '../engine/doors.js';
import { aroundOf } from '../engine/ground.js';
import { Worlds, type LoadedWorld } from '../engine/worlds.js';
import type { Caller } from '../http/caller.js';
import { Masking, type Mask } from '../http/masking.js';
import { Malformed, NotFound } from '../http/problem.js';
import { Clock } from '../store/clock.js';
import { Database, type Queryable } from '../store/database.js';
import { DepartedStore } from '../store/departed.store.js';
import { DoorsStore } from '../store/doors.store.js';
import { JourneysStore, type JourneyState } from '../store/journeys.store.js';
import { ProfileNamesStore } from '../store/profile-names.store.js';
import { ProfileRecordsStore } from '../store/profile-records.store.js';
import { StatesStore } from '../store/states.store.js';
import { WorldsStore } from '../store/worlds.store.js';
import { shardOf } from '../store/ids.js';
import { isUnseen, notesOf } from './why-notes.js';
import { checkReply, namesOf, nodeWords, runReply } from './why-reply.js';

/** The runs told at most, the latest. */
const MOST_RUNS = 20;

/** What is asked: at which moment, and in which zone sentences name moments. */
export interface Asking {
  at?: string | undefined;
  zone?: string | undefined;
}

/** Who asks: viewers are shown no personal value. */
export type Reader = Pick<Caller, 'workspaceId' | 'role'>;

/** Everything at hand while one question is answered, read in one snapshot. */
interface Look {
  client: Queryable;
  workspace: number;
  now: Instant;
  at: Instant;
  world: LoadedWorld;
  record: ProfileRecord;
  present: ProfileState;
  doubt: Doubt;
  names: Names;
  mask: Mask;
  profile: { id: string; name: string };
}

/** Why and why not: tells of one profile, now or at a moment of the past. It reads and changes nothing. */
@Injectable()
export class WhyService {
  private readonly worlds = new Worlds(new WorldsStore(), nodes);
  private readonly states = new StatesStore();

  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
    private readonly departed: DepartedStore,
    private readonly records: ProfileRecordsStore,
    private readonly doors: DoorsStore,
    private readonly journeys: JourneysStore,
    private readonly profileNames: ProfileNamesStore,
    private readonly masking: Masking,
  ) {}

  journey(who: Reader, profile: string, { journey, ...asking }: Asking & { journey: string }): Promise<WhyReply> {
    return this.look(who, profile, asking, async (look) => {
      const { client, workspace, world, record, mask, at } = look;
      const row = await this.journeys.find(workspace, journey, client);
      if (!row) throw new NotFound('There is no such journey.');
      const graphs = new Map<number, Journey | undefined>();
      const words = async (version: number) => {
        if (!graphs.has(version)) {
          graphs.set(version, (await this.journeys.version(workspace, journey, version, client))?.graph);
        }
        return (node: string) => nodeWords(graphs.get(version), node, world.stored);
      };
      const standing = await this.standing(look, row, at);
      const triggers: TriggerWhy[] = [];
      for (const node of standing.program?.nodes.values() ?? []) {
        if (node.trigger) {
          const { name, sentence } = (await words(node.program.version))(node.id);
          triggers.push({ node: node.id, name, sentence, ...(await this.trigger(look, row, standing, node)) });
        }
      }
      const runs = record.runs.filter((run) => run.journey === journey && run.enteredAt <= at).slice(-MOST_RUNS);
      const told: RunWhy[] = [];
      for (const run of runs.toReversed()) {
        const version = run.resting?.version ?? run.steps.at(-1)?.version ?? 0;
        const program = await this.worlds.version(client, world, journey, version);
        told.push(runReply(run, at, { words: await words(version), mask, ...(program && { program }) }));
      }
      const { program, state } = standing;
      const checks = triggers.flatMap((trigger) => trigger.checks);
      return {
        at: writeInstant(at),
        profile: look.profile,
        journey: { id: journey, name: row.name, state, ...(program && { version: program.version }) },
        runs: told,
        triggers,
        notes: notesOf(look, checks, triggers),
      };
    });
  }

  stage(
    who: Reader,
    profile: string,
    { model: named, ...asking }: Asking & { model?: string },
  ): Promise<StageWhyReply> {
    return this.look(who, profile, asking, async (look) => {
      const { at, record, names, mask, doubt } = look;
      const world = await this.worldAt(look, at);
      const key = named === world.model.id ? undefined : named;
      const was = this.stateOf(look, world);
      const why = whyStage(world, was, key, at, isPast(look) ? doubt : undefined);
      if (!why) throw new NotFound('There is no such model.');
      const id = key ?? world.model.id;
      const { stage, asked, held } = why;
      const change = record.transitions.findLast(({ model, at: moved }) => model === id && moved <= at);
      const called = (each: string) => names.stage?.(each, key) ?? { en: each, zh: each };
      return {
        at: writeInstant(at),
        profile: look.profile,
        model: { id, name: names.model?.(id) ?? { en: id, zh: id } },
        stage,
        name: called(stage),
        ...(change?.to === stage && { since: { at: writeInstant(change.at), from: change.from, cause: change.cause } }),
        ...(held &&
          !isUnseen(record, at) && {
            held: { by: held.by, ...('until' in held && { until: writeInstant(held.until) }) },
          }),
        stages: asked.map(({ stage: each, verdict, findings }) => ({
          stage: each,
          name: called(each),
          verdict,
          findings: mask.reason(findings) as Finding[],
        })),
        notes: notesOf(look, asked),
      };
    });
  }

  /** The last time the profile came to a trigger, and what became of it; or what would become of it. */
  private async trigger(
    look: Look,
    row: Pick<Journeyed, 'id' | 'state'>,
    then: Standing,
    node: ProgramNode,
  ): Promise<Omit<TriggerWhy, 'node' | 'name' | 'sentence'>> {
    const { client, world, record, names, mask, at, doubt } = look;
    const was = this.stateOf(look, await this.worldAt(look, at));
    const since = (await this.records.standing(client, look.workspace, row.id, at)).publishedAt ?? at;
    const { attributes } = was;
    const occasion =
      latestOccasion(node, record, at, { world, attributes, since }) ?? supposedOccasion(node, at, attributes);
    const supposed = occasion?.came.by === 'supposed';
    const logged = occasion?.logged;
    const run = logged && 'run' in logged ? logged.run : undefined;
    const came = occasion && !supposed ? await this.worldAt(look, occasion.at) : world;
    const version = logged && 'rule' in logged ? logged.version : (run?.steps[0] ?? run?.resting)?.version;
    const asked: AtTrigger = {
      world: came,
      profile: occasion && !supposed ? this.beforeEntry(look, came, occasion, run?.id) : was,
      standing: occasion && !supposed ? await this.standing(look, row, occasion.at, version) : then,
      node: node.id,
      occasion,
      doorKnown: supposed && !isPast(look),
      ...(supposed && !isPast(look) ? { admit: await this.admission(look) } : { doubt }),
    };
    const { outcome, checks } = whyEnter(asked);
    return {
      ...(occasion && !supposed && { at: writeInstant(occasion.at) }),
      outcome,
      supposed,
      logged: logged !== undefined,
      ...(run && { enrollment: run.id }),
      checks: checks.map((check) => checkReply(check, asked, names, mask)),
    };
  }

  private beforeEntry(
    look: Look,
    world: LoadedWorld,
    { at, events, executedAt }: Occasion,
    before?: string,
  ): ProfileState {
    return stateAt(look.record, world, {
      at,
      ...(events !== undefined && { events }),
      ...(executedAt !== undefined && { executedBy: executedAt }),
      entering: { ...(before !== undefined && { before }) },
    });
  }

  /** The profile at the moment asked about: as it is stored, or as its logs tell. */
  private stateOf(look: Look, world: LoadedWorld): ProfileState {
    return isPast(look) ? stateAt(look.record, world, { at: look.at }) : look.present;
  }

  /** The journey at an instant; in a version that the log names, else in the newest of then. */
  private async standing(
    { client, workspace, world, now }: Look,
    { id, state: current }: Pick<Journeyed, 'id' | 'state'>,
    at: Instant,
    named?: number,
  ): Promise<Standing> {
    const { version, state } = await this.records.standing(client, workspace, id, at);
    const wanted = named ?? version;
    const program: Program | undefined =
      wanted === undefined ? undefined : await this.worlds.version(client, world, id, wanted);
    if (!program) return { state: 'draft', program };
    return { state: at < now ? ((state as JourneyState | undefined) ?? current) : current, program };
  }

  /** The world with the primary model of that time. Segments, meanings and layerings are those of now. */
  private async worldAt({ client, workspace, world }: Look, at: Instant): Promise<LoadedWorld> {
    const { version, model } = await this.records.model(client, workspace, at);
    if (version === world.model.version) return world;
    const compiled = compileModel(model, version, { ...aroundOf(world.stored), model });
    const models = world.models.map((placed) =>
      placed.key === undefined ? { key: undefined, model: compiled } : placed,
    );
    return { ...world, model: compiled, models };
  }

  /** What a journey's door would say now; nothing is taken. */
  private async admission({ client, world, now }: Look): Promise<NonNullable<AtTrigger['admit']>> {
    const doors = await Doors.open(this.doors, client, [world], { now, from: now, contended: false });
    return doors.admit;
  }

  private async look<Reply>(
    who: Reader,
    profile: string,
    asking: Asking,
    answer: (look: Look) => Promise<Reply>,
  ): Promise<Reply> {
    const { workspaceId: workspace } = who;
    const id = await this.departed.current(workspace, profile);
    if (id === undefined) throw new NotFound('This profile was erased.');
    const fault = asking.zone === undefined ? undefined : zoneFault(asking.zone);
    if (fault) throw new Malformed(fault.en);
    const mask = await this.masking.of(who);
    const named = await this.profileNames.read(workspace, [id], mask.hides);
    const journeys = new Map((await this.journeys.list(workspace)).map((journey) => [journey.id, journey.name]));
    return this.database.transaction(async (client) => {
      await client.query('set transaction isolation level repeatable read read only');
      const now = await this.clock.now(client);
      const at = asking.at === undefined ? now : (parseInstant(asking.at) ?? Date.parse(asking.at));
      if (at > now) throw new Malformed('This moment is still to come. Ask about now or the past.');
      const worlds = await this.worlds.current(client, [workspace]);
      const world = worlds.get(workspace)!;
      const [present] = await this.states.load(client, [{ workspace, shard: shardOf(id), id }]);
      if (!present!.stored) throw new NotFound('There is no such profile.');
      await this.worlds.complete(client, worlds, [present!]);
      const record = await this.records.of(client, workspace, await this.departed.family(workspace, id, client));
      return answer({
        client,
        workspace,
        now,
        at,
        world,
        record,
        present: present!,
        doubt: { told: stateAt(record, world, { at: now }), true: present!, now },
        names: namesOf(world.stored, journeys, asking.zone ?? world.zone),
        mask,
        profile: named.get(id)!,
      });
    });
  }
}

interface Journeyed {
  id: string;
  state: JourneyState;
}

const isPast = ({ at, now }: Pick<Look, 'at' | 'now'>): boolean => at < now;
