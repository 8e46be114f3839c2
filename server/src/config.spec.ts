import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { readConfig, settingsTable } from './config.js';

describe('the settings', () => {
  it('stand in docs/settings.md as they are declared', () => {
    const page = readFileSync(new URL('../../docs/settings.md', import.meta.url), 'utf8');
    // When this fails: replace the table in the page by what is expected here.
    const table = page.slice(page.indexOf('| Setting'));
    expect(cells(table)).toEqual(cells(settingsTable()));
  });

  it('have defaults that start a server on this machine alone', () => {
    expect(readConfig({})).toMatchObject({
      host: '127.0.0.1',
      role: 'all',
      dataDir: '.data',
      ingestRate: 1_000,
      apiRate: 600,
      trustProxy: [],
    });
    expect(readConfig({}).port).toBeUndefined();
  });

  it('are read from their texts; an empty one is none', () => {
    const config = readConfig({
      PORT: ' 8080 ',
      PUBLIC_URL: 'https://sojourn.example/',
      WEBHOOK_ALLOW: '10.0.0.0/8, 192.168.1.4',
      DATABASE_URL: '',
    });
    expect(config).toMatchObject({
      port: 8_080,
      publicUrl: 'https://sojourn.example',
      webhookAllow: ['10.0.0.0/8', '192.168.1.4'],
    });
    expect(config.databaseUrl).toBeUndefined();
  });

  it('that are wrong are named together, without their values', () => {
    const wrong = { PORT: 'three thousand', DATABASE_URL: 'mysql://root:hunter2@db', ADMIN_EMAIL: 'ada@example.com' };
    expect(() => readConfig(wrong)).toThrow(
      /PORT: .*\n\s+DATABASE_URL: Write it as postgres:.*\n\s+ADMIN_EMAIL: it needs ADMIN_PASSWORD_FILE too\./,
    );
    expect(() => readConfig(wrong)).not.toThrow(/hunter2|three thousand/);
  });
});

/** The table's cells: how wide its columns are drawn does not matter. */
function cells(table: string): string[][] {
  const lines = table
    .trim()
    .split('\n')
    .filter((line) => !/^\|[\s|:-]+\|$/.test(line));
  return lines.map((line) => line.split('|').map((cell) => cell.trim()));
}
