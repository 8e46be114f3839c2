import { problemLine, type Journey } from '@sojourn/journey';
import { JourneysService } from '../journeys/journeys.service.js';
import { PublishingService, type Publisher } from '../journeys/publishing.service.js';
import type { Bundle, PortableProblem, PortableTemplate } from '../portable/bundle.js';
import { canonicalJson } from '../portable/canonical.js';
import { everyMeaning } from '../portable/export-bundle.js';
import { standInId } from '../portable/ids.js';
import { AuditStore } from '../store/audit.store.js';
import { JourneysStore, type Authorship } from '../store/journeys.store.js';
import { LifecycleStore } from '../store/lifecycle.store.js';
import { OperationsStore } from '../store/operations.store.js';
import { PortableStore } from '../store/portable.store.js';
import { Records, type Transaction } from '../store/records.js';
import { TemplatesStore } from '../store/templates.store.js';
import { settingsOf, WorkspacesStore } from '../store/workspaces.store.js';
import type { WorkspaceEntity } from '../store/workspace.entity.js';
import type { Installation } from './installation.js';

export interface Change {
  how: 'created' | 'changed' | 'published';
  what: 'settings' | 'meanings' | 'model' | 'template' | 'journey';
  name: string;
}

const NOTE = 'Applied from a file.';

/** Rolls the transaction back without being a failure. */
class Undone extends Error {}

const same = (a: unknown, b: unknown): boolean => canonicalJson(a) === canonicalJson(b);

/** One application of a document to a workspace, in one transaction. */
export class Application {
  readonly changes: Change[] = [];
  /** What keeps the document from being applied; then nothing is. */
  readonly problems: PortableProblem[] = [];
  /** What would keep a journey from being published. */
  readonly warnings: PortableProblem[] = [];
  private transaction!: Transaction;
  private by!: Authorship;
  private readonly who: Publisher;

  constructor(
    private readonly installation: Installation,
    private readonly workspace: WorkspaceEntity,
    private readonly publishes: boolean,
  ) {
    this.who = { kind: 'system', name: 'command line', workspaceId: workspace.id, memberId: null };
  }

  /** Applies it, or with `checkOnly` finds out what would change. */
  async run(bundle: Bundle, checkOnly: boolean): Promise<void> {
    const { app, clock } = this.installation;
    const work = app.get(Records).transaction(async (transaction) => {
      this.transaction = transaction;
      this.by = { by: null, at: await clock.now(transaction) };
      await this.applySettings(bundle);
      await this.applyLifecycle(bundle);
      const templates = await this.standIns('template', bundle.templates);
      for (const [index, template] of bundle.templates.entries()) {
        await this.applyTemplate({ ...template, id: templates.get(template.id)! }, `templates.${index}`);
      }
      const journeys = await this.standIns('journey', bundle.journeys);
      for (const [index, { id, journey }] of bundle.journeys.entries()) {
        await this.applyJourney(journeys.get(id)!, withIds(journey, templates), `journeys.${index}`);
      }
      if (checkOnly || this.problems.length > 0) throw new Undone();
    });
    await work.catch((error: unknown) => {
      if (!(error instanceof Undone)) throw error;
    });
  }

  private async applySettings({ settings }: Bundle): Promise<void> {
    const { name, ...before } = settingsOf(this.workspace);
    if (!settings || same(before, settings)) return;
    await this.installation.app.get(WorkspacesStore).save(this.transaction, this.workspace.id, { name, ...settings });
    await this.note(
      'changed',
      'settings',
      '',
      'workspace.settings',
      { kind: 'workspace', id: this.workspace.key, name },
      before,
      settings,
    );
  }

  /** A new model, or events that mean something else: everybody's stage is computed anew, and no journey starts by it. */
  private async applyLifecycle(bundle: Bundle): Promise<void> {
    const { app } = this.installation;
    const [lifecycle, operations] = [app.get(LifecycleStore), app.get(OperationsStore)];
    const { transaction, by } = this;
    const workspaceId = this.workspace.id;
    const before = await lifecycle.lock(transaction, workspaceId);
    const meanings = bundle.meanings && everyMeaning(bundle.meanings);
    const newMeanings = meanings !== undefined && !same(everyMeaning(before.meanings), meanings);
    const model = bundle.model ?? before.model;
    const newModel = !same(before.model, model);
    if (newMeanings) {
      await lifecycle.saveMeanings(transaction, workspaceId, meanings);
      await this.note('changed', 'meanings', '', 'meanings.save', { kind: 'meanings' }, before.meanings, meanings);
    }
    if (!newMeanings && !newModel) return;
    const version = await lifecycle.insertModel(transaction, workspaceId, model, NOTE, by);
    await app.get(WorkspacesStore).raiseRevision(transaction, workspaceId);
    const total = [...(await lifecycle.sizes(workspaceId)).values()].reduce((sum, n) => sum + n, 0);
    await operations.add(transaction, {
      workspaceId,
      kind: 'lifecycle.recompute',
      detail: { version },
      total,
      at: by.at,
    });
    if (!newModel) return;
    const target = { kind: 'lifecycle model', id: model.id, name: model.name.en };
    await this.note('changed', 'model', model.name.en, 'lifecycle.publish', target, before.model, {
      version,
      model,
      note: NOTE,
    });
  }

