import { readdirSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import type { Language } from '@sojourn/rules';
import { main } from './main.js';

async function sojourn(args: string[], language: Language = 'en') {
  const said = { out: '', err: '' };
  const code = await main(args, {
    out: (text) => void (said.out += `${text}\n`),
    err: (text) => void (said.err += `${text}\n`),
    language,
  });
  return { code, ...said };
}

/** Every file of this folder that declares a command. */
const commands = readdirSync(import.meta.dirname)
  .filter((name) => /^(start|import|export|apply|rehearse|test)\.ts$/.test(name))
  .map((name) => name.replace('.ts', ''));

describe('the command line', () => {
  it('lists every command there is, in both languages', async () => {
    for (const language of ['en', 'zh'] as const) {
      const { code, out } = await sojourn(['--help'], language);
      expect(code).toBe(0);
      for (const command of commands) expect(out).toContain(`\n  ${command} `);
    }
    expect((await sojourn([], 'zh')).out).toContain('用法');
  });

  it.each(commands)('explains %s in both languages', async (name) => {
    for (const args of [
      [name, '--help'],
      ['help', name],
    ]) {
      const [en, zh] = [await sojourn(args), await sojourn(args, 'zh')];
      expect(en).toMatchObject({ code: 0, err: '' });
      expect(en.out).toMatch(new RegExp(`^sojourn ${name} `));
      expect(zh.out).toMatch(/[\u4e00-\u9fff]/);
    }
  });

  it('says what there is when a command is unknown', async () => {
    expect(await sojourn(['constructor'])).toMatchObject({ code: 1, out: '' });
    expect((await sojourn(['rehaerse'])).err).toContain('There is no command "rehaerse". There are: ');
  });
});
