import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import {
  journeyTestSchema,
  momentOf,
  playTest,
  type Journey,
  type JourneyTest,
  type TestOutcome,
  type TestStep,
} from '@sojourn/journey';
import { PRESETS, usualMeanings } from '@sojourn/lifecycle';
import { GALLERY, nodes } from '@sojourn/nodes';
import { milliseconds, parseDuration, parseInstant, writeInstant, type Instant } from '@sojourn/rules';
import { freshDatabase, type FreshDatabase } from '../support/database.js';
import { TestEngine } from '../support/engine.js';

const folder = join(import.meta.dirname, '../../packages/nodes/src/gallery');
const files = readdirSync(folder).filter((name) => name.endsWith('.journey-test.json'));

/** What a workspace is set to where everybody may be written to at any hour. */
const SETTINGS = {
  quietHours: null,
  topics: [
    { id: 'marketing', byDefault: true, transactional: false },
    { id: 'transactional', byDefault: true, transactional: true },
  ],
};

let fresh: FreshDatabase;
beforeAll(async () => {
  fresh = await freshDatabase();
});
afterAll(() => fresh.drop());

function read(name: string) {
  const test = journeyTestSchema.parse(JSON.parse(readFileSync(join(folder, name), 'utf8')));
  const entry = GALLERY.find(({ id }) => test.journey === `gallery:${id}`)!;
  const preset = PRESETS.find(({ id }) => id === test.model)!;
  const model = { ...preset, meanings: usualMeanings() as Record<string, string[]> };
  return { test, journey: entry.draw('en', (key) => key), model };
}

/** Lets the world of a test happen to the engine, and tells the steps it logged as a test writes them. */
async function enginePath(engine: TestEngine, test: JourneyTest, journey: Journey): Promise<string[]> {
  const { given, script } = test;
  const start = parseInstant(given.now)!;
  const { attributes = {}, consents = {}, events = [], outcomes = {} } = given;
  const say = (traits: object) => engine.enqueue([{ profile: 'one', kind: 'identify', payload: { traits } }]);
  const happens = (name: string, properties = {}) => engine.accept({ profile: 'one', name, properties });
  engine.email.answer = ({ journey: { node } }) => handover(outcomes[node]);

  await say({ ...attributes, consents });
  for (const { at, event, properties } of events.toSorted((a, b) => momentOf(a.at, start)! - momentOf(b.at, start)!)) {
    await engine.moveTo(momentOf(at, start)!);
    await happens(event, properties);
  }
  await engine.moveTo(start - 1);
  const id = await engine.publish(journey);
  let clock = start;
  for (const step of script) {
    clock = whenOf(step, clock, start);
    await engine.moveTo(clock);
    if ('event' in step) await happens(step.event, step.properties);
    else if ('attributes' in step) await say(step.attributes);
    else if ('consents' in step) await say({ consents: step.consents });
    else if (!('advance' in step)) throw new Error(`Let this spec bring it to the engine: ${JSON.stringify(step)}`);
    await engine.settle();
  }
  const rows = await engine.rows<{ node: string; port: string | null; at: Instant }>(
    'select node, port, at from step where journey_id = $1 order by at, enrollment_id, number',
    [id],
  );
  return rows.map(({ node, port, at }) => `${node}${port === null ? '' : `.${port}`} ${writeInstant(at)}`);
}

function whenOf(step: TestStep, clock: Instant, start: Instant): Instant {
  if (!('advance' in step)) return step.at === undefined ? clock : momentOf(step.at, start)!;
  return parseDuration(step.advance) === undefined
    ? momentOf(step.advance, start)!
    : clock + milliseconds(step.advance);
}

function handover(told: TestOutcome | TestOutcome[] | undefined) {
  if (told === undefined) return { outcome: 'sent' as const };
  if (Array.isArray(told)) throw new Error('Let this spec bring outcomes in turn to the engine.');
  const { outcome, reason } = typeof told === 'string' ? { outcome: told, reason: undefined } : told;
  if (outcome !== 'sent' && outcome !== 'failed') throw new Error(`A channel does not answer "${outcome}".`);
  return { outcome, ...(reason !== undefined && { reason }) };
}

describe('a journey test of the gallery', () => {
  it.each(files)('%s takes the path that the engine takes', async (name) => {
    const { test, journey, model } = read(name);
    const tested = playTest({ test, journey, model, registry: nodes });
    expect(tested.differences).toEqual([]);
    const told = tested.path.map((step) => step.replace(/ @ \S+ \((.*)\)$/, ' $1'));
    const first = (test.given.events ?? []).map(({ at }) => momentOf(at, parseInstant(test.given.now)!)!);
    const engine = new TestEngine(fresh, Math.min(parseInstant(test.given.now)! - 1, ...first));
    try {
      await engine.open({ model, settings: SETTINGS });
      expect(await enginePath(engine, test, journey)).toEqual(told);
      expect(engine.faults).toEqual([]);
    } finally {
      await engine.close();
    }
  });
});
