import { afterAll, beforeAll, beforeEach, expect, it } from '@jest/globals';
import { newProfile } from '@sojourn/journey';
import { setTraits } from '../../../packages/journey/src/profile-facts.js';
import { freshDatabase, type FreshDatabase } from '../../../test/support/database.js';
import { Database, type Queryable } from '../store/database.js';
import { ShardsStore } from '../store/shards.store.js';
import { StatesSaveStore } from '../store/states-save.store.js';
import { StatesStore, type StoredState } from '../store/states.store.js';
import { KeptStates, type Loaded } from './kept-states.js';

const ANNA = { workspace: 1, shard: 3, id: '01234567-89ab-7def-8123-456789abcdef' };
const BERT = { workspace: 1, shard: 4, id: '01234567-89ab-7def-8123-456789abcde0' };
let fresh: FreshDatabase;
let database: Database;
let kept: KeptStates;
beforeAll(async () => {
  fresh = await freshDatabase();
  database = Database.open(fresh.url);
});
beforeEach(async () => {
  await database.query('truncate profile');
  kept = new KeptStates(new StatesStore());
});
afterAll(async () => {
  await database.close();
  await fresh.drop();
});

const load = async (client: Queryable) =>
  kept.load(client, [ANNA, BERT], await new ShardsStore().countUp(client, [ANNA.shard, BERT.shard]));

/** One batch that gives both a city, and how it found them. */
async function batch(city: string, client: Queryable): Promise<{ loaded: Loaded; found: unknown[] }> {
  const loaded = await load(client);
  const found = loaded.states.map(({ attributes }) => attributes.city);
  for (const state of loaded.states) {
    state.played = 1_000;
    state.touched = true;
    setTraits(state, { city });
  }
  await new StatesSaveStore().save(client, loaded.states);
  return { loaded, found };
}

async function committed(city: string): Promise<unknown[]> {
  const { loaded, found } = await database.transaction((client) => batch(city, client));
  kept.keep(loaded);
  return found;
}

const byHand = (city: string, client: Queryable = database) =>
  client.query(`update profile set attributes = jsonb_build_object('city', $1::text)`, [city]);

it('D5 finds in memory whom it played last, while nobody else writes to their shards', async () => {
  expect(await committed('Chengdu')).toEqual([undefined, undefined]);
  // Nobody counted this up, so that it is not seen: the proof that nothing was loaded.
  await byHand('nowhere');
  expect(await committed('Xi’an')).toEqual(['Chengdu', 'Chengdu']);
});

it('D5 loads a shard anew that somebody else has written to since', async () => {
  await committed('Chengdu');
  await byHand('nowhere');
  await database.transaction(async (client) => {
    await new ShardsStore().hold(client, BERT.shard);
    await byHand('Lhasa', client);
  });
  expect(await committed('Xi’an')).toEqual(['Chengdu', 'Lhasa']);
});

it('D9 keeps nothing of a batch that was rolled back', async () => {
  await committed('Chengdu');
  const lost = database.transaction(async (client) => {
    await batch('Atlantis', client);
    throw new Error('The connection is gone.');
  });
  await expect(lost).rejects.toThrow('gone');
  expect(await committed('Xi’an')).toEqual(['Chengdu', 'Chengdu']);
});

it('D9 forgets an older batch that is told of after a newer one', async () => {
  const first = await database.transaction((client) => batch('Chengdu', client));
  const second = await database.transaction((client) => batch('Lhasa', client));
  kept.keep(second.loaded);
  kept.keep(first.loaded);
  expect(await committed('Xi’an')).toEqual(['Lhasa', 'Lhasa']);
});

it('D5 has what it took, however much is kept by others meanwhile', async () => {
  await committed('Chengdu');
  await database.transaction(async (client) => {
    const versions = await new ShardsStore().countUp(client, [ANNA.shard, BERT.shard]);
    const loading = kept.load(client, [ANNA, BERT], versions);
    const crowd = Array.from({ length: 10_000 }, (_, n) => ({
      ...newProfile(`${n}`),
      workspace: 1,
      shard: 9,
      touched: true,
    }));
    kept.keep({ states: crowd as StoredState[], versions: new Map([[9, 1]]) });
    const { states } = await loading;
    expect(states.map(({ attributes }) => attributes.city)).toEqual(['Chengdu', 'Chengdu']);
  });
});
