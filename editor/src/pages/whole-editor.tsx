import { MantineProvider } from '@mantine/core';
import { Notifications } from '@mantine/notifications';
import { QueryClientProvider } from '@tanstack/react-query';
import { RouterProvider } from '@tanstack/react-router';
import { cleanup, render } from '@testing-library/react';
import i18next from 'i18next';
import type { Language } from '@sojourn/rules';
import { newQueryClient } from '../api/queries.js';
import { newRouter } from '../router.js';
import { theme } from '../ui/theme.js';
import { startWords } from '../words/language.js';

/** For specs: the whole editor at an address, as a reader of this language meets it. */
export async function openEditor(path: string, language: Language = 'en'): Promise<void> {
  cleanup();
  // jsdom has no pages to scroll.
  window.scrollTo = () => undefined;
  history.pushState({}, '', path);
  await (i18next.isInitialized ? i18next.changeLanguage(language) : startWords(language));
  const client = newQueryClient();
  render(
    <MantineProvider theme={theme} env="test">
      <QueryClientProvider client={client}>
        <Notifications />
        <RouterProvider router={newRouter()} />
      </QueryClientProvider>
    </MantineProvider>,
  );
}

/** Somebody signed in, in one workspace. */
export function sessionOf(role: 'viewer' | 'operator' | 'admin' | 'owner' = 'owner') {
  return {
    member: { id: 'm1', email: 'ada@example.com', name: 'Ada' },
    workspaces: [{ key: 'shop', name: 'Shop', role, sample: false, zone: 'Asia/Shanghai', language: 'zh' }],
  };
}
