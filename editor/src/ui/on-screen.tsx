import { MantineProvider } from '@mantine/core';
import type { Language } from '@sojourn/rules';
import { QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { configure, render, type RenderResult } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import i18next from 'i18next';
import type { ReactNode } from 'react';
import { startWords } from '../words/language.js';
import { theme } from './theme.js';

// jsdom works out styles slowly, and nothing here is hidden by them.
configure({ defaultHidden: true, asyncUtilTimeout: 10_000 });

/** Somebody at keyboard and mouse. */
export const user = userEvent.setup({ delay: null, pointerEventsCheck: 0 });

/** What a spec's server answers, by method and path: `'GET /event-names': []`. Paths are below the workspace. */
export type Answers = Readonly<Record<string, unknown>>;

export interface Asked {
  route: string;
  body: unknown;
}

const SESSION = {
  member: { id: 'm', email: 'ada@example.com', name: 'Ada' },
  workspaces: [{ key: 'shop', name: 'Shop', role: 'owner', sample: false, zone: 'Asia/Shanghai', language: 'en' }],
};

/** Draws a part of the editor for a spec, with everything around it that a page has, and a server that answers. */
export async function onScreen(
  element: ReactNode,
  { language = 'en', answers = {} }: { language?: Language; answers?: Answers } = {},
): Promise<RenderResult & { asked: Asked[] }> {
  const asked: Asked[] = [];
  globalThis.fetch = ((path: string, { method, body }: RequestInit) => {
    const route = `${method} ${path.replace(/^\/api(\/workspaces\/shop)?/, '').replace(/\?.*$/, '')}`;
    asked.push({ route, body: typeof body === 'string' ? (JSON.parse(body) as unknown) : undefined });
    const known = { 'GET /session': SESSION, ...answers };
    const answer = (known as Answers)[route];
    const ok = answer !== undefined;
    const text = JSON.stringify(ok ? answer : { title: `Nobody answers ${route}.`, status: 404 });
    return Promise.resolve({ ok, status: ok ? 200 : 404, statusText: '', text: () => Promise.resolve(text) });
  }) as unknown as typeof fetch;
  if (i18next.isInitialized) await i18next.changeLanguage(language);
  else await startWords(language);
  const cache = new QueryClient({ defaultOptions: { queries: { retry: false } } });
  cache.setQueryData(['session'], SESSION);
  const result = render(
    <MantineProvider theme={theme} env="test">
      <QueryClientProvider client={cache}>{element}</QueryClientProvider>
    </MantineProvider>,
  );
  return { ...result, asked };
}