  private async applyTemplate({ id, name, channel, variants }: PortableTemplate, place: string): Promise<void> {
    const templates = this.installation.app.get(TemplatesStore);
    const { transaction, by } = this;
    const workspaceId = this.workspace.id;
    const target = { kind: 'template', id, name };
    const before = await templates.find(workspaceId, id, transaction);
    if (!before) {
      await templates.add(transaction, { id, workspaceId, name, channel, variants }, by);
      return this.note('created', 'template', name, 'template.create', target, undefined, { version: 1, variants });
    }
    if (before.channel !== channel) {
      this.problems.push({
        place: `${place}.channel`,
        message: `This template is for ${before.channel} here and cannot become one for ${channel}.`,
      });
      return;
    }
    const newTexts = !same(before.variants, variants);
    if (!newTexts && before.name === name) return;
    const locked = (await templates.lock(transaction, workspaceId, id))!;
    if (newTexts) await templates.addVersion(transaction, locked, name, variants, by);
    else await templates.rename(transaction, id, name, by.at);
    const after = { name, version: before.version + (newTexts ? 1 : 0), ...(newTexts ? { variants } : {}) };
    await this.note(
      'changed',
      'template',
      name,
      'template.save',
      target,
      { name: before.name, version: before.version },
      after,
    );
  }

  private async applyJourney(id: string, journey: Journey, place: string): Promise<void> {
    const { app } = this.installation;
    const journeys = app.get(JourneysStore);
    const { transaction, by } = this;
    const workspaceId = this.workspace.id;
    const { name } = journey;
    const target = { kind: 'journey', id, name };
    const before = await journeys.lock(transaction, workspaceId, id);
    if (before?.state === 'archived') {
      this.problems.push({
        place,
        message: 'This journey is archived here. Give the file another id, or take it out.',
      });
      return;
    }
    if (!before) {
      await journeys.insert(transaction, workspaceId, id, journey, by);
      await this.note('created', 'journey', name, 'journey.create', target, undefined, { nodes: journey.nodes.length });
    } else if (!same(before.draft, journey)) {
      await journeys.saveDraft(transaction, workspaceId, id, journey, by);
      await this.note(
        'changed',
        'journey',
        name,
        'journey.save',
        target,
        { revision: before.revision },
        { revision: before.revision + 1 },
      );
    }
    const now = (await journeys.lock(transaction, workspaceId, id))!;
    if (!now.changed) return;
    const faults = await app.get(JourneysService).check(transaction, workspaceId, journey);
    const told = faults.map((problem) => ({ place, message: problemLine(problem) }));
    const broken = faults.some(({ severity }) => severity === 'error');
    if (broken && this.publishes) this.problems.push(...told);
    else if (now.revision !== before?.revision) this.warnings.push(...told);
    if (broken || !this.publishes) return;
    await app.get(PublishingService).publishIn(transaction, this.who, id, now.revision, NOTE);
    this.changes.push({ how: 'published', what: 'journey', name });
  }

  /** Under which id each item stands here: its own, or another one where that belongs to another workspace. */
  private async standIns(kind: 'template' | 'journey', items: readonly { id: string }[]): Promise<Map<string, string>> {
    const workspaceId = this.workspace.id;
    const others = new Map(items.map(({ id }) => [id, standInId(workspaceId, id)]));
    const ids = [...others.keys(), ...others.values()];
    const owners = await this.installation.app.get(PortableStore).owners(this.transaction, kind, ids);
    return new Map(
      [...others].map(([id, other]) => {
        const own = owners.get(id) === workspaceId || (!owners.has(id) && !owners.has(other));
        return [id, own ? id : other];
      }),
    );
  }

  private async note(
    how: Change['how'],
    what: Change['what'],
    name: string,
    action: string,
    target: { kind: string; id?: string; name?: string },
    before: unknown,
    after: unknown,
  ): Promise<void> {
    this.changes.push({ how, what, name });
    const entry = {
      workspaceId: this.workspace.id,
      action,
      target,
      ...(before === undefined ? {} : { before }),
      after,
    };
    await this.installation.app.get(AuditStore).record(this.transaction, this.who, entry);
  }
}

/** The journey with the ids that templates have here. Ids are unique texts: wherever one stands, that template is meant. */
function withIds(journey: Journey, ids: ReadonlyMap<string, string>): Journey {
  const mapped = (value: unknown) => (typeof value === 'string' ? (ids.get(value) ?? value) : value);
  return {
    ...journey,
    nodes: journey.nodes.map((node) => ({
      ...node,
      settings: Object.fromEntries(Object.entries(node.settings).map(([key, value]) => [key, mapped(value)])),
    })),
  };
}
