import { describe, expect, it } from '@jest/globals';
import { hashPassword, isPassword, makePassword, weaknessOf } from './passwords.js';

const ADA = { email: 'lovelace@example.com', name: 'Ada Lovelace' };

describe('a password', () => {
  it('is refused when lists of leaked ones hold it, whatever stands around it (I5)', () => {
    const weak = [
      'password1234',
      'Password1234!',
      'P@ssw0rd2026',
      'passwordpassword',
      '123456789012',
      'qwertyuiop12',
      'abcdefghijkl',
      'aaaaaaaaaaaa',
      'administrator',
      'changeme1234',
      'iloveyou2026',
      'lovelace2026',
      'AdaLovelace1',
      'sojourn12345',
    ];
    for (const password of weak) expect([password, weaknessOf(password, ADA)]).toEqual([password, expect.any(String)]);
  });

  it('is accepted when it is a few words, or random', () => {
    for (const password of [
      'correct battery horse',
      'wir gehen im regen',
      '我们走在大路上意气风发斗志昂',
      'tK9#mfq2Lx!v',
      makePassword(),
    ]) {
      expect([password, weaknessOf(password, ADA)]).toEqual([password, undefined]);
    }
  });

  it('is kept as argon2id, another hash each time, and an account that is not there is never right', async () => {
    const [one, two] = await Promise.all([
      hashPassword('correct battery horse'),
      hashPassword('correct battery horse'),
    ]);
    expect(one).toMatch(/^\$argon2id\$v=19\$m=32768,t=3,p=1\$/);
    expect(one).not.toBe(two);
    expect(await isPassword('correct battery horse', one)).toBe(true);
    expect(await isPassword('correct battery house', one)).toBe(false);
    expect(await isPassword('anything', undefined)).toBe(false);
  });

  it('that we make for somebody is long and easy to read out', () => {
    const made = Array.from({ length: 50 }, makePassword);
    expect(new Set(made).size).toBe(50);
    for (const password of made) expect(password).toMatch(/^([a-hjkmnp-z2-9]{5}-){3}[a-hjkmnp-z2-9]{5}$/);
  });
});
