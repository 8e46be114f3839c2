import { describe, expect, it } from '@jest/globals';
import { localDay } from '@sojourn/journey';
import { DAY, HOUR, MINUTE } from '@sojourn/rules';
import { edges, provesInstantAt, provesNextTime, provesUsualHour, provesWindow, ZONES } from './proving-local-time.js';

/** Numbers in [0, 1) that are the same in every run (a linear congruential generator after Park and Miller). */
function drawsFrom(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (state * 48_271) % 2_147_483_647;
    return Math.floor((state / 2_147_483_647) * below);
  };
}

describe('every zone of the tz database, from 2024 to 2030', () => {
  it('there are hundreds of them', () => expect(ZONES.length).toBeGreaterThan(400));

  it('TIME-3 WAIT-1 WAIT-4 at and around every setting of its clocks', () => {
    for (const zone of ZONES) {
      const draw = drawsFrom(zone.length * 1_009 + zone.codePointAt(0)!);
      for (const edge of edges(zone)) {
        const day = localDay(edge, zone);
        for (let minutes = 0; minutes < 24 * 60; minutes += 30) {
          for (const each of [day - 1, day, day + 1]) provesInstantAt(zone, each, minutes + draw(30));
        }
        for (let round = 0; round < 12; round++) {
          const now = edge + draw(4 * DAY) - 2 * DAY;
          provesNextTime(zone, now, draw(4), draw(24 * 60), round % 3 === 0 ? [1 + draw(7), 1 + draw(7)] : []);
        }
        for (let round = 0; round < 3; round++) {
          const [from, length] = [draw(24 * 60), 1 + draw(24 * 60 - 1)];
          provesWindow(zone, edge + draw(2 * DAY) - DAY, from, (from + length) % (24 * 60), []);
        }
        const seen = Array.from({ length: 20 }, () => edge + draw(60) * HOUR - 30 * HOUR + draw(60) * MINUTE);
        provesUsualHour(zone, seen);
      }
    }
  }, 120_000);
});
