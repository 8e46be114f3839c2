import { describe, expect, it } from '@jest/globals';
import { chooseLanguage } from './language.js';

describe('the language of a message', () => {
  it.each([
    [['en', 'zh-CN'], { language: 'zh-CN' }, 'en', 'zh-CN'],
    [['en', 'zh-CN'], { locale: 'zh_Hans_CN' }, 'en', 'zh-CN'],
    [['en', 'zh', 'zh-TW'], { locale: 'zh_CN.UTF-8' }, 'en', 'zh'],
    [['en', 'en-GB'], { language: 'EN-gb' }, undefined, 'en-GB'],
    [['en', 'fr'], { language: 'de', locale: 'fr-CA' }, undefined, 'fr'],
    [['en', 'zh'], { language: 'de' }, 'zh', 'zh'],
    [['fr', 'en'], {}, 'zh', 'fr'],
    [['fr', 'en'], { language: 7, locale: '' }, undefined, 'fr'],
    [[], { language: 'en' }, 'en', undefined],
  ])('of %j for %j where the workspace speaks %s is %s', (available, attributes, byDefault, language) => {
    expect(chooseLanguage(available, attributes, byDefault)).toBe(language);
  });
});
