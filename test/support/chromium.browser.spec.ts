import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type OpenBrowser, openBrowser } from './chromium.js';

let browser: OpenBrowser;
beforeAll(async () => {
  browser = await openBrowser({ locale: 'zh-CN' });
});
afterAll(() => browser.close());

describe('the browser of the tests', () => {
  it('speaks the language it is asked to, and knows the zone of the tests', async () => {
    await browser.page.setContent('<title>x</title><p>旅程</p>');
    expect(await browser.page.evaluate('navigator.language')).toBe('zh-CN');
    expect(await browser.page.evaluate('Intl.DateTimeFormat().resolvedOptions().timeZone')).toBe('UTC');
  });

  it('has a font with Chinese characters', async () => {
    // Without one every character is the same box, and so equally wide and equally black.
    await browser.page.setContent('<canvas width="40" height="20"></canvas>');
    const ink = (text: string) =>
      browser.page.evaluate((character) => {
        const canvas = document.querySelector('canvas')!;
        const pen = canvas.getContext('2d')!;
        pen.clearRect(0, 0, 40, 20);
        pen.font = '16px sans-serif';
        pen.fillText(character, 2, 16);
        return canvas.toDataURL();
      }, text);
    expect(await ink('旅')).not.toBe(await ink('程'));
  });
});
