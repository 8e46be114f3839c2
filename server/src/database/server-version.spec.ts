import { describe, expect, it } from '@jest/globals';
import type pg from 'pg';
import { checkServer } from './server-version.js';

/** A server that only answers what it is. */
function server(number: string, version: string, encoding = 'UTF8'): pg.Client {
  return { query: async () => ({ rows: [{ number, version, encoding }] }) } as unknown as pg.Client;
}

describe("an operator's own Postgres", () => {
  it.each([
    ['150000', '15.0'],
    ['180004', '18.4'],
  ])('is taken from 15 to 18 (%s)', async (number, version) => {
    expect(await checkServer(server(number, version))).toBeNull();
  });

  it('is refused when it is older, with both versions named', async () => {
    await expect(checkServer(server('140011', '14.11'))).rejects.toThrow(
      /Postgres 15 to 18, and the database is Postgres 14\.11/,
    );
  });

  it('is taken with a warning when it is newer than what was tried', async () => {
    expect(await checkServer(server('190000', '19.0'))).toMatch(/19\.0 is newer/);
  });

  it('is refused when it cannot store every language', async () => {
    await expect(checkServer(server('160002', '16.2', 'SQL_ASCII'))).rejects.toThrow(/ENCODING 'UTF8'/);
  });
});
