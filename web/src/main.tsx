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

const client = makeQueryClient();
startTheme();
const [router] = await Promise.all([makeRouter(client), startLanguage()]);
const root = document.getElementById('root');
if (root) {
  createRoot(root).render(
    <StrictMode>
      <QueryClientProvider client={client}>
        <RouterProvider router={router} />
      </QueryClientProvider>
    </StrictMode>,
  );
}
