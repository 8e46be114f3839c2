import { describe, expect, it } from '@jest/globals';
import { looksLikeEmail, safeNext } from './credentials.js';

describe('the place after signing in', () => {
  it('is the one that was asked for', () => {
    expect(safeNext('/journeys/7?enrollment=8')).toBe('/journeys/7?enrollment=8');
  });

  it('is never another site', () => {
    for (const next of ['//evil.example', '/\\evil.example', 'https://evil.example', 'javascript:alert(1)', '']) {
      expect([next, safeNext(next)]).toEqual([next, '/journeys']);
    }
    expect(safeNext(undefined)).toBe('/journeys');
  });

  it('is not the sign-in page again', () => {
    expect(safeNext('/sign-in?next=%2Flogs')).toBe('/journeys');
  });
});

describe('an e-mail address', () => {
  it('has an at and a dot behind it', () => {
    expect(looksLikeEmail(' ada@example.com ')).toBe(true);
    expect(looksLikeEmail('ada@example')).toBe(false);
    expect(looksLikeEmail('ada example.com')).toBe(false);
  });
});
