import { describe, expect, it } from '@jest/globals';
import type { JourneySummary } from '@sojourn/api';
import { matching } from './matching.js';

const journey = (name: string, state: JourneySummary['state'] = 'live'): JourneySummary => ({
  id: name,
  name,
  state,
  updatedAt: '2026-11-21T00:00:00Z',
  entered: 0,
  inside: 0,
});
const all = [journey('流失挽回'), journey('Win back customers', 'draft'), journey('Old win-back', 'archived')];
const names = (search: { search?: string; state?: string }) => matching(all, search).map(({ name }) => name);

describe('searching journeys', () => {
  it('leaves archived ones out until they are asked for', () => {
    expect(names({})).toEqual(['流失挽回', 'Win back customers']);
    expect(names({ state: 'archived' })).toEqual(['Old win-back']);
  });

  it('wants every word somewhere in the name', () => {
    expect(names({ search: 'BACK win' })).toEqual(['Win back customers']);
    expect(names({ search: '挽回' })).toEqual(['流失挽回']);
    expect(names({ search: 'win', state: 'live' })).toEqual([]);
  });
});
