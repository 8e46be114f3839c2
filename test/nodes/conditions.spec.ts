import { describe, expect, it } from '@jest/globals';
import { stableShare } from '@sojourn/journey';
import { DAY } from '@sojourn/rules';
import fc from 'fast-check';
import {
  check,
  labels,
  LAYERING,
  NOW,
  parsed,
  ports,
  ready,
  refuses,
  sentence,
  typeOf,
  visit,
  look,
} from './declared.js';

const ordered = (count: number) => ({ fact: { meaning: 'order', measure: 'count' }, is: 'gte', value: count });
const buyer = { events: { order_completed: { count: 2, first: NOW - DAY, last: NOW } } };

describe('conditions', () => {
  const rule = { all: [ordered(2), { fact: { attribute: 'city' }, is: 'eq', value: 'Xian' }] };

  it('SPLIT-2 if-else leaves by yes or no, with the values that it met', () => {
    expect(visit('if-else', { rule }, { ...buyer, attributes: { city: 'Xian' } })).toMatchObject({
      do: 'leave',
      port: 'yes',
    });
    const no = visit('if-else', { rule }, buyer);
    expect(no).toMatchObject({ do: 'leave', port: 'no' });
    expect((no as { reason: { findings: unknown[] } }).reason.findings).toEqual([
      { fact: { meaning: 'order', measure: 'count' }, is: 'gte', value: 2, found: 2, holds: true },
      { fact: { attribute: 'city' }, is: 'eq', value: 'Xian', holds: false },
    ]);
    expect(ports('if-else')).toEqual(['yes!', 'no!']);
    expect(sentence('if-else', { rule })).toEqual({
      en: 'If “Order paid” happened at least 2 times and “city” is “Xian”',
      zh: '如果“支付订单”至少发生 2 次，且属性“city”是“Xian”',
    });
  });

  it('SPLIT-2 SPLIT-3 multi-split takes the first branch that holds, else everyone else, and says what it met', () => {
    const branches = [
      { id: 'many', name: '多次购买', rule: ordered(5) },
      { id: 'some', rule: ordered(2) },
      { id: 'any', rule: ordered(1) },
    ];
    const went = (count: number) =>
      visit('multi-split', { branches }, { events: { order_completed: { count, first: NOW, last: NOW } } });
    expect([9, 5, 3, 1].map((count) => (went(count) as { port: string }).port)).toEqual([
      'many',
      'many',
      'some',
      'any',
    ]);
    expect(went(2)).toMatchObject({ reason: { findings: [{ holds: false }, { holds: true }] } });
    expect(visit('multi-split', { branches })).toMatchObject({ port: 'else', reason: { findings: { length: 3 } } });
    expect(ports('multi-split', { branches })).toEqual(['many!', 'some!', 'any!', 'else!']);
    expect(labels('multi-split', { branches }).map(({ zh }) => zh)).toEqual([
      '多次购买',
      '“支付订单”至少发生 2 次',
      '“支付订单”发生过',
      '其他人',
    ]);
    expect(sentence('multi-split', { branches }).zh).toBe('分为 4 路，取首个满足的分支');
  });

  it('multi-split wants branches whose ids are their own', () => {
    expect(refuses('multi-split', { branches: [] })).toEqual(['branches']);
    const twice = [
      { id: 'a', rule: ordered(1) },
      { id: 'a', rule: ordered(2) },
    ];
    expect(refuses('multi-split', { branches: twice })).toEqual(['branches.1.id']);
    expect(refuses('multi-split', { branches: [{ id: 'else', rule: ordered(1) }] })).toEqual(['branches.0.id']);
    expect(refuses('multi-split', { branches: [{ id: 'a b', rule: ordered(1) }] })).toEqual(['branches.0.id']);
  });
});

