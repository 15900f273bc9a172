import { screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { beforeEach, expect, it, vi } from 'vitest';
import { type Session, sessionQuery } from '~/app/session';
import { renderInShell, session } from '~/test/render';
import { Component as KeepingPage } from './KeepingPage';
import { Component as SearchPage } from './SearchPage';
import { Component as SqlPage } from './SqlPage';
import type { EventInfo, HoldInfo, KeepingInfo, MissingInfo } from './types';

vi.mock('~/ui/ChartCanvas', () => ({ default: () => <div data-testid="canvas" /> }));

const event = (seq: number, fields: Record<string, unknown>, over: Partial<EventInfo> = {}): EventInfo => ({
  seq,
  time: `2026-07-01T01:00:${String(seq % 60).padStart(2, '0')}Z`,
  received: '2026-07-01T01:00:59Z',
  source_id: null,
  source_name: 'FW',
  agency_id: null,
  agency_name: null,
  host: 'fw-01',
  product: 'fortigate',
  service: null,
  category: [],
  problem: null,
  raw: null,
  fields,
  ...over,
});

const hold: HoldInfo = {
  id: 'h1',
  reason: 'Công văn 12',
  agency_id: null,
  agency_name: null,
  from: '2026-06-30T17:00:00Z',
  to: '2026-07-02T17:00:00Z',
  placed_by: 'Bình',
  placed_at: '2026-07-03T00:00:00Z',
  lifted_by: null,
  lifted_at: null,
  lift_reason: '',
};
const keeping: KeepingInfo = {
  rules: [
    { level: 0, days: 90, citation: null, certainty: null },
    { level: 3, days: 92, citation: 'Điều 30', certainty: 'found' },
    { level: 4, days: 184, citation: 'Điều 31', certainty: 'unsure' },
  ],
  at_least_days: 90,
  days: [
    {
      day: '2026-07-01',
      level: 3,
      events: 1200,
      bytes: 1024,
      raw_bytes: 8192,
      until: '2026-10-01',
      held: true,
    },
  ],
  events: 1200,
  bytes: 1024,
  raw_bytes: 8192,
  in_memory: 5,
  damaged: 1,
};

let rows: EventInfo[] = [];
let missing: MissingInfo[] = [];
let refuse: { status: number; body: unknown } | undefined;
let tails: { items: EventInfo[]; after: number; more: boolean }[] = [];
let keepingRefused = false;
const asked: { method: string; path: string; query: URLSearchParams; body: unknown }[] = [];

function json(body: unknown, status = 200) {
  return new Response(JSON.stringify(body), { status, headers: { 'content-type': 'application/json' } });
}

/** Until the page goes: as a tail without news. */
function never(request: Request): Promise<Response> {
  return new Promise((_, fail) => {
    request.signal.addEventListener('abort', () => fail(new DOMException('aborted', 'AbortError')));
  });
}

function answer(path: string, query: URLSearchParams, request: Request): Response | Promise<Response> {
  switch (path.replace('/api/v1/search', '')) {
    case '':
      if (refuse) return json(refuse.body, refuse.status);
      return json({ items: rows, next_cursor: null, missing, took_ms: 12 });
    case '/histogram':
      if (refuse) return json(refuse.body, refuse.status);
      return json({
        from: '2026-07-01T01:00:00Z',
        width_seconds: 60,
        counts: [3, 9],
        total: 12,
        missing,
        took_ms: 120,
      });
    case '/top':
      return json({ items: [{ value: 'deny', events: 7 }], missing: [], took_ms: 1 });
    case '/fields':
      return json({ short: ['src_ip', 'host'], columns: ['source.ip', 'message'] });
    case '/tail':
      return tails.length > 0 ? json(tails.shift()) : never(request);
    case '/sql':
      if (refuse) return json(refuse.body, refuse.status);
      return json({
        columns: ['_product', 'n'],
        rows: [
          ['linux', '12'],
          [null, '3'],
        ],
        cut: true,
        missing: [],
        took_ms: 30,
      });
    case '/saved':
      return json(
        query.size === 0 && request.method === 'POST' ? {} : [],
        request.method === 'POST' ? 201 : 200,
      );
    case '/keeping':
      return keepingRefused ? json({ code: 'auth.forbidden' }, 403) : json(keeping);
    case '/holds':
      return request.method === 'POST' ? json(hold, 201) : json([hold]);
    default:
      return json({ ...hold, lifted_at: '2026-07-05T00:00:00Z' });
  }
}

beforeEach(() => {
  rows = [];
  missing = [];
  refuse = undefined;
  tails = [];
  keepingRefused = false;
  asked.length = 0;
  vi.spyOn(globalThis, 'fetch').mockImplementation(async (input) => {
    const request = input as Request;
    const url = new URL(request.url);
    const body: unknown = request.method === 'POST' ? await request.clone().json() : undefined;
    asked.push({ method: request.method, path: url.pathname, query: url.searchParams, body });
    return answer(url.pathname, url.searchParams, request);
  });
});

function open(page: React.ReactElement, path = '/', permissions = ['search.read', 'search.hold']) {
  const view = renderInShell(page, path);
  const me: Session = { ...session, permissions };
  view.client.setQueryData(sessionQuery.queryKey, me);
  return view;
}

const lastAsk = () => asked.findLast((a) => a.path === '/api/v1/search')?.query;
const twoRows = () => [
  event(2, { srcip: '10.0.0.1', action: 'deny' }),
  event(1, { message: 'Failed password' }, { product: 'linux', host: 'web01' }),
];

it('shows events with what tells them, how many over time, and opens one with all its fields', async () => {
  rows = twoRows();
  open(<SearchPage />, '/?q=password&last=60');
  const list = await screen.findByRole('table', { name: /mới nhất trước/ });
  expect(within(list).getByText('action=deny srcip=10.0.0.1')).toBeTruthy();
  expect(within(list).getByText('password').tagName).toBe('MARK');
  expect(await screen.findByText(/12 sự kiện · 0,12 giây/)).toBeTruthy();
  expect(screen.getByText(/Nhiều nhất 9 sự kiện lúc 08:01/)).toBeTruthy();
  expect(lastAsk()?.get('q')).toBe('password');
  // The end is where the clock of the server is.
  expect(lastAsk()?.get('from')).toBeTruthy();
  expect(lastAsk()?.get('to')).toBeNull();

  await userEvent.keyboard('j');
  await waitFor(() => expect(document.activeElement?.textContent).toContain('action=deny'));
  await userEvent.keyboard('{Enter}');
  expect(await screen.findByText('Nhận được')).toBeTruthy();
  const around = screen.getByRole('link', { name: 'Sự kiện quanh đó' });
  expect(decodeURIComponent(around.getAttribute('href') ?? '')).toContain('q=host:"fw-01"');
});

it('narrows by a value of an event and by one of a field, and makes a field a column', async () => {
  rows = twoRows();
  const { router } = open(<SearchPage />);
  await screen.findByText('action=deny srcip=10.0.0.1');
  await userEvent.click(screen.getByText('action=deny srcip=10.0.0.1'));
  await userEvent.click(await screen.findByRole('button', { name: 'Loại srcip là 10.0.0.1' }));
  await waitFor(() => expect(lastAsk()?.get('q')).toBe('NOT srcip:"10.0.0.1"'));

  const fields = screen.getByRole('complementary', { name: 'Trường' });
  await userEvent.click(within(fields).getByRole('button', { name: /^action/ }));
  await userEvent.click(await within(fields).findByRole('button', { name: 'Chỉ action là deny' }));
  await waitFor(() => expect(lastAsk()?.get('q')).toBe('NOT srcip:"10.0.0.1" action:"deny"'));
  await userEvent.click(within(fields).getByRole('button', { name: 'Thêm cột action' }));
  expect(await screen.findByRole('columnheader', { name: /^action/ })).toBeTruthy();
  expect(new URLSearchParams(router.state.location.search).getAll('col')).toEqual(['action']);
});

it('underlines what the server could not read, until it is written anew', async () => {
  refuse = {
    status: 422,
    body: { code: 'search.query', params: { reason: 'quote', from: '2', to: '3' } },
  };
  const { container } = open(<SearchPage />, `/?q=${encodeURIComponent('a "b')}`);
  expect(await screen.findByText('Thiếu dấu ngoặc kép đóng.')).toBeTruthy();
  expect(container.querySelector('.se-wrong')?.textContent).toBe('"');
  const box = screen.getByRole('combobox', { name: 'Điều cần tìm' });
  expect(box.getAttribute('aria-invalid')).toBe('true');
  expect(screen.queryByRole('button', { name: 'Thử lại' })).toBeNull();
  await userEvent.type(box, '"');
  expect(container.querySelector('.se-wrong')).toBeNull();
  refuse = undefined;
  await userEvent.type(box, '{Enter}');
  await waitFor(() => expect(lastAsk()?.get('q')).toBe('a "b"'));
});

it('completes names and values only for one who goes down into the list', async () => {
  rows = twoRows();
  open(<SearchPage />);
  await screen.findByText('action=deny srcip=10.0.0.1');
  await userEvent.keyboard('/');
  const box = screen.getByRole<HTMLTextAreaElement>('combobox', { name: 'Điều cần tìm' });
  expect(document.activeElement).toBe(box);
  await userEvent.type(box, 'acti');
  await screen.findByRole('option', { name: 'action' });
  await userEvent.keyboard('{ArrowDown}{Enter}');
  expect(box.value).toBe('action:');
  await screen.findByRole('option', { name: /^deny/ });
  await userEvent.keyboard('{Enter}');
  await waitFor(() => expect(lastAsk()?.get('q')).toBe('action:'));
});

it('says what to do where nothing is found, and above the results what is missing', async () => {
  const view = open(<SearchPage />, '/?q=x&last=15');
  expect(await screen.findByText('Không tìm thấy sự kiện nào')).toBeTruthy();
  rows = twoRows();
  missing = [{ from: '2026-07-01T00:00:00Z', to: '2026-07-01T01:00:00Z', events: 1234 }];
  await userEvent.click(screen.getByRole('button', { name: 'Tìm trong 7 ngày qua' }));
  expect(await screen.findByText(/1\.234 sự kiện không đọc được/)).toBeTruthy();
  expect(screen.getByText(/01\/07\/2026 07:00 – 01\/07\/2026 08:00/)).toBeTruthy();
  expect(view.router.state.location.search).toBe('?q=x&last=10080');
});

it('offers another try where the server failed', async () => {
  refuse = { status: 503, body: { code: 'search.too_slow', params: { seconds: '30' } } };
  open(<SearchPage />);
  expect(await screen.findByText('Tìm quá 30 giây nên đã dừng.')).toBeTruthy();
  refuse = undefined;
  rows = twoRows();
  await userEvent.click(screen.getByRole('button', { name: 'Thử lại' }));
  expect(await screen.findByText('Failed password')).toBeTruthy();
});

it('adds events as they come in, and stands still while one reads', async () => {
  tails = [
    { items: [], after: 5, more: false },
    { items: [event(6, { message: 'first' }), event(7, { message: 'second' })], after: 7, more: false },
    { items: [event(8, { message: 'third' })], after: 8, more: false },
  ];
  open(<SearchPage />, '/?live=1');
  await screen.findByText('third');
  const table = screen.getByRole('table', { name: /mới nhất trước/ });
  const lines = within(table)
    .getAllByRole('row')
    .slice(1)
    .map((row) => row.textContent);
  expect(lines.map((line) => /first|second|third/.exec(line ?? '')?.[0])).toEqual([
    'third',
    'second',
    'first',
  ]);
  const after = () => asked.filter((a) => a.path.endsWith('/tail')).map((a) => a.query.get('after'));
  await waitFor(() => expect(after()).toEqual([null, '5', '7', '8']));
  await userEvent.keyboard(' ');
  expect(await screen.findByText(/Đang dừng/)).toBeTruthy();
  expect(after()).toHaveLength(4);
  await userEvent.click(screen.getByRole('button', { name: /Tiếp tục/ }));
  await waitFor(() => expect(after()).toEqual([null, '5', '7', '8', '8']));
});

it('keeps a search with its time', async () => {
  rows = twoRows();
  open(<SearchPage />, '/?q=password&last=60');
  await screen.findByText('action=deny srcip=10.0.0.1');
  await userEvent.click(screen.getByRole('button', { name: /Đã lưu/ }));
  await userEvent.click(await screen.findByRole('button', { name: 'Lưu lượt tìm này' }));
  const dialog = await screen.findByRole('dialog');
  await userEvent.type(within(dialog).getByLabelText('Tên'), 'Dò mật khẩu');
  await userEvent.click(within(dialog).getByRole('checkbox', { name: 'Cho mọi người cùng dùng' }));
  await userEvent.click(within(dialog).getByRole('button', { name: 'Lưu' }));
  await waitFor(() =>
    expect(asked.find((a) => a.method === 'POST')?.body).toEqual({
      name: 'Dò mật khẩu',
      q: 'password',
      minutes: 60,
      shared: true,
    }),
  );
});

it('asks in SQL with Ctrl+Enter and puts numbers to the right', async () => {
  open(<SqlPage />);
  const box = screen.getByRole('textbox', { name: 'Câu hỏi SQL' });
  await userEvent.type(box, 'SELECT 1{Control>}{Enter}{/Control}');
  expect(await screen.findByText('linux')).toBeTruthy();
  expect(asked.find((a) => a.path.endsWith('/sql'))?.query.get('sql')).toBe('SELECT 1');
  expect(screen.getByText('12').getAttribute('data-align')).toBe('right');
  expect(screen.getByText('linux').getAttribute('data-align')).toBeNull();
  expect(screen.getByText(/còn dòng nữa/)).toBeTruthy();
  refuse = { status: 422, body: { code: 'search.sql', params: { message: 'no such column: x' } } };
  await userEvent.type(box, ' x{Control>}{Enter}{/Control}');
  expect(await screen.findByText('no such column: x')).toBeTruthy();
});

it('says how long events are kept and by which article, and lifts a hold only after a second look', async () => {
  open(<KeepingPage />);
  expect(await screen.findByText('Điều 31 (cần kiểm tra)')).toBeTruthy();
  expect(screen.getByText('Thiết lập của hệ thống')).toBeTruthy();
  expect(screen.getByText(/nhỏ hơn 8 lần/)).toBeTruthy();
  expect(screen.getByText('Đang bị giữ')).toBeTruthy();
  expect(await screen.findByText(/Mọi cơ quan · 01\/07\/2026 – 02\/07\/2026/)).toBeTruthy();
  await userEvent.click(screen.getByRole('button', { name: 'Gỡ…' }));
  const dialog = await screen.findByRole('dialog');
  await userEvent.type(within(dialog).getByLabelText('Lý do gỡ'), 'xong');
  await userEvent.click(within(dialog).getByRole('button', { name: 'Tiếp tục' }));
  expect(await within(dialog).findByText(/không lấy lại được/)).toBeTruthy();
  expect(asked.some((a) => a.method === 'POST')).toBe(false);
  await userEvent.click(within(dialog).getByRole('button', { name: 'Gỡ lệnh giữ' }));
  await waitFor(() =>
    expect(asked.find((a) => a.method === 'POST')?.path).toBe('/api/v1/search/holds/h1/lift'),
  );
  expect(asked.find((a) => a.method === 'POST')?.body).toEqual({ reason: 'xong' });
});

it('shows the holds alone to whoever does not reach everything, and no buttons to whoever may not hold', async () => {
  keepingRefused = true;
  open(<KeepingPage />, '/', ['search.read']);
  expect(await screen.findByText(/Chỉ người phụ trách toàn hệ thống/)).toBeTruthy();
  expect(await screen.findByText('Công văn 12')).toBeTruthy();
  expect(screen.queryByRole('button', { name: 'Gỡ…' })).toBeNull();
  expect(screen.queryByRole('button', { name: 'Đặt lệnh giữ…' })).toBeNull();
});
