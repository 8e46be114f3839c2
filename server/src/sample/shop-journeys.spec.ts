import { describe, expect, it } from '@jest/globals';
import { rehearse } from '@sojourn/journey';
import { ECOMMERCE_MODEL } from '@sojourn/lifecycle';
import { GALLERY, nodes } from '@sojourn/nodes';
import { DAY } from '@sojourn/rules';
import { generateShop, SAMPLE_PLAN } from './shop-generator.js';

const now = Date.parse('2026-11-20T13:00:00+08:00');
const events = [...generateShop({ ...SAMPLE_PLAN, now })].flatMap(({ person, events: own }) =>
  own.map((event) => ({ profile: person.userId, ...event })),
);

describe('had the gallery run through the shop’s year,', () => {
  it.each(GALLERY.map((entry) => [entry.id, entry] as const))(
    '%s would have led people through every node',
    (_, entry) => {
      const journey = entry.draw('en', (key) => key);
      const result = rehearse({
        journey,
        registry: nodes,
        model: ECOMMERCE_MODEL,
        events,
        from: now - 366 * DAY,
        to: now + 1,
      });
      const unused = Object.entries(result.nodes).filter(([, { entered }]) => entered === 0);
      expect(unused.map(([id]) => id)).toEqual([]);
      expect(Object.values(result.sends).reduce((a, b) => a + b)).toBeGreaterThan(500);
    },
  );
});
