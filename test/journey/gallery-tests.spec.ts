import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { GALLERY } from '@sojourn/nodes';
import { main } from '../../server/src/cli/main.js';

const folder = join(import.meta.dirname, '../../packages/nodes/src/gallery');
const files = readdirSync(folder).filter((name) => name.endsWith('.journey-test.json'));

/** As an operator runs it. */
async function sojournTest(words: string[]) {
  let said = '';
  const say = (text: string) => void (said += `${text}\n`);
  const code = await main(['test', ...words], { out: say, err: say, language: 'en' });
  return { code, said };
}

describe('the journey tests of the gallery', () => {
  it.each(files)('%s passes', async (name) => {
    const { code, said } = await sojournTest([join(folder, name)]);
    expect({ code, said }).toEqual({ code: 0, said: expect.stringMatching(/1 passed, 0 failed\n$/) });
  });

  it('are written as docs/journey-tests.md shows', async () => {
    const page = readFileSync(join(import.meta.dirname, '../../docs/journey-tests.md'), 'utf8');
    const made = mkdtempSync(join(tmpdir(), 'sojourn-docs-'));
    writeFileSync(join(made, 'shown.journey-test.json'), /```json\n(.*?)```/s.exec(page)![1]!);
    const { code, said } = await sojournTest([made]);
    rmSync(made, { recursive: true });
    expect({ code, said }).toEqual({ code: 0, said: expect.stringMatching(/1 passed, 0 failed\n$/) });
  });

  it('are there for every journey, at least a good end and another', () => {
    const journeys = files.map((name) => JSON.parse(readFileSync(join(folder, name), 'utf8')).journey as string);
    for (const { id } of GALLERY) {
      const own = journeys.filter((journey) => journey === `gallery:${id}`);
      expect([id, own.length]).toEqual([id, expect.any(Number)]);
      expect(own.length).toBeGreaterThanOrEqual(2);
    }
  });
});
