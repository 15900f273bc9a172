/** The screens of the desk over a server that answers from memory, for tests. */
import { QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { render } from '@testing-library/react';
import { createMemoryRouter, RouterProvider } from 'react-router';
import { vi } from 'vitest';
import { type Session, sessionQuery } from '~/app/session';
import { DesignProvider } from '~/app/shell/DesignProvider';
import { json } from '~/features/protection/asked';
import { session } from '~/test/render';

export const AT = '2026-11-20T03:00:00Z';
const CHOICES = {
  scam_types: [{ code: '14', name: 'Giả danh công an', name_en: '', group: 'brand', is_added: false }],
  banks: [{ code: 'mau', name: 'Ngân hàng Mẫu' }],
  recipients: [],
  desks: [],
  kinds: [],
  independent_reports: 2,
  personal_kinds: ['phone', 'bank_account', 'email', 'handle'],
};

interface Asked {
  method: string;
  path: string;
  query: URLSearchParams;
  match: string | null;
  body: unknown;
}
export const asked: Asked[] = [];
export const sent = () => asked.filter((one) => one.method !== 'GET');
/** What the server says, by method and path. */
export let answers: Record<string, unknown> = {};

/** Every test begins with this. */
export function begin() {
  asked.length = 0;
  answers = { 'GET /choices': CHOICES };
  vi.spyOn(globalThis, 'fetch').mockImplementation(async (input) => {
    const request = input as Request;
    const url = new URL(request.url);
    const text = request.method === 'GET' ? '' : await request.text();
    const path = url.pathname.replace('/api/v1/hotline', '');
    asked.push({
      method: request.method,
      path,
      query: url.searchParams,
      match: request.headers.get('if-match'),
      body: text ? JSON.parse(text) : undefined,
    });
    const answer = answers[`${request.method} ${path}`];
    if (answer instanceof Response) return answer.clone();
    return answer === undefined ? json({ code: 'hotline.not_found' }, 404) : json(answer);
  });
}

const ALL = ['read', 'handle', 'verify', 'publish', 'trust', 'settings', 'statistics'];

export function open(element: React.ReactElement, path: string, at = path, may: readonly string[] = ALL) {
  const router = createMemoryRouter(
    [
      { path, element },
      { path: '*', element: <p>elsewhere</p> },
    ],
    { initialEntries: [at] },
  );
  const client = new QueryClient({ defaultOptions: { queries: { retry: false } } });
  const permissions = [...may.map((action) => `hotline.${action}`), 'incident.handle', 'indicator.change'];
  client.setQueryData<Session>(sessionQuery.queryKey, { ...session, permissions });
  render(
    <QueryClientProvider client={client}>
      <DesignProvider>
        <RouterProvider router={router} />
      </DesignProvider>
    </QueryClientProvider>,
  );
  return { router, client };
}
