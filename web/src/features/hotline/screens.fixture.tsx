/** The screens of operators over a server that answers from memory, for tests. */
import { QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { render } from '@testing-library/react';
import { createMemoryRouter, RouterProvider } from 'react-router';
import { type Session, sessionQuery } from '~/app/session';
import { DesignProvider } from '~/app/shell/DesignProvider';
import { type Asked, json, listen } from '~/features/protection/asked';
import { session } from '~/test/render';
import type { Identity, Opened, ReportDetail, ReportLine, Reveal } from './api';
import { Component as InboxPage } from './InboxPage';
import { Component as ReportPage } from './report/ReportPage';
import { choices, counts, detail, line, opened, reveal } from './samples';

const IDENTITY: Identity = {
  name: 'Trần Thị Mẫu',
  phone: '0905000777',
  email: '',
  address: '',
  id_card: '',
  guardian: '',
  refused_because: '',
};
const OPENING = {
  id: 'o1',
  report_id: 'r1',
  report_number: 'HL-2026-00012',
  person_id: 'p9',
  person_name: 'Hưng',
  part: 'narrative',
  purpose: 'reason',
  reason: 'looked',
  second_name: null,
  at: '2026-11-29T02:00:00Z',
  acted: false,
};

const REFUSED = { ...OPENING, id: 'o2', purpose: 'compared', part: 'identity', reason: '' };

interface Server {
  lines: ReportLine[];
  one: ReportDetail;
  content: Opened;
  reveals: Reveal[];
  refuse?: (ask: Asked) => Response | undefined;
}
const fresh = (): Server => ({ lines: [line()], one: detail(), content: opened(), reveals: [] });

/** What the server has and refuses. */
export const server: Server = fresh();
/** What it was asked. */
export let log: ReturnType<typeof listen>;

function answer(ask: Asked): Response {
  const refused = server.refuse?.(ask);
  if (refused) return refused;
  const { method, path } = ask;
  if (path.endsWith('/hotline/choices')) return json(choices);
  if (path.endsWith('/reports') && method === 'POST')
    return json({ report: server.one, code: '7KQ2-M8XR-4TNP-9WBD' }, 201);
  if (path.endsWith('/reports')) return json({ items: server.lines, total: server.lines.length, counts });
  if (path.endsWith('/attachments/f1/open'))
    return new Response(new Blob(['x']), { headers: { 'content-type': 'image/png' } });
  if (path.endsWith('/reveals') && method === 'POST') return json(reveal());
  if (/\/reveals\/[^/]+\/open$/.test(path)) return json(IDENTITY);
  if (path.endsWith('/hotline/reveals')) return json({ items: server.reveals, total: server.reveals.length });
  if (path.endsWith('/openings')) return json({ items: [OPENING, REFUSED], total: 2 });
  if (path.endsWith('/summary'))
    return json({
      people: [
        {
          person_id: 'p9',
          person_name: 'Hưng',
          opened: 40,
          idle: 31,
          revealed: 2,
          refused: 4,
          last_at: OPENING.at,
        },
      ],
    });
  if (path.endsWith('/open')) return json(server.content);
  if (path.includes('/hotline/')) return json(server.one);
  return json([]);
}

/** Every test begins with this. */
export function begin() {
  Object.assign(server, { refuse: undefined }, fresh());
  log = listen(answer);
}

const ALL = ['read', 'intake', 'handle', 'reveal', 'agree', 'audit'].map((word) => `hotline.${word}`);

export function open(element: React.ReactElement, path: string, at: string) {
  const router = createMemoryRouter(
    [
      { path, element },
      { path: '*', element: <p>elsewhere</p> },
    ],
    { initialEntries: [at] },
  );
  const client = new QueryClient({ defaultOptions: { queries: { retry: false } } });
  const me: Session = { ...session, permissions: ALL };
  client.setQueryData(sessionQuery.queryKey, me);
  render(
    <QueryClientProvider client={client}>
      <DesignProvider>
        <RouterProvider router={router} />
      </DesignProvider>
    </QueryClientProvider>,
  );
  return { router, client };
}
export const inbox = (search = '') => open(<InboxPage />, '/tin-bao', `/tin-bao${search}`);
export const report = (search = '') => open(<ReportPage />, '/tin-bao/:report', `/tin-bao/r1${search}`);
export const sent = () => log.sent();
export const body = (at = 0) => JSON.parse(sent()[at]?.body || 'null') as unknown;
