import { variantsSchema, workspaceSettingsSchema, type Variants, type WorkspaceSettings } from '@sojourn/api';
import { problemLine, readJourney, zoneFault, type Journey } from '@sojourn/journey';
import { MEANINGS, stageModelSchema, type StageModel } from '@sojourn/lifecycle';
import { nodes } from '@sojourn/nodes';
import { issueWords } from '@sojourn/rules';
import { z } from 'zod';
import { faultIn } from '../http/json.js';

/** What a workspace is set to, but for its name: that is the one thing two workspaces must not share. */
export type PortableSettings = Omit<WorkspaceSettings, 'name'>;

export interface PortableTemplate {
  id: string;
  name: string;
  channel: string;
  variants: Variants;
}

export interface PortableJourney {
  id: string;
  journey: Journey;
}

/**
 * A workspace as a document: what people decided, and nothing of what happened. Whatever is absent stays as it is where
 * the document is applied.
 */
export interface Bundle {
  format: 1;
  settings?: PortableSettings;
  meanings?: Record<string, string[]>;
  model?: StageModel;
  templates: PortableTemplate[];
  journeys: PortableJourney[];
}

/** Something that is wrong, and where. */
export interface PortableProblem {
  place: string;
  message: string;
}

/** Larger than any workspace; past it a file is a mistake. */
export const LARGEST = 50_000_000;

const outline = z.strictObject({
  format: z.literal(1),
  settings: z.unknown().optional(),
  meanings: z.unknown().optional(),
  model: z.unknown().optional(),
  templates: z
    .array(z.strictObject({ id: z.uuid(), name: z.unknown(), channel: z.unknown(), variants: z.unknown() }))
    .default([]),
  journeys: z.array(z.strictObject({ id: z.uuid(), journey: z.unknown() })).default([]),
});
const settingsSchema = workspaceSettingsSchema.omit({ name: true });
const meaningsSchema = z.record(
  z.enum(MEANINGS.map(({ id }) => id) as [string, ...string[]]),
  z.array(z.string().min(1).max(200)).max(200),
);
const templateSchema = z.strictObject({
  id: z.uuid(),
  name: z.string().trim().min(1).max(200),
  channel: z.enum(['email']),
  variants: variantsSchema,
});

/** Reads a document, or tells everything that is wrong with its shape. Whether journeys make sense is judged later. */
export function readBundle(document: unknown): { bundle: Bundle } | { problems: PortableProblem[] } {
  const parsed = outline.safeParse(document);
  if (!parsed.success) return { problems: located('', parsed.error, document) };
  const { templates, journeys } = parsed.data;
  const problems: PortableProblem[] = [];
  const part = <T>(place: string, schema: z.ZodType<T>, value: unknown): T | undefined => {
    if (value === undefined) return undefined;
    const fault = faultIn(value);
    if (fault) problems.push({ place: join(place, fault.path), message: fault.message });
    const read = fault ? undefined : schema.safeParse(value);
    if (read && !read.success) problems.push(...located(place, read.error, value));
    return read?.data;
  };
  const settings = part('settings', settingsSchema, parsed.data.settings);
  if (settings) problems.push(...settingsProblems(settings));
  const bundle: Bundle = {
    format: 1,
    settings,
    meanings: part('meanings', meaningsSchema, parsed.data.meanings) as Record<string, string[]> | undefined,
    model: part('model', stageModelSchema, parsed.data.model),
    templates: templates.flatMap((each, index) => part(`templates.${index}`, templateSchema, each) ?? []),
    journeys: journeys.flatMap(({ id, journey }, index) => {
      const read = readJourney(journey, nodes);
      if (read.journey) return { id, journey: read.journey };
      problems.push(...read.problems.map((problem) => ({ place: `journeys.${index}`, message: problemLine(problem) })));
      return [];
    }),
  };
  problems.push(...doubles('templates', templates), ...doubles('journeys', journeys));
  return problems.length > 0 ? { problems } : { bundle };
}

function settingsProblems({ zone, topics }: PortableSettings): PortableProblem[] {
  const fault = zoneFault(zone);
  const problems = fault ? [{ place: 'settings.zone', message: fault.en }] : [];
  const ids = topics.map(({ id }) => id);
  ids.forEach((id, index) => {
    if (ids.indexOf(id) === index) return;
    problems.push({ place: `settings.topics.${index}.id`, message: `The topic "${id}" is there twice.` });
  });
  if (!ids.includes('transactional'))
    problems.push({ place: 'settings.topics', message: 'The topic "transactional" cannot be removed.' });
  return problems;
}

function doubles(place: string, items: readonly { id: string }[]): PortableProblem[] {
  const ids = items.map(({ id }) => id);
  return ids.flatMap((id, index) =>
    ids.indexOf(id) === index ? [] : [{ place: `${place}.${index}.id`, message: 'This id is there twice.' }],
  );
}

function located(place: string, error: z.ZodError, document: unknown): PortableProblem[] {
  return issueWords(error, document).map(({ path, message }) => ({
    place: join(place, path.map(String).join('.')),
    message: message.en,
  }));
}

const join = (place: string, path: string): string => [place, path].filter((part) => part !== '').join('.');
