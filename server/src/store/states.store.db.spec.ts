import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { Changes, type Enrollment } from '@sojourn/journey';
import { setConsent, setTraits } from '../../../packages/journey/src/profile-facts.js';
import { freshDatabase, type FreshDatabase } from '../../../test/support/database.js';
import { Database } from './database.js';
import { HistoryStore } from './history.store.js';
import { LostCompareAndSet, StatesSaveStore } from './states-save.store.js';
import { StatesStore, type StoredState } from './states.store.js';

const KEY = { workspace: 1, shard: 3, id: '01234567-89ab-7def-8123-456789abcdef' };
let fresh: FreshDatabase;
let database: Database;
beforeAll(async () => {
  fresh = await freshDatabase();
  database = Database.open(fresh.url);
});
afterAll(async () => {
  await database.close();
  await fresh.drop();
});

/** Loads the profile, changes it, and gives it back as the next batch will find it. */
async function play(change: (state: StoredState) => void): Promise<StoredState> {
  await database.transaction(async (client) => {
    const [state] = await new StatesStore().load(client, [KEY]);
    state!.touched = true;
    change(state!);
    await new StatesSaveStore().save(client, [state!]);
  });
  return load();
}

async function load(): Promise<StoredState> {
  const [found] = await database.transaction((client) => new StatesStore().load(client, [KEY]));
  return found!;
}

it('writes what changed of a profile and keeps what did not', async () => {
  const born = await play((state) => {
    state.played = 1_000;
    setTraits(state, { city: 'Chengdu' });
    setConsent(state, 'email', 'marketing', true);
    state.scores = { r: 5 };
  });
  const layered = await play((state) => (state.layers = { value: { stage: 'high', since: 2_000 } }));
  expect(layered).toMatchObject({ attributes: born.attributes, consents: born.consents, scores: { r: 5 } });
  expect(layered.layers).toEqual({ value: { stage: 'high', since: 2_000 } });
  const withdrawn = await play((state) => setConsent(state, 'email', 'marketing', false));
  expect(withdrawn.consents).toEqual({ email: { marketing: false } });
  const cleared = await play((state) => {
    state.scores = {};
    state.tags = ['vip'];
  });
  expect(cleared).toMatchObject({ scores: {}, tags: ['vip'], layers: layered.layers, consents: withdrawn.consents });
});

it('LOG-1 D9 an enrollment that has moved on since it was read is neither written nor ended', async () => {
  await play((state) => state.enrollments.push(anEnrollment(state.id)));
  const stale = await load();
  const advance = ({ enrollments: [enrollment] }: StoredState) =>
    Object.assign(enrollment!, { step: enrollment!.step + 1, touched: true });
  await play(advance);
  advance(stale);
  const save = database.transaction((client) => new StatesSaveStore().save(client, [stale]));
  await expect(save).rejects.toThrow(LostCompareAndSet);
  const changes = new Changes();
  changes.endings.push({ profile: stale, enrollment: stale.enrollments[0]!, at: 3_000, reason: 'completed' });
  const model = { id: 'primary', version: 1 };
  const end = database.transaction((client) =>
    new HistoryStore().open({ at: 3_000, worker: 'late' }, () => model, new Map()).write(client, changes),
  );
  await expect(end).rejects.toThrow(LostCompareAndSet);
  expect((await load()).enrollments).toMatchObject([{ step: 1 }]);
});

const anEnrollment = (id: string): Enrollment => ({
  id,
  journey: id,
  version: 1,
  key: '',
  node: 'rest',
  step: 0,
  enteredAt: 1_000,
  arrivedAt: 1_000,
  due: 9_000,
  entry: {},
  stored: false,
  touched: true,
});