describe('a split by stage', () => {
  it('SPLIT-3 stage-split has a port for every stage and leaves by the one the profile is in', () => {
    expect(ports('stage-split')).toEqual(['novice', 'growth', 'mature', 'silent', 'churned', 'unclassified']);
    expect(visit('stage-split', {}, { stage: { stage: 'silent', since: NOW } })).toEqual({
      do: 'leave',
      port: 'silent',
      reason: { stage: 'silent' },
    });
    expect(visit('stage-split')).toMatchObject({ port: 'unclassified' });
  });

  it('SPLIT-3 stage-split by a layering has its stages for ports', () => {
    const settings = { model: 'engagement' };
    expect(ports('stage-split', settings)).toEqual(['core', 'passing', 'unclassified']);
    const layers = { engagement: { stage: 'core', since: NOW } };
    expect(visit('stage-split', settings, { layers })).toMatchObject({ port: 'core', reason: { model: 'engagement' } });
    expect(sentence('stage-split', settings)).toEqual({ en: 'Split by Engagement', zh: '按参与度分流' });
    expect(check('stage-split', settings, { models: [LAYERING] })).toEqual([]);
    expect(check('stage-split', { model: 'gone' }, { models: [LAYERING] })).toEqual(['model']);
  });

  it('SPLIT-3 stage-split by RFM has the eight classes and no purchase, where everybody starts', () => {
    const settings = { model: 'rfm' };
    expect(ports('stage-split', settings)).toHaveLength(9);
    expect(labels('stage-split', settings)[0]).toEqual({ en: 'Champions', zh: '重要价值客户' });
    expect(visit('stage-split', settings, { layers: { rfm: { stage: 'keep', since: NOW } } })).toMatchObject({
      port: 'keep',
    });
    expect(visit('stage-split', settings)).toMatchObject({ port: 'no_purchase' });
    expect(visit('stage-split', settings, { layers: { rfm: { stage: 'unclassified', since: NOW } } })).toMatchObject({
      port: 'no_purchase',
    });
    expect(check('stage-split', settings, { models: [] })).toEqual([]);
  });

  it('SPLIT-3 risk-split has a band for every probability, and one for who cannot be told', () => {
    const went = (p_alive: number) => (visit('risk-split', {}, { scores: { p_alive } }) as { port: string }).port;
    expect([0, 0.29, 0.3, 0.49, 0.5, 1].map(went)).toEqual(['high', 'high', 'mid', 'mid', 'low', 'low']);
    expect(visit('risk-split')).toEqual({ do: 'leave', port: 'unknown', reason: { score: 'p_alive' } });
    expect(visit('risk-split', {}, { scores: { p_alive: 0.2 } })).toMatchObject({ reason: { found: 0.2 } });
    expect(refuses('risk-split', { high: 0.5, mid: 0.5 })).toEqual(['mid']);
  });
});

