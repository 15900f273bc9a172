import { screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { beforeEach, expect, it, vi } from 'vitest';
import { type Session, sessionQuery } from '~/app/session';
import { renderInShell, session } from '~/test/render';
import { Component as AlertListPage } from './AlertListPage';
import type { Alert } from './api';

const alert = (over: Partial<Alert>): Alert => ({
  id: '1',
  rule_id: 'r-1',
  rule_title: 'Brute force',
  severity: 'high',
  rule_severity: 'high',
  tags: [],
  entity_kind: 'ip',
  entity: '203.0.113.7',
  first_at: '2026-07-01T00:00:00Z',
  last_at: '2026-07-01T01:00:00Z',
  raised_at: '2026-07-01T00:00:00Z',
  count: 12,
  events: 40,
  state: 'new',
  version: 3,
  may_triage: true,
  ...over,
});

const asked: { method: string; url: URL; match: string | null; body: unknown }[] = [];
let refuse = false;

function json(body: unknown, status = 200) {
  return new Response(JSON.stringify(body), { status, headers: { 'content-type': 'application/json' } });
}

beforeEach(() => {
  asked.length = 0;
  refuse = false;
  vi.spyOn(globalThis, 'fetch').mockImplementation(async (input) => {
    const request = input as Request;
    const url = new URL(request.url);
    if (request.method === 'POST') {
      const body: unknown = await request.json();
      asked.push({ method: 'POST', url, match: request.headers.get('if-match'), body });
      return refuse ? json({ code: 'alert.changed' }, 412) : json({ items: [], total: 0 });
    }
    asked.push({ method: 'GET', url, match: null, body: undefined });
    if (url.pathname.endsWith('/pulse'))
      return json({ open: [{ state: 'new', severity: 'high', number: 2 }], engine: null });
    return json({
      items: [alert({}), alert({ id: '2', rule_title: 'Web shell', state: 'acknowledged', version: 7 })],
      total: 2,
      next_cursor: null,
    });
  });
});

function list() {
  const view = renderInShell(<AlertListPage />);
  const me: Session = { ...session, permissions: ['alert.read', 'alert.triage'] };
  view.client.setQueryData(sessionQuery.queryKey, me);
  return view;
}

const sent = () => asked.filter((a) => a.method === 'POST');

it('asks for open alerts, the worst first, and takes one by a key with the version that was seen', async () => {
  list();
  await screen.findByText('Brute force');
  const query = asked.find((a) => a.url.pathname.endsWith('/alerts'))?.url.searchParams;
  expect(query?.get('state')).toBe('new,acknowledged,investigating');
  await userEvent.keyboard('j');
  await waitFor(() => expect(document.activeElement?.textContent).toContain('Brute force'));
  await userEvent.keyboard('a');
  await waitFor(() => expect(sent()).toHaveLength(1));
  expect(sent()[0]).toMatchObject({ match: '"3"', body: { step: 'acknowledged' } });
  expect(sent()[0]?.url.pathname).toBe('/api/v1/alerts/1/steps');
});

it('says that somebody else was faster and reads the list again', async () => {
  refuse = true;
  list();
  await screen.findByText('Brute force');
  await userEvent.keyboard('j');
  await waitFor(() => expect(document.activeElement?.textContent).toContain('Brute force'));
  const before = asked.length;
  await userEvent.keyboard('i');
  expect(await screen.findByText(/Người khác vừa xử lý/)).toBeTruthy();
  await waitFor(() =>
    expect(asked.slice(before).some((a) => a.method === 'GET' && a.url.pathname.endsWith('/alerts'))).toBe(
      true,
    ),
  );
});

it('closes several with a verdict, and wants a reason where the rule was wrong', async () => {
  list();
  await screen.findByText('Brute force');
  await userEvent.click(screen.getByRole('checkbox', { name: 'Chọn mọi dòng đang hiện' }));
  await userEvent.click(screen.getByRole('button', { name: /^Đóng…/ }));
  const dialog = await screen.findByRole('dialog');
  await userEvent.click(within(dialog).getByRole('radio', { name: /Báo sai/ }));
  await userEvent.click(within(dialog).getByRole('button', { name: 'Đóng cảnh báo' }));
  expect(await within(dialog).findByText('Chưa nhập ô này.')).toBeTruthy();
  expect(sent()).toHaveLength(0);
  await userEvent.type(within(dialog).getByLabelText('Lý do'), 'quét định kỳ');
  await userEvent.click(within(dialog).getByRole('button', { name: 'Đóng cảnh báo' }));
  await waitFor(() => expect(sent()).toHaveLength(1));
  expect(sent()[0]?.url.pathname).toBe('/api/v1/alerts/steps');
  expect(sent()[0]?.body).toMatchObject({
    step: 'closed',
    verdict: 'false',
    text: 'quét định kỳ',
    alerts: [
      { id: '1', version: 3 },
      { id: '2', version: 7 },
    ],
  });
});
