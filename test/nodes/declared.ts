import { expect } from '@jest/globals';
import type { Behaviour, Calendar, KnownReferences, Outcome, Preparing, Trigger, Visit } from '@sojourn/journey';
import { ECOMMERCE_MODEL, type StageModel } from '@sojourn/lifecycle';
import { nodes } from '@sojourn/nodes';
import { compileRule } from '@sojourn/rules';
import { factsOf, type PlainFacts } from '../support/facts.js';

// One node type at a time, as it is declared: without a journey around it and without a player.

export const NOW = Date.parse('2026-03-01T12:00:00Z');

/** A layering beside the lifecycle model. */
export const LAYERING: StageModel = {
  format: 1,
  id: 'engagement',
  name: { en: 'Engagement', zh: '参与度' },
  stages: [
    { id: 'core', name: { en: 'Core', zh: '核心用户' }, rule: { all: [] } },
    { id: 'passing', name: { en: 'Passing', zh: '浏览用户' }, rule: { any: [] } },
  ],
  evaluation: ['core', 'passing'],
};

const CALENDARS: readonly Calendar[] = [
  { id: 'shop', name: 'Shop', holidays: ['2026-03-02'], makeUpDays: ['2026-03-07'] },
  { id: 'never', name: 'Never', holidays: [], makeUpDays: [] },
];

const meanings = { order: ['order_completed'], activity: ['app_opened', 'order_completed'] };
export const around: Preparing = {
  model: ECOMMERCE_MODEL,
  layers: [LAYERING],
  meanings,
  compile: (rule) => compileRule(rule, { meanings }),
  calendar: (id) => CALENDARS.find((calendar) => calendar.id === id),
};

type Settings = Record<string, unknown>;

export const typeOf = (name: string) => nodes.get(name)!;
export const parsed = (name: string, settings: Settings = {}) => typeOf(name).settings.parse(settings);
export const ready = (name: string, settings: Settings = {}): Behaviour =>
  typeOf(name).prepare!(parsed(name, settings), around);
export const trigger = (name: string, settings: Settings = {}): Trigger =>
  typeOf(name).trigger!(parsed(name, settings));

/** A look at a node: the profile's facts, and where and when it is looked at. */
export function look(
  facts: PlainFacts = {},
  more: Partial<Omit<Visit, 'facts' | 'zone'>> & { zone?: string } = {},
): Visit {
  const { zone = 'UTC', ...rest } = more;
  const now = rest.now ?? NOW;
  return {
    facts: factsOf(facts),
    now,
    arrivedAt: now,
    enteredAt: now,
    profile: 'somebody',
    ...rest,
    zone: () => ({ zone, source: 'profile' }),
  };
}

export const visit = (name: string, settings: Settings = {}, ...at: Parameters<typeof look>): Outcome =>
  ready(name, settings).visit(look(...at));
export const sentence = (name: string, settings: Settings = {}) =>
  typeOf(name).sentence(parsed(name, settings), around);
export const ports = (name: string, settings: Settings = {}) =>
  typeOf(name)
    .ports(settings, around)
    .map(({ id, required }) => `${id}${required ? '!' : ''}`);
export const labels = (name: string, settings: Settings = {}) =>
  typeOf(name)
    .ports(settings, around)
    .map(({ label }) => label);
export const check = (name: string, settings: Settings, known: KnownReferences = {}) =>
  (typeOf(name).check?.(parsed(name, settings), known) ?? []).map(({ field, message }) => {
    expect(message).toEqual({ en: expect.any(String), zh: expect.stringMatching(/[\u4e00-\u9fff]/) });
    return field;
  });

/** Settings that are refused, and the paths at which it is said why. */
export function refuses(name: string, settings: Settings): string[] {
  const { success, error } = typeOf(name).settings.safeParse(settings);
  expect(success).toBe(false);
  return error!.issues.map(({ path }) => path.join('.'));
}
