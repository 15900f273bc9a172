import { QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { render } from '@testing-library/react';
import type { ReactElement } from 'react';
import { createMemoryRouter, RouterProvider } from 'react-router';
import { type Session, sessionQuery } from '~/app/session';
import { DesignProvider } from '~/app/shell/DesignProvider';

export const session: Session = {
  person: {
    id: 'p1',
    full_name: 'An',
    user_name: 'an',
    email: null,
    totp_enabled: false,
    totp_demanded: false,
  },
  posts: [],
  roles: [],
  permissions: [],
  csrf_token: 'token-1',
  installation: {
    name: 'T',
    province: 'T',
    offline_classified: false,
    version: '0',
    upload_bytes: 52_428_800,
  },
};

/** Renders a component as inside the shell: design, queries, session, router. */
export function renderInShell(element: ReactElement, path = '/', permissions: string[] = []) {
  const client = new QueryClient({ defaultOptions: { queries: { retry: false } } });
  const known: Session = { ...session, permissions };
  client.setQueryData(sessionQuery.queryKey, known);
  const router = createMemoryRouter(
    [
      { path: '/', element },
      { path: '/other', element: <p>other page</p> },
      { path: '/rows/:id', element: <p>row page</p> },
    ],
    { initialEntries: [path] },
  );
  const view = render(
    <QueryClientProvider client={client}>
      <DesignProvider>
        <RouterProvider router={router} />
      </DesignProvider>
    </QueryClientProvider>,
  );
  return { ...view, router, client };
}
