import '@mantine/core/styles.css';
import '@mantine/notifications/styles.css';
import './ui/look.css';
import { MantineProvider } from '@mantine/core';
import { NoticesInPassing } from './ui/notices-in-passing.js';
import { QueryClientProvider } from '@tanstack/react-query';
import { RouterProvider } from '@tanstack/react-router';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { z } from 'zod';
import { newQueryClient } from './api/queries.js';
import { newRouter } from './router.js';
import { theme } from './ui/theme.js';
import { startWords } from './words/language.js';

// The page's security policy forbids code made from text, which zod would otherwise use to be faster.
z.config({ jitless: true });

// After an upgrade of the server a page that stood open asks for files that are gone: it is loaded anew, once.
window.addEventListener('vite:preloadError', () => {
  const last = Number(sessionStorage.getItem('sojourn.reloaded'));
  if (Date.now() - last < 30_000) return;
  sessionStorage.setItem('sojourn.reloaded', String(Date.now()));
  location.reload();
});

const router = newRouter();

declare module '@tanstack/react-router' {
  interface Register {
    router: ReturnType<typeof newRouter>;
  }
}

await startWords();

createRoot(document.getElementById('root')!).render(
  <StrictMode>
    <MantineProvider theme={theme} defaultColorScheme="auto">
      <QueryClientProvider client={newQueryClient()}>
        <NoticesInPassing />
        <RouterProvider router={router} />
      </QueryClientProvider>
    </MantineProvider>
  </StrictMode>,
);
