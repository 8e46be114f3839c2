import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type BrowserContext, type Page, chromium } from 'playwright-core';

export interface OpenBrowser {
  context: BrowserContext;
  page: Page;
  close(): Promise<void>;
}

export interface BrowserSettings {
  /** The language of the browser, as the editor sees it. */
  locale?: string;
  viewport?: { width: number; height: number };
}

/** A browser that nobody has used before: an empty profile, no background traffic. */
export async function openBrowser(settings: BrowserSettings = {}): Promise<OpenBrowser> {
  const { locale = 'en-US', viewport = { width: 1440, height: 900 } } = settings;
  const profile = mkdtempSync(join(tmpdir(), 'sojourn-browser-'));
  const context = await chromium.launchPersistentContext(profile, {
    executablePath: chromiumPath(),
    headless: true,
    locale,
    viewport,
    timezoneId: 'UTC',
    args: [
      ...['--headless', '--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run'],
      ...['--disable-background-networking', '--disable-component-update', '--disable-sync', `--lang=${locale}`],
    ],
  });
  const page = context.pages()[0] ?? (await context.newPage());
  return {
    context,
    page,
    close: async () => {
      await context.close();
      rmSync(profile, { recursive: true, force: true, maxRetries: 5 });
    },
  };
}

function chromiumPath(): string {
  const known = [process.env.CHROMIUM_PATH, '/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'];
  const found = known.find((path) => path !== undefined && existsSync(path));
  if (!found) throw new Error('No Chromium here: install one, or name it in CHROMIUM_PATH');
  return found;
}
