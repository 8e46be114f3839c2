import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Analytics } from '@segment/analytics-node';
import type { Locator, Page } from 'playwright-core';
import { openBrowser, type OpenBrowser } from '../support/chromium.js';
import { freshDatabase, type FreshDatabase } from '../support/database.js';
import { OWNER, ServerProcess } from '../support/server.js';
import { until } from '../support/until.js';

/** Drags with the mouse, in steps, as a hand does. */
async function drag(page: Page, from: Locator, to: { x: number; y: number } | Locator): Promise<void> {
  await from.hover();
  await page.mouse.down();
  if ('x' in to) await page.mouse.move(to.x, to.y, { steps: 12 });
  else {
    const box = (await to.boundingBox())!;
    await page.mouse.move(box.x + box.width / 2, box.y + box.height / 2, { steps: 12 });
  }
  await page.mouse.up();
}

describe('an operator’s first journey', () => {
  let fresh: FreshDatabase;
  let server: ServerProcess;
  let browser: OpenBrowser;
  let page: Page;
  const complaints: string[] = [];

  beforeAll(async () => {
    fresh = await freshDatabase();
    server = await ServerProcess.make({ DATABASE_URL: fresh.url });
    await server.start();
    await server.signIn();
    browser = await openBrowser({ viewport: { width: 1280, height: 800 } });
    page = browser.page;
    page.setDefaultTimeout(10_000);
    page.on('pageerror', (error) => complaints.push(String(error)));
    page.on('console', (message) => {
      if (message.type() === 'error' && !message.text().includes('401'))
        complaints.push(`${message.text()} ${message.location().url}`);
    });
  }, 120_000);
  afterAll(async () => {
    await browser?.close();
    await server?.stop();
    await fresh?.drop();
  }, 60_000);

  const node = (type: string) => page.locator(`[data-testid=node-card][data-node^=${type}]`);
  const palette = (type: string) => page.locator(`[data-testid=palette-item][data-type=${type}]`);

  it('is drawn by mouse, published, and followed from an event to the mail and the path on the canvas', async () => {
    await page.goto(server.address);
    await page.getByLabel('E-mail address').fill(OWNER.email);
    await page.getByRole('textbox', { name: 'Password' }).fill(OWNER.password);
    await page.getByRole('button', { name: 'Sign in' }).click();
    await page.getByRole('button', { name: 'New journey' }).first().click();

    // Three cards from the palette, dropped on the canvas one below the other.
    const canvas = page.getByTestId('canvas');
    await canvas.waitFor();
    const area = (await canvas.boundingBox())!;
    const x = area.x + area.width / 2;
    await drag(page, palette('event-trigger'), { x, y: area.y + 100 });
    await drag(page, palette('send-email'), { x, y: area.y + 300 });
    await drag(page, palette('end'), { x, y: area.y + 500 });
    await until('three cards are drawn', async () => (await page.getByTestId('node-card').count()) === 3);

    // Connected port to card.
    const port = (of: Locator, name: string) => of.locator(`[data-testid=port][data-port$="${name}"]`);
    await drag(page, port(node('event-trigger'), 'next'), node('send-email'));
    await drag(page, port(node('send-email'), 'next'), node('end'));
    await until('two edges are drawn', async () => (await page.locator('.react-flow__edge').count()) === 2);

    // Set up by the forms.
    await node('event-trigger').click();
    await page.getByTestId('field-event').locator('input:visible').fill('signed_up');
    await page.keyboard.press('Tab');
    await node('send-email').click();
    await page.getByTestId('new-template').click();
    await page.getByTestId('template-name').fill('Welcome');
    await page.getByTestId('template-subject').fill('Welcome, {{ profile.name }}');
    await page.getByTestId('template-body').fill('<p>Good to have you, {{ profile.name }}.</p>');
    await page.getByTestId('save-template').click();
    await page.getByTestId('template-dialog').waitFor({ state: 'detached' });
    await page.getByRole('combobox', { name: 'Consent topic' }).click();
    await page.getByRole('option', { name: 'Transactional' }).click();

    await page.getByTestId('journey-name').fill('Welcome new members');
    await page.keyboard.press('Tab');
    await until('the draft is saved', async () => (await page.getByTestId('saving').innerText()).includes('Saved'));
    await page.getByTestId('publish').click();
    await page.getByTestId('publish-note').fill('First version');
    await page.getByTestId('confirm-publish').click();
    await until('it is live', async () => (await page.getByTestId('version').innerText()).includes('v1'));

    // A real client sends the event.
    const analytics = new Analytics({ writeKey: await server.writeKey(), host: server.address, flushAt: 1 });
    const refused: unknown[] = [];
    analytics.on('error', (error) => refused.push(error));
    analytics.identify({ userId: 'u-1', traits: { name: 'Mei', email: 'mei@example.com' } });
    analytics.track({ userId: 'u-1', event: 'signed_up', properties: { plan: 'free' } });
    await analytics.closeAndFlush();
    expect(refused).toEqual([]);

    // The live count of the end card goes up without a reload.
    await until('the canvas counts her', async () =>
      /\b1\b/.test(await node('end').getByTestId('node-counts').innerText()),
    );
    const journey = page.url();

    // Her mail is in the development mailbox.
    await page.getByRole('link', { name: 'Messages' }).click();
    await page.getByRole('tab', { name: /mailbox/i }).click();
    await page.getByText('Welcome, Mei').first().click();
    await page.frameLocator('iframe').getByText('Good to have you, Mei.').waitFor();

    // Her path is lit on the canvas.
    await page.getByRole('link', { name: 'Logs' }).click();
    await page.getByRole('row').filter({ hasText: 'Welcome new members' }).first().getByRole('button').first().click();
    await page.getByTestId('replay').waitFor();
    expect(page.url()).toContain(journey.split('?')[0]);
    await until(
      'her whole path is lit',
      async () =>
        (await page
          .locator('[data-testid=node-card][data-lit=lit], [data-testid=node-card][data-lit=current]')
          .count()) === 3,
    );
    expect(await page.getByTestId('replay-step').count()).toBe(3);
    expect(complaints).toEqual([]);
  }, 120_000);
});
