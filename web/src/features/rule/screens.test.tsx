import { QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { render, screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { createMemoryRouter, RouterProvider } from 'react-router';
import { beforeEach, expect, it, vi } from 'vitest';
import { sessionQuery } from '~/app/session';
import { DesignProvider } from '~/app/shell/DesignProvider';
import { renderInShell, session } from '~/test/render';
import type { Rule, RuleDetail, RuleImport, Trial } from './api';
import { Component as ExceptionPage } from './ExceptionPage';
import { Component as ImportPage } from './ImportPage';
import { Component as RuleEditPage } from './RuleEditPage';
import { Component as RuleListPage } from './RuleListPage';
import { Component as RuleNewPage } from './RuleNewPage';
import { Component as RulePage } from './RulePage';

vi.mock('~/ui/ChartCanvas', () => ({ default: () => <div data-testid="canvas" /> }));

const rule = (over: Partial<Rule> = {}): Rule => ({
  id: 'r-1',
  title: 'Dò mật khẩu SSH',
  kind: 'detection',
  level: 'high',
  status: 'test',
  tags: ['attack.credential-access', 'attack.t1110'],
  origin: 'own',
  file: 'ssh/a.yml',
  product: 'linux',
  category: null,
  service: 'sshd',
  state: 'live',
  state_detail: [],
  alerts: 12,
  findings: 40,
  confirmed: 1,
  benign: 0,
  wrong: 3,
  last_at: '2026-07-01T00:00:00Z',
  ...over,
});

const TEXT = 'title: Dò mật khẩu SSH\nid: r-1\nlogsource: {product: linux}\n';
const detail = (over: Partial<RuleDetail> = {}): RuleDetail => ({
  rule: rule(),
  description: 'Một địa chỉ thử nhiều mật khẩu.',
  text: TEXT,
  refers: [],
  referred: [],
  versions: [],
  version: 0,
  switched: null,
  events: 5,
  last_event_at: '2026-07-01T00:00:00Z',
  may_change: true,
  may_try: true,
  ...over,
});
const trial = (over: Partial<Trial> = {}): Trial => ({
  events: 1234,
  findings: 2,
  alerts: 1,
  days: [{ day: '2026-07-01', findings: 2 }],
  shown: [
    {
      at: '2026-07-01T01:02:03Z',
      seq: 7,
      entity: '203.0.113.7',
      host: 'may-01',
      events: 1,
      event: { 'source.ip': '203.0.113.7', message: 'Failed password for root' },
    },
  ],
  until: null,
  took_ms: 20,
  ...over,
});

interface Asked {
  method: string;
  path: string;
  query: URLSearchParams;
  match: string | null;
  body: unknown;
}
const asked: Asked[] = [];
const sent = (path: string) => asked.filter((a) => a.method !== 'GET' && a.path.endsWith(path));
let one: RuleDetail;
let tried: Trial[] = [];
let refuse: { path: string; status: number; body: unknown } | undefined;
let imported: Partial<RuleImport> = {};

function json(body: unknown, status = 200) {
  return new Response(JSON.stringify(body), { status, headers: { 'content-type': 'application/json' } });
}

async function bodyOf(request: Request): Promise<unknown> {
  if (request.method === 'GET') return undefined;
  if (request.headers.get('content-type')?.includes('json')) return request.json();
  return request.text();
}

function answer({ method, path }: Asked): Response {
  if (refuse && path.endsWith(refuse.path) && method !== 'GET') return json(refuse.body, refuse.status);
  if (path.endsWith('/trial')) return json(tried.shift() ?? trial());
  if (path.endsWith('/switch') || path.endsWith('/removal')) return new Response(null, { status: 204 });
  if (path.endsWith('/import'))
    return json({ dry_run: true, added: 2, changed: 1, same: 0, unsupported: 0, problems: [], ...imported });
  if (path.endsWith('/rules') && method === 'POST') return json(detail({ version: 1 }), 201);
  if (path.endsWith('/rules'))
    return json({
      items: [rule(), rule({ id: 'r-2', title: 'Cắm USB', state: 'off', wrong: 0, confirmed: 0 })],
      total: 2,
      next_cursor: null,
      tally: [
        { state: 'live', number: 1 },
        { state: 'off', number: 1 },
      ],
      problems: [{ file: 'x.yml', title: null, why: 'there is no rule in it' }],
      may_change: true,
    });
  return json(one);
}

beforeEach(() => {
  asked.length = 0;
  one = detail();
  tried = [];
  refuse = undefined;
  imported = {};
  vi.spyOn(globalThis, 'fetch').mockImplementation(async (input) => {
    const request = input as Request;
    const url = new URL(request.url);
    const ask: Asked = {
      method: request.method,
      path: url.pathname,
      query: url.searchParams,
      match: request.headers.get('if-match'),
      body: await bodyOf(request),
    };
    asked.push(ask);
    return answer(ask);
  });
});

/** Pages of one rule read its id from the address. */
function open(element: React.ReactElement, path: string, at: string, state?: unknown) {
  const router = createMemoryRouter(
    [
      { path, element },
      { path: '*', element: <p>elsewhere</p> },
    ],
    { initialEntries: [{ pathname: at, state }] },
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

it('tells states with their numbers, shows one alone, and switches several off with a reason', async () => {
  const { router } = renderInShell(<RuleListPage />);
  expect(await screen.findByText('Dò mật khẩu SSH')).toBeTruthy();
  expect(screen.getByText('75% báo sai')).toBeTruthy();
  expect(screen.getByText(/1 tài liệu không phải quy tắc/)).toBeTruthy();
  expect(screen.getByText('Không có quy tắc nào trong đó.')).toBeTruthy();
  // One call says all: the strip asks for nothing of its own.
  expect(asked).toHaveLength(1);

  const states = screen.getByRole('list', { name: 'Số quy tắc theo tình trạng' });
  await userEvent.click(within(states).getByRole('link', { name: /Đã tắt/ }));
  await waitFor(() => expect(router.state.location.search).toBe('?state=off'));
  await waitFor(() => expect(asked.at(-1)?.query.get('state')).toBe('off'));
  await userEvent.click(within(states).getByRole('link', { name: /Đã tắt/ }));
  await userEvent.click(screen.getByText('Báo sai'));
  await waitFor(() => expect(asked.at(-1)?.query.get('sort')).toBe('false'));

  await userEvent.click(screen.getByRole('checkbox', { name: 'Chọn mọi dòng đang hiện' }));
  expect(screen.getByRole('button', { name: 'Bật lại 1 quy tắc' })).toBeTruthy();
  await userEvent.click(screen.getByRole('button', { name: 'Tắt 1 quy tắc…' }));
  const dialog = await screen.findByRole('dialog');
  await userEvent.click(within(dialog).getByRole('button', { name: 'Tắt quy tắc' }));
  expect(await within(dialog).findByText('Chưa nhập ô này.')).toBeTruthy();
  expect(sent('/switch')).toHaveLength(0);
  await userEvent.type(within(dialog).getByLabelText('Lý do'), 'Bảo trì');
  await userEvent.click(within(dialog).getByRole('button', { name: 'Tắt quy tắc' }));
  await waitFor(() =>
    expect(sent('/switch')[0]?.body).toEqual({ rules: ['r-1'], off: true, reason: 'Bảo trì' }),
  );
});

it('says in words why a rule cannot fire', async () => {
  one = detail({ rule: rule({ state: 'field_never_filled', state_detail: ['deviceid'] }) });
  open(<RulePage />, '/quy-tac/:rule', '/quy-tac/r-1');
  expect(await screen.findByText(/các trường sau chưa từng có dữ liệu/)).toBeTruthy();
  expect(screen.getByText('deviceid')).toBeTruthy();
  expect(screen.getByText('Chiếm thông tin đăng nhập')).toBeTruthy();
  expect(screen.getByRole('link', { name: 'T1110' }).getAttribute('href')).toBe('/quy-tac?q=attack.t1110');
});

it('says who switched a rule off and why, and switches it on', async () => {
  one = detail({
    rule: rule({ state: 'off' }),
    switched: { off: true, reason: 'Báo sai nhiều', author_name: 'Bình', changed_at: '2026-07-01T00:00:00Z' },
  });
  open(<RulePage />, '/quy-tac/:rule', '/quy-tac/r-1');
  expect(await screen.findByText(/Bình đã tắt lúc 01\/07\/2026 07:00/)).toBeTruthy();
  expect(screen.getByText('Báo sai nhiều')).toBeTruthy();
  await userEvent.click(screen.getByRole('button', { name: 'Bật lại' }));
  await waitFor(() => expect(sent('/switch')[0]?.body).toEqual({ rules: ['r-1'], off: false, reason: '' }));
});

it('tries a rule, says that the time was over, and takes a finding along to an exception', async () => {
  tried = [trial({ until: '2026-07-01T03:00:00Z' })];
  const router = open(<RulePage />, '/quy-tac/:rule', '/quy-tac/r-1');
  await userEvent.click(await screen.findByRole('button', { name: 'Chạy thử' }));
  await userEvent.click(screen.getAllByRole('button', { name: 'Chạy thử' }).at(-1) as HTMLElement);
  expect(await screen.findByText('2 phát hiện, sẽ thành khoảng 1 cảnh báo.')).toBeTruthy();
  expect(screen.getByText(/Đã xét 1\.234 sự kiện/)).toBeTruthy();
  expect(screen.getByText(/Chỉ kịp xét đến 01\/07\/2026 10:00/)).toBeTruthy();
  expect(screen.getAllByText('Failed password for root').length).toBeGreaterThan(0);
  // Of the last day the clock of the server decides.
  expect(sent('/trial')[0]?.body).toEqual({ rule_id: 'r-1' });
  await userEvent.click(screen.getByRole('button', { name: 'Thêm ngoại lệ cho trường hợp này' }));
  await waitFor(() => expect(router.state.location.pathname).toBe('/quy-tac/r-1/ngoai-le'));
  expect(router.state.location.state).toMatchObject({ entity: '203.0.113.7' });
});

it('shows what a version changed, and nothing to change to whoever may not', async () => {
  const version = { note: 'Hạ mức', author_name: 'Bình', written_at: '2026-07-01T00:00:00Z' };
  one = detail({
    version: 2,
    may_change: false,
    versions: [
      { ...version, version: 2, text: 'title: a\nlevel: low\n' },
      { ...version, version: 1, text: 'title: a\nlevel: high\n', note: 'Mới' },
    ],
  });
  open(<RulePage />, '/quy-tac/:rule', '/quy-tac/r-1');
  await userEvent.click(await screen.findByRole('button', { name: 'Xem thay đổi' }));
  const changed = screen.getByRole('region', { name: 'Xem thay đổi' });
  expect(
    within(changed)
      .getByText(/level: high/)
      .getAttribute('data-kind'),
  ).toBe('removed');
  expect(
    within(changed)
      .getByText(/level: low/)
      .getAttribute('data-kind'),
  ).toBe('added');
  for (const name of ['Sửa', 'Tắt…', 'Gỡ bỏ…', 'Thêm ngoại lệ'])
    expect(screen.queryByRole('button', { name })).toBeNull();
  expect(screen.getByRole('button', { name: 'Chạy thử' })).toBeTruthy();
});

it('puts what is wrong with a text under it, and leads to the rule that has its id', async () => {
  refuse = {
    path: '/rules',
    status: 422,
    body: { code: 'rule.unreadable', params: { why: 'unknown detection identifier: t' } },
  };
  renderInShell(<RuleNewPage />);
  const box = await screen.findByLabelText<HTMLTextAreaElement>('Nội dung quy tắc (YAML)');
  expect(box.value).toMatch(/^title: 'PowerShell chạy lệnh đã mã hóa'\nid: [0-9a-f-]{36}\n/);
  await userEvent.clear(box);
  await userEvent.type(box, 'title: x{Enter}id: r-9');
  await userEvent.click(screen.getByRole('button', { name: 'Lưu và chạy' }));
  expect(await screen.findByText('Chưa nhập ô này.')).toBeTruthy();
  await userEvent.type(screen.getByLabelText('Lý do'), 'Theo công văn 12');
  await userEvent.click(screen.getByRole('button', { name: 'Lưu và chạy' }));
  expect(await screen.findByText(/không có phần nào mang tên này/)).toBeTruthy();
  expect(sent('/rules')[0]?.body).toEqual({ text: 'title: x\nid: r-9', note: 'Theo công văn 12' });

  refuse = { path: '/rules', status: 412, body: { code: 'rule.changed' } };
  await userEvent.click(screen.getByRole('button', { name: 'Lưu và chạy' }));
  const link = await screen.findByRole('link', { name: 'mở quy tắc đó' });
  expect(link.getAttribute('href')).toBe('/quy-tac/r-9');
});

it('shows a change by somebody else beside one’s own, and saves over the newer version', async () => {
  one = detail({ version: 3 });
  const router = open(<RuleEditPage />, '/quy-tac/:rule/sua', '/quy-tac/r-1/sua');
  const box = await screen.findByLabelText('Nội dung quy tắc (YAML)');
  await userEvent.type(box, 'level: low');
  await userEvent.type(screen.getByLabelText('Lý do'), 'Hạ mức');
  refuse = { path: '/r-1', status: 412, body: { code: 'rule.changed' } };
  one = detail({
    version: 4,
    text: `${TEXT}level: critical`,
    versions: [
      { version: 4, text: TEXT, note: 'Nâng mức', author_name: 'Bình', written_at: '2026-07-01T00:00:00Z' },
    ],
  });
  await userEvent.click(screen.getByRole('button', { name: 'Lưu phiên bản mới' }));
  const dialog = await screen.findByRole('dialog');
  expect(within(dialog).getByText(/Bình đã lưu lúc 01\/07\/2026 07:00: Nâng mức/)).toBeTruthy();
  expect(sent('/r-1')[0]?.match).toBe('"3"');
  refuse = undefined;
  await userEvent.click(within(dialog).getByRole('button', { name: 'Chọn hết bản của bạn' }));
  await userEvent.click(within(dialog).getByRole('button', { name: 'Lưu nội dung đã chọn' }));
  await waitFor(() => expect(sent('/r-1')[1]?.match).toBe('"4"'));
  expect(sent('/r-1')[1]?.body).toEqual({ text: `${TEXT}level: low`, note: 'Hạ mức' });
  await waitFor(() => expect(router.state.location.pathname).toBe('/quy-tac/r-1'));
});

it('makes a filter of a finding, tries it with and without, and writes it', async () => {
  const event = { 'source.ip': '203.0.113.7', 'user.name': 'root' };
  tried = [trial({ findings: 0, alerts: 0, shown: [], days: [] }), trial()];
  const router = open(<ExceptionPage />, '/quy-tac/:rule/ngoai-le', '/quy-tac/r-1/ngoai-le', {
    entity: '203.0.113.7',
    event,
  });
  await screen.findByText('Không báo khi');
  await userEvent.click(screen.getByRole('button', { name: 'Thêm trường user.name vào ngoại lệ' }));
  await userEvent.click(screen.getByRole('button', { name: 'Chạy thử' }));
  expect(await screen.findByText(/bỏ mọi phát hiện trong khoảng đã thử/)).toBeTruthy();
  const row = screen.getByRole('row', { name: /Không có ngoại lệ/ });
  expect(
    within(row)
      .getAllByRole('cell')
      .map((cell) => cell.textContent),
  ).toEqual(['2', '1']);
  await userEvent.type(screen.getByLabelText('Lý do'), 'Máy quét của trung tâm');
  await userEvent.click(screen.getByRole('button', { name: 'Lưu ngoại lệ' }));
  await waitFor(() => expect(sent('/rules')).toHaveLength(1));
  const written = sent('/rules')[0]?.body as { text: string; note: string } | undefined;
  expect(written?.note).toBe('Máy quét của trung tâm');
  expect(written?.text).toContain(
    "  product: linux\n  service: sshd\nfilter:\n  rules:\n    - 'r-1'\n  selection:\n    source.ip:\n      - '203.0.113.7'\n    user.name:\n      - 'root'\n  condition: not selection\n",
  );
  // What was tried is what is written.
  expect(sent('/trial').map((a) => a.body)).toEqual([{ text: written?.text }, { rule_id: 'r-1' }]);
  await waitFor(() => expect(router.state.location.pathname).toBe('/quy-tac/r-1'));
});

it('looks into files before it brings them in', async () => {
  imported = { problems: [{ file: 'a/b.yml', title: null, why: 'twice' }] };
  renderInShell(<ImportPage />);
  await userEvent.type(await screen.findByLabelText('Tên bộ quy tắc'), 'SigmaHQ 2026-06');
  const file = new File(['title: x'], 'bo.yml', { type: 'text/yaml' });
  await userEvent.upload(screen.getByLabelText('Tệp quy tắc'), file);
  await userEvent.click(screen.getByRole('button', { name: 'Xem trước' }));
  expect(await screen.findByText(/Chưa có gì được ghi/)).toBeTruthy();
  expect(screen.getByText(/Mã đã có ở một tài liệu khác/)).toBeTruthy();
  expect(sent('/import')[0]?.body).toMatch(/name="dry_run"\s+true/);
  imported = { dry_run: false };
  await userEvent.click(screen.getByRole('button', { name: 'Nhập 3 quy tắc' }));
  expect(await screen.findByRole('heading', { level: 1, name: 'Đã nhập quy tắc' })).toBeTruthy();
  const body = sent('/import')[1]?.body as string;
  expect(body).toMatch(/name="dry_run"\s+false/);
  expect(body).toMatch(/name="pack"\s+SigmaHQ 2026-06/);
  expect(body).toMatch(/filename="bo\.yml"/);
});
