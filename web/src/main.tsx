import '~/app/fonts.css';
import '~/app/tokens.css';
import '~/app/base.css';
import { QueryClientProvider } from '@tanstack/react-query';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { RouterProvider } from 'react-router/dom';
import { makeQueryClient } from '~/app/queryClient';
import { makeRouter } from '~/app/router';
import { startTheme } from '~/app/theme';
import { startLanguage } from '~/i18n';

async function start(): Promise<void> {
  const client = makeQueryClient();
  startTheme();
  const [router] = await Promise.all([makeRouter(client), startLanguage()]);
  const root = document.getElementById('root');
  if (!root) return;
  createRoot(root).render(
    <StrictMode>
      <QueryClientProvider client={client}>
        <RouterProvider router={router} />
      </QueryClientProvider>
    </StrictMode>,
  );
}

start().catch(() => {
  // Not even the sentences could be downloaded: the page itself holds one.
  document.getElementById('start-failed')?.removeAttribute('hidden');
});