describe('a random split', () => {
  type Settings = { experiment: string; arms: { id: string; share: number }[]; slots?: unknown };
  const arms = (...shares: number[]) => shares.map((share, index) => ({ id: 'abcdefgh'[index]!, share }));
  const settings = (...shares: number[]): Settings => ({ experiment: 'subject', arms: arms(...shares) });
  const people = Array.from({ length: 4_000 }, (_, index) => `profile-${index}`);
  const armsOf = (given: Settings) => {
    const split = ready('random-split', { ...given });
    return people.map((profile) => (split.visit(look({}, { profile })) as { port: string }).port);
  };
  const settle = (after: Settings, before?: Settings) =>
    typeOf('random-split').settle!(
      parsed('random-split', { ...after }),
      before && parsed('random-split', { ...before }),
    ) as unknown as Settings;
  const share = (went: string[], arm: string) => (went.filter((each) => each === arm).length / went.length) * 100;

  it('SPLIT-4 is sticky: the same profile goes the same way, in every split of that experiment', () => {
    expect(armsOf(settings(50, 50))).toEqual(armsOf(settings(50, 50)));
    expect(armsOf(settings(50, 50))).not.toEqual(armsOf({ ...settings(50, 50), experiment: 'another' }));
  });

  it('SPLIT-4 gives each arm its share', () => {
    const went = armsOf(settings(50, 30, 20));
    for (const [arm, wanted] of [
      ['a', 50],
      ['b', 30],
      ['c', 20],
    ] as const)
      expect(Math.abs(share(went, arm) - wanted)).toBeLessThan(3);
  });

  it('SPLIT-4 a slot is the hash of experiment and profile, as the vectors in the docs say', () => {
    const slot = (experiment: string, profile: string) => Math.floor(stableShare(experiment, profile) * 10_000);
    expect(visit('random-split', { ...settings(100) }, {}, { profile: 'ann' })).toEqual({
      do: 'leave',
      port: 'a',
      reason: { experiment: 'subject', slot: slot('subject', 'ann') },
    });
  });

  it('SPLIT-4 changing the shares moves only the share that must move, however often they change', () => {
    const shares = fc
      .array(fc.integer({ min: 1, max: 60 }), { minLength: 1, maxLength: 6 })
      .map((weights) => {
        const total = weights.reduce((sum, weight) => sum + weight, 0);
        const whole = weights.map((weight) => Math.max(1, Math.floor((weight * 100) / total)));
        whole[0]! += 100 - whole.reduce((sum, each) => sum + each, 0);
        return whole;
      })
      .filter((whole) => whole.every((each) => each > 0));
    fc.assert(
      fc.property(fc.array(shares, { minLength: 2, maxLength: 5 }), (versions) => {
        let before: Settings | undefined;
        for (const version of versions) {
          const after = settle(settings(...version), before);
          if (before) {
            const held = (given: Settings, arm: string) => given.arms.find(({ id }) => id === arm)?.share ?? 0;
            const gone = before.arms.reduce((sum, { id, share: was }) => sum + Math.max(0, was - held(after, id)), 0);
            expect(slotsMoved(before, after)).toBe(gone * 100);
          }
          for (const { id, share: wanted } of after.arms) expect(slotsOf(after, id)).toBe(wanted * 100);
          before = after;
        }
      }),
      { numRuns: 60 },
    );
  });

  it('SPLIT-4 who is in an arm that shrinks either stays or moves, and nobody else moves', () => {
    const before = settle(settings(50, 50));
    const after = settle(settings(40, 60), before);
    const [was, is] = [armsOf(before), armsOf(after)];
    const moves = was.map((arm, index) => `${arm}${is[index]}`);
    expect(new Set(moves)).toEqual(new Set(['aa', 'ab', 'bb']));
    expect(Math.abs((moves.filter((move) => move === 'ab').length / moves.length) * 100 - 10)).toBeLessThan(2);
  });

  it('SPLIT-4 another experiment begins anew, and an order of arms changes nothing', () => {
    const before = settle(settings(20, 80));
    const other = { ...settings(80, 20), experiment: 'other' };
    expect(settle(other, before).slots).toEqual(settle(other).slots);
    const turned = { ...before, arms: before.arms.toReversed() };
    expect(armsOf(settle(turned, before))).toEqual(armsOf(before));
  });

  it('wants shares that add up to a hundred', () => {
    expect(refuses('random-split', { ...settings(50, 49) })).toEqual(['arms']);
    expect(refuses('random-split', { ...settings(100, 0) })).toContain('arms.1.share');
    expect(ports('random-split', { ...settings(33.33, 66.67) })).toEqual(['a!', 'b!']);
    expect(sentence('random-split', { ...settings(50, 50) }).zh).toBe('实验“subject”随机分流：a 50 %, b 50 %');
  });

  function arrayOf(given: Settings): string[] {
    const slots: string[] = [];
    for (const [arm, ranges] of Object.entries(given.slots as Record<string, [number, number][]>))
      for (const [from, to] of ranges) for (let slot = from; slot < to; slot++) slots[slot] = arm;
    return slots;
  }
  function slotsMoved(before: Settings, after: Settings): number {
    const [was, is] = [arrayOf(before), arrayOf(after)];
    return was.filter((arm, slot) => arm !== is[slot]).length;
  }
  function slotsOf(given: Settings, arm: string): number {
    return arrayOf(given).filter((each) => each === arm).length;
  }
});
