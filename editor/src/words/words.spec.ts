import { describe, expect, it } from '@jest/globals';
import { firstLanguage } from './language.js';
import { en } from './en.js';
import { zh } from './zh.js';

const keys = (texts: Record<string, Record<string, string>>) =>
  Object.entries(texts).flatMap(([area, own]) => Object.keys(own).map((key) => `${area}.${key}`));
const gaps = (text: string) =>
  [...text.matchAll(/\{\{(\w+)/g)].map(([, name]) => name!).toSorted((a, b) => a.localeCompare(b));

describe('the words', () => {
  it('have the same keys in English and Chinese', () => {
    expect(keys(zh)).toEqual(keys(en));
  });

  it('fill the same gaps in both languages', () => {
    for (const [area, own] of Object.entries<Record<string, string>>(en)) {
      for (const [key, text] of Object.entries(own)) {
        const chinese = (zh as Record<string, Record<string, string>>)[area]![key]!;
        if (!key.endsWith('_one')) expect([`${area}.${key}`, gaps(chinese)]).toEqual([`${area}.${key}`, gaps(text)]);
      }
    }
  });

  it('are never empty', () => {
    for (const own of [...Object.values(en), ...Object.values(zh)]) {
      for (const text of Object.values(own)) expect(text.trim()).not.toBe('');
    }
  });
});

describe('the first language', () => {
  it('is the first of the browser that we speak', () => {
    expect(firstLanguage(['fr-FR', 'zh-TW', 'en'])).toBe('zh');
    expect(firstLanguage(['de'])).toBe('en');
  });

  it('is the remembered one where there is one', () => {
    localStorage.setItem('sojourn.language', 'zh');
    expect(firstLanguage(['en'])).toBe('zh');
    localStorage.clear();
  });
});
