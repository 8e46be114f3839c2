import { describe, expect, it } from '@jest/globals';
import { checkJourney, type JourneySettings } from '@sojourn/journey';
import { ORDERS_ONLY_MODEL } from '@sojourn/lifecycle';
import { nodes } from '@sojourn/nodes';
import { drawn } from './playing.js';

const around = { meanings: { order: ['order_completed'] }, model: ORDERS_ONLY_MODEL };

/** The faults of a sound journey with these settings, as code and field. */
const told = (settings: JourneySettings, segments?: { id: string }[]): string[] => {
  const journey = drawn(
    { start: ['event-trigger', { event: 'x' }], rest: ['wait-duration', { for: '1d' }], end: ['end'] },
    ['start.next>rest', 'rest.next>end'],
    settings,
  );
  return checkJourney(journey, nodes, segments ? { segments } : {}, around).map(
    ({ code, field }) => `${code} ${field}`,
  );
};
const EXISTS = { fact: { attribute: 'tier' }, is: 'known' } as const;

describe('VERSION-4 the check of a journey’s settings', () => {
  it('VERSION-4 passes goals and exit rules that make sense', () => {
    const settings: JourneySettings = {
      goals: [{ id: 'a', when: { on: 'event', event: 'order_completed' }, effect: 'count' }],
      exits: [
        { id: 'a', when: { on: 'stage', to: ['silent'] } },
        { id: 'b', when: { on: 'condition', rule: EXISTS } },
      ],
    };
    expect(told(settings)).toEqual([]);
  });

  it('VERSION-4 names stages and segments that do not exist, and what is never known', () => {
    const property = { fact: { property: 'plan' }, is: 'eq', value: 'pro' } as const;
    const settings: JourneySettings = {
      goals: [{ id: 'a', when: { on: 'condition', rule: property }, effect: 'count' }],
      exits: [
        { id: 'a', when: { on: 'stage', to: ['bored'] } },
        { id: 'b', when: { on: 'segment', segment: 'gone', is: 'out' } },
      ],
    };
    expect(told(settings, [{ id: 'here' }])).toEqual([
      'never_known settings.goals.0.when.rule',
      'unknown_reference settings.exits.0.when',
      'unknown_reference settings.exits.1.when.segment',
    ]);
  });

  it('VERSION-4 wants every goal and every exit rule under an id of its own', () => {
    const when = { on: 'event', event: 'x' } as const;
    const settings: JourneySettings = {
      goals: [
        { id: 'a', when, effect: 'count' },
        { id: 'a', when, effect: 'exit' },
      ],
    };
    expect(told(settings)).toEqual(['invalid settings.goals.1.id']);
  });
});

describe('STATE-3 loops', () => {
  const loop = (visits?: number) => {
    const journey = drawn(
      {
        start: ['event-trigger', { event: 'x' }],
        mark: ['set-attribute', { attribute: 'a', value: 1 }],
        branch: ['if-else', { rule: EXISTS }],
        end: ['end'],
      },
      ['start.next>mark', 'mark.next>branch', 'branch.yes>mark', 'branch.no>end'],
    );
    if (visits !== undefined) journey.nodes[1]!.visits = visits;
    return checkJourney(journey, nodes, {}, around).map(({ code }) => code);
  };

  it('STATE-3 a circle needs a wait, or a budget of visits', () => {
    expect(loop()).toEqual(['cycle']);
    expect(loop(12)).toEqual([]);
  });
});
