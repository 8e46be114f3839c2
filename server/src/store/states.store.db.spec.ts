import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { setConsent, setTraits } from '../../../packages/journey/src/profile-facts.js';
import { freshDatabase, type FreshDatabase } from '../../../test/support/database.js';
import { Database } from './database.js';
import { StatesSaveStore } from './states-save.store.js';
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
