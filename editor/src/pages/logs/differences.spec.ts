import { describe, expect, it } from '@jest/globals';
import { differences } from './differences.js';

describe('what a change changed', () => {
  it('lists the leaves that differ, before and after', () => {
    expect(
      differences(
        { zone: 'UTC', quietHours: null, name: 'Shop' },
        { zone: 'Asia/Shanghai', quietHours: { from: '21:00' }, name: 'Shop' },
      ),
    ).toEqual([
      { path: ['zone'], before: 'UTC', after: 'Asia/Shanghai' },
      { path: ['quietHours', 'from'], before: undefined, after: '21:00' },
      { path: ['quietHours'], before: 'null', after: undefined },
    ]);
  });

  it('walks lists by place', () => {
    expect(differences({ scopes: ['read'] }, { scopes: ['read', 'write'] })).toEqual([
      { path: ['scopes', '1'], before: undefined, after: 'write' },
    ]);
  });

  it('shows all of what was made or taken away', () => {
    expect(differences(undefined, { role: 'viewer' })).toEqual([
      { path: ['role'], before: undefined, after: 'viewer' },
    ]);
    expect(differences({ role: 'viewer' }, undefined)).toEqual([
      { path: ['role'], before: 'viewer', after: undefined },
    ]);
  });

  it('is nothing where nothing was changed', () => {
    expect(differences(undefined, undefined)).toEqual([]);
    expect(differences(null, {})).toEqual([]);
    expect(differences({ a: [] }, { a: [] })).toEqual([]);
  });
});
