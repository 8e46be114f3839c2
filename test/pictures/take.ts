import { mkdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import type { JourneySummary } from '@sojourn/api';
import { openBrowser } from '../support/chromium.js';
import { OWNER, ServerProcess } from '../support/server.js';
import { until } from '../support/until.js';

// Takes the pictures of README and docs from the real server with the sample shop: `npm run pictures`.

const folder = resolve(import.meta.dirname, '../../docs/pictures');
const LANGUAGES = { en: 'en-US', zh: 'zh-CN' };
mkdirSync(folder, { recursive: true });

const server = await ServerProcess.make({}, ['--sample']);
try {
  await server.start();
  await server.signIn();
  server.workspace = 'sample';
  const journeys = () => server.api<JourneySummary[]>('GET', '/journeys').catch(() => []);
  const moving = async () => (await journeys()).filter(({ entered }) => entered >= 3).length >= 2;
  await until('people walk through the journeys', moving, 300);
  const onboarding = (await journeys())[0]!.id;
  for (const [language, locale] of Object.entries(LANGUAGES)) {
    const { page, close } = await openBrowser({ locale, viewport: { width: 1280, height: 800 } });
    await page.goto(server.address);
    // The workspace that the account menu would choose.
    await page.evaluate(`localStorage.setItem('sojourn.workspace', 'sample')`);
    await page.locator('input[type=email], input[name=email]').first().fill(OWNER.email);
    await page.locator('input[type=password]').fill(OWNER.password);
    await page.keyboard.press('Enter');
    await page.getByRole('table').first().waitFor();
    const take = async (name: string, path: string, ready: string) => {
      await page.goto(server.address + path);
      await page.locator(ready).first().waitFor();
      await page.waitForLoadState('networkidle').catch(() => undefined);
      await page.screenshot({ path: join(folder, `${name}-${language}.png`) });
    };
    await take('journeys', '/journeys', 'table');
    await take('canvas', `/journeys/${onboarding}`, '[data-testid=node-counts]');
    await take('lifecycle', '/lifecycle', '[data-testid=chart] canvas, [data-testid=chart] svg');
    await take('log', '/logs', 'table');
    await close();
  }
  console.log(`The pictures are in ${folder}`);
} finally {
  await server.stop();
}
