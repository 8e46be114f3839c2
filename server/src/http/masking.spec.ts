import { describe, expect, it } from '@jest/globals';
import { isPersonal } from '../store/attributes.store.js';
import { HIDDEN, Mask } from './masking.js';

const mask = new Mask((name) =>
  isPersonal(
    name,
    new Map([
      ['vip', true],
      ['nickname', false],
    ]),
  ),
);

describe('a mask', () => {
  it('hides personal values by their name, at every depth, and leaves what is not there', () => {
    const shown = {
      city: 'Shanghai',
      nickname: 'Bo',
      vip: 1,
      e_mail: null,
      Email: 'a@b',
      user: { 'First-Name': 'A', age: 3 },
    };
    expect(mask.properties(shown)).toEqual({
      city: 'Shanghai',
      nickname: 'Bo',
      vip: HIDDEN,
      e_mail: null,
      Email: HIDDEN,
      user: { 'First-Name': HIDDEN, age: 3 },
    });
    expect(mask.properties({ list: [{ 手机号: '139' }] })).toEqual({ list: [{ 手机号: HIDDEN }] });
  });

  it('hides what a comparison found in a hidden fact, not what the operator compared it with', () => {
    const findings = [
      { fact: { attribute: 'email' }, is: 'contains', value: '@shop', found: 'canary@shop', holds: true },
      { fact: { entry: 'user.phone' }, is: 'eq', value: 1, found: 'canary', holds: false },
      { fact: { property: 'amount' }, is: 'gt', value: 1, found: 2, holds: true },
    ];
    const shown = JSON.stringify(mask.reason({ findings, set: { address: 'canary' } }));
    expect(shown).not.toContain('canary');
    expect(shown).toContain('"value":"@shop"');
    expect(shown).toContain('"found":2');
  });

  it('that hides nothing gives back the very same', () => {
    const properties = { email: 'a@b' };
    expect(Mask.none.properties(properties)).toBe(properties);
  });

  it('hides as a whole what is nested deeper than it looks', () => {
    let deep: unknown = 'canary';
    for (let level = 0; level < 10_000; level++) deep = { deep };
    expect(JSON.stringify(mask.reason(deep))).toContain(HIDDEN);
  });
});
