import { QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { render, screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { createMemoryRouter, RouterProvider } from 'react-router';
import { beforeEach, expect, it, vi } from 'vitest';
import { sessionQuery } from '~/app/session';
import { DesignProvider } from '~/app/shell/DesignProvider';
import { renderInShell, session } from '~/test/render';
import type { IndicatorList } from './api';
import { Component as IndicatorEditPage } from './IndicatorEditPage';
import { Component as IndicatorListPage } from './IndicatorListPage';
import { Component as IndicatorNewPage } from './IndicatorNewPage';
import { Component as IndicatorPage } from './IndicatorPage';

const list = (over: Partial<IndicatorList> = {}): IndicatorList => ({
  id: 'l-1',
  name: 'Cảnh báo số 12',
  origin: 'Cục A',
  level: 'high',
  tlp: 'amber',
  enabled: true,
  counts: true,
  expires_at: '2026-12-31T17:00:00Z',
  entries: 1204,
  left_out: 3,
  kinds: { domain: 4, ip: 1200 },
  author_name: 'Bình',
  created_at: '2026-07-01T00:00:00Z',
  changed_at: '2026-07-01T00:00:00Z',
  past_state: 'done',
  past_days: 30,
  past_events: 500,
  past_found: 2,
  rule_id: 'coloa.indicator.l-1',
  version: 1,
  ...over,
});

interface Asked {
  method: string;
  path: string;
  query: URLSearchParams;
  match: string | null;
  body: string;
}
const asked: Asked[] = [];
const sent = () => asked.filter((a) => a.method !== 'GET');
let lists: IndicatorList[] = [];
let refuse: { status: number; body: unknown } | undefined;
let kind: string | null = 'ip';

function json(body: unknown, status = 200) {
  return new Response(JSON.stringify(body), { status, headers: { 'content-type': 'application/json' } });
}

function answer({ method, path, query }: Asked): Response {
  if (path.endsWith('/look-up'))
    return json({ kind, value: query.get('value'), lists: kind === 'ip' ? [list()] : [] });
  if (method === 'DELETE') return new Response(null, { status: 204 });
  if (method !== 'GET')
    return refuse
      ? json(refuse.body, refuse.status)
      : json({ list: list({ version: 2 }), examples: ['khong phai'] }, method === 'POST' ? 201 : 200);
  if (path.endsWith('/indicators')) return json({ items: lists, may_change: true });
  return json({
    list: lists[0],
    shown: query.get('search') ? [] : [{ kind: 'ip', value: '203.0.113.7', until: null }],
    may_change: true,
  });
}

beforeEach(() => {
  asked.length = 0;
  lists = [list()];
  refuse = undefined;
  kind = 'ip';
  vi.spyOn(globalThis, 'fetch').mockImplementation(async (input) => {
    const request = input as Request;
    const url = new URL(request.url);
    const ask: Asked = {
      method: request.method,
      path: url.pathname,
      query: url.searchParams,
      match: request.headers.get('if-match'),
      body: request.method === 'GET' ? '' : await request.text(),
    };
    asked.push(ask);
    return answer(ask);
  });
});

function open(element: React.ReactElement, path: string, at: string) {
  const router = createMemoryRouter(
    [
      { path, element },
      { path: '*', element: <p>elsewhere</p> },
    ],
    { initialEntries: [at] },
  );
  const client = new QueryClient({ defaultOptions: { queries: { retry: false } } });
  client.setQueryData(sessionQuery.queryKey, session);
  render(
    <QueryClientProvider client={client}>
      <DesignProvider>
        <RouterProvider router={router} />
      </DesignProvider>
    </QueryClientProvider>,
  );
  return router;
}

it('tells what lists count, and why others do not', async () => {
  lists = [
    list(),
    list({ id: 'l-2', name: 'Cũ', counts: false, expires_at: '2026-01-01T00:00:00Z' }),
    list({ id: 'l-3', name: 'Tạm dừng', counts: false, enabled: false, past_state: 'running' }),
  ];
  renderInShell(<IndicatorListPage />);
  expect(await screen.findByText('Cảnh báo số 12')).toBeTruthy();
  const row = (name: RegExp) => within(screen.getByRole('row', { name }));
  expect(row(/Cảnh báo số 12/).getByText('1.200 địa chỉ IP', { exact: false })).toBeTruthy();
  expect(row(/Cảnh báo số 12/).getByText('31/12/2026')).toBeTruthy();
  expect(row(/Cũ/).getByText('Hết hạn')).toBeTruthy();
  expect(row(/Tạm dừng/).getByText('Đã tắt')).toBeTruthy();
  expect(row(/Tạm dừng/).getByText(/Đang rà: 500 sự kiện/)).toBeTruthy();
});

it('looks a value up, keeps it in the address, and says plainly when it is none', async () => {
  const { router } = renderInShell(<IndicatorListPage />);
  await userEvent.type(await screen.findByLabelText('Tra một giá trị'), ' 203.0.113.7 ');
  await userEvent.click(screen.getByRole('button', { name: 'Tra' }));
  expect(await screen.findByText('có trong 1 danh sách đang dùng.')).toBeTruthy();
  expect(router.state.location.search).toBe('?value=203.0.113.7');
  kind = null;
  await userEvent.clear(screen.getByLabelText('Tra một giá trị'));
  await userEvent.type(screen.getByLabelText('Tra một giá trị'), 'linh tinh{Enter}');
  expect(await screen.findByText(/“linh tinh” không phải địa chỉ IP/)).toBeTruthy();
});

it('brings a file in under its name and shows the lines that were left out', async () => {
  refuse = { status: 422, body: { code: 'indicator.unreadable', params: { reason: 'nothing' } } };
  renderInShell(<IndicatorNewPage />);
  const file = new File(['203.0.113.7'], 'Công văn 12.txt', { type: 'text/plain' });
  await userEvent.upload(await screen.findByLabelText('Tệp chỉ báo'), file);
  expect(screen.getByLabelText<HTMLInputElement>('Tên danh sách').value).toBe('Công văn 12');
  await userEvent.click(screen.getByRole('button', { name: 'Nhập danh sách' }));
  expect(await screen.findByText('Không đọc được tệp chỉ báo.')).toBeTruthy();
  expect(screen.getByText(/không có địa chỉ, tên miền, URL hay mã băm nào/)).toBeTruthy();
  refuse = undefined;
  await userEvent.click(screen.getByRole('button', { name: 'Nhập danh sách' }));
  expect(await screen.findByText('Đã nhận 1.204 chỉ báo')).toBeTruthy();
  expect(screen.getByText('khong phai')).toBeTruthy();
  const body = sent()[1]?.body ?? '';
  expect(body).toMatch(/name="name"\s+Công văn 12/);
  expect(body).toMatch(/name="past_days"\s+30/);
  expect(body).not.toContain('expires_at');
  expect(body).toContain('name="file"');
});

it('searches what is on a list, leads to its alerts, and removes it after a second look', async () => {
  const router = open(<IndicatorPage />, '/chi-bao/:list', '/chi-bao/l-1');
  expect(await screen.findByText('203.0.113.7')).toBeTruthy();
  expect(screen.getByText('Thấy 2 lần trong 30 ngày')).toBeTruthy();
  await userEvent.type(screen.getByLabelText('Tìm một phần của giá trị'), 'xau');
  expect(await screen.findByText('Không có giá trị nào chứa đoạn này.')).toBeTruthy();
  expect(asked.at(-1)?.query.get('search')).toBe('xau');
  await userEvent.click(screen.getByRole('button', { name: 'Xóa danh sách' }));
  expect(sent()).toHaveLength(0);
  const dialog = await screen.findByRole('dialog');
  await userEvent.click(within(dialog).getByRole('button', { name: 'Xóa danh sách' }));
  await waitFor(() => expect(sent()[0]).toMatchObject({ method: 'DELETE', match: '"1"' }));
  await waitFor(() => expect(router.state.location.pathname).toBe('/chi-bao'));
});

it('changes what is said of a list without a file, and shows a change by somebody else', async () => {
  const router = open(<IndicatorEditPage />, '/chi-bao/:list/sua', '/chi-bao/l-1/sua');
  const name = await screen.findByLabelText('Tên danh sách');
  // Days to look back belong to a new file.
  expect(screen.queryByLabelText('Rà sự kiện cũ (ngày)')).toBeNull();
  await userEvent.clear(name);
  await userEvent.type(name, 'Cảnh báo số 13');
  refuse = { status: 412, body: { code: 'indicator.changed' } };
  lists = [list({ version: 2, origin: 'Cục B' })];
  await userEvent.click(screen.getByRole('button', { name: 'Lưu thay đổi' }));
  const dialog = await screen.findByRole('dialog');
  expect(within(dialog).getByText('Cục B')).toBeTruthy();
  refuse = undefined;
  await userEvent.click(within(dialog).getByRole('button', { name: 'Chọn hết bản của bạn' }));
  await userEvent.click(within(dialog).getByRole('button', { name: 'Lưu nội dung đã chọn' }));
  await waitFor(() => expect(sent().map((a) => a.match)).toEqual(['"1"', '"2"']));
  expect(sent()[1]?.body).toMatch(/name="name"\s+Cảnh báo số 13/);
  expect(sent()[1]?.body).toContain('2026-12-31T17:00:00Z');
  expect(sent()[1]?.body).not.toContain('name="file"');
  await waitFor(() => expect(router.state.location.pathname).toBe('/chi-bao/l-1'));
});
