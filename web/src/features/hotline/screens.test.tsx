import { QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { cleanup, render, screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { createMemoryRouter, RouterProvider } from 'react-router';
import { beforeEach, expect, it, vi } from 'vitest';
import { type Session, sessionQuery } from '~/app/session';
import { DesignProvider } from '~/app/shell/DesignProvider';
import { type Asked, json, listen } from '~/features/protection/asked';
import { session } from '~/test/render';
import type { Identity, Opened, ReportDetail, ReportLine, Reveal } from './api';
import { Component as InboxPage } from './InboxPage';
import { Component as IntakePage } from './intake/IntakePage';
import { Component as OpeningsPage } from './opening/OpeningsPage';
import { Component as ReportPage } from './report/ReportPage';
import { Component as RevealsPage } from './reveal/RevealsPage';
import { choices, counts, detail, line, opened, reveal, transfer } from './samples';

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

let lines: ReportLine[];
let one: ReportDetail;
let content: Opened;
let reveals: Reveal[];
let refuse: ((ask: Asked) => Response | undefined) | undefined;
let log: ReturnType<typeof listen>;

function answer(ask: Asked): Response {
  const refused = refuse?.(ask);
  if (refused) return refused;
  const { method, path } = ask;
  if (path.endsWith('/hotline/choices')) return json(choices);
  if (path.endsWith('/reports') && method === 'POST')
    return json({ report: one, code: '7KQ2-M8XR-4TNP-9WBD' }, 201);
  if (path.endsWith('/reports')) return json({ items: lines, total: lines.length, counts });
  if (path.endsWith('/attachments/f1/open'))
    return new Response(new Blob(['x']), { headers: { 'content-type': 'image/png' } });
  if (path.endsWith('/reveals') && method === 'POST') return json(reveal());
  if (/\/reveals\/[^/]+\/open$/.test(path)) return json(IDENTITY);
  if (path.endsWith('/hotline/reveals')) return json({ items: reveals, total: reveals.length });
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
  if (path.endsWith('/open')) return json(content);
  if (path.includes('/hotline/')) return json(one);
  return json([]);
}

beforeEach(() => {
  lines = [line()];
  one = detail();
  content = opened();
  reveals = [];
  refuse = undefined;
  log = listen(answer);
});

const ALL = ['read', 'intake', 'handle', 'reveal', 'agree', 'audit'].map((word) => `hotline.${word}`);

function open(element: React.ReactElement, path: string, at: string) {
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
const inbox = (search = '') => open(<InboxPage />, '/tin-bao', `/tin-bao${search}`);
const report = (search = '') => open(<ReportPage />, '/tin-bao/:report', `/tin-bao/r1${search}`);
const sent = () => log.sent();
const body = (at = 0) => JSON.parse(sent()[at]?.body || 'null') as unknown;

it('marks what was let in from a flood, in the list and on its page', async () => {
  lines = [line({ is_one_of_many: true }), line({ id: 'r2', number: 'HL-2026-00013' })];
  inbox();
  const table = await screen.findByRole('table', { name: 'Tin báo của người dân' });
  expect(within(table).getAllByText('Nhiều tin từ một mạng')).toHaveLength(1);
});

it('says on the page of such a report why it was not held back', async () => {
  one = detail({ line: line({ is_one_of_many: true }) });
  report();
  const note = await screen.findByText(/đợt dồn dập từ một mạng/);
  expect(note.textContent).toContain('gọi lại người báo');
});

it('shows the most urgent first under their heading, with what waits as filters', async () => {
  lines = [
    line(),
    line({ id: 'r2', number: 'HL-2026-00013', urgency: 'usual', redacted: 'Nó xưng công an' }),
  ];
  inbox();
  const table = await screen.findByRole('table', { name: 'Tin báo của người dân' });
  const rows = within(table)
    .getAllByRole('row')
    .map((row) => row.textContent ?? '');
  expect(rows[1]).toContain('Khẩn cấp – tiền đang chuyển');
  expect(rows[2]).toContain('HL-2026-00012');
  expect(rows[3]).toBe('Bình thường');
  expect(rows[4]).toContain('Nó xưng công an');
  expect(log.asked.find((ask) => ask.path.endsWith('/reports'))?.query.get('order')).toBe('urgency');
  await userEvent.click(screen.getByRole('button', { name: /Chưa ai nhận 2/ }));
  await waitFor(() => expect(log.asked.at(-1)?.query.get('view')).toBe('unassigned'));
  await userEvent.click(screen.getByRole('button', { name: /1 khẩn cấp/ }));
  await waitFor(() => expect(log.asked.at(-1)?.query.get('urgency')).toBe('now'));
});

it('shows what is overdue alone, the longest over first, and says so in the address', async () => {
  lines = [
    line({ number: 'HL-1', urgency: 'usual', next_due_at: '2026-11-28T02:00:00Z' }),
    line({ id: 'r2', number: 'HL-2', money: 'sending', next_due_at: '2026-11-28T03:00:00Z' }),
  ];
  const { router } = inbox();
  const table = await screen.findByRole('table', { name: 'Tin báo của người dân' });
  await userEvent.click(screen.getByRole('button', { name: '1 quá hạn' }));
  await waitFor(() => expect(log.asked.at(-1)?.query.get('overdue')).toBe('true'));
  expect(log.asked.at(-1)?.query.get('order')).toBe('due');
  expect(router.state.location.search).toBe('?overdue=true&sort=due');
  // As the server has them: neither bands nor urgency come before the term.
  await waitFor(() =>
    expect(
      within(table)
        .getAllByRole('row')
        .map((row) => /HL-\d/.exec(row.textContent ?? '')?.[0]),
    ).toEqual([undefined, 'HL-1', 'HL-2']),
  );
  expect(screen.getByRole('button', { name: '1 quá hạn' }).getAttribute('aria-pressed')).toBe('true');
  expect(screen.getByRole('checkbox', { name: 'Quá hạn' })).toHaveProperty('checked', true);
  await userEvent.click(screen.getByRole('button', { name: '1 quá hạn' }));
  await waitFor(() => expect(router.state.location.search).toBe(''));
  await userEvent.click(screen.getByText('Hạn gần nhất'));
  await waitFor(() => expect(router.state.location.search).toBe('?sort=due'));
  await waitFor(() => expect(log.asked.at(-1)?.query.get('order')).toBe('due'));
  expect(log.asked.at(-1)?.query.has('overdue')).toBe(false);
});

it('puts first, within the same urgency, where money is moving, and says what waits', async () => {
  lines = [
    line({ number: 'HL-1', money: 'sent' }),
    line({ id: 'r2', number: 'HL-2', money: 'sending', next_due_at: '2026-11-29T02:30:00Z' }),
    line({ id: 'r3', number: 'HL-3', urgency: 'usual' }),
  ];
  inbox();
  const table = await screen.findByRole('table', { name: 'Tin báo của người dân' });
  const rows = within(table).getAllByRole('row');
  expect(rows.map((row) => /HL-\d/.exec(row.textContent ?? '')?.[0])).toEqual([
    undefined,
    undefined,
    'HL-2',
    'HL-1',
    undefined,
    'HL-3',
  ]);
  expect(rows[2]?.textContent).toContain('Tiền đang chuyển');
  expect(rows[2]?.dataset.state).toBe('late');
  expect(rows[3]?.dataset.state).toBeUndefined();
  expect(screen.getByText('1 tin khẩn cấp đang chờ').getAttribute('role')).toBe('status');
});

it('marks what its citizen asked to take back and nobody classified, in the list and on its page', async () => {
  const asked = line({ is_withdrawn: true });
  lines = [asked, line({ id: 'r2', number: 'HL-2', is_withdrawn: true, state: 'closed' })];
  inbox();
  expect(await screen.findAllByText('Người báo xin rút, cần phân loại')).toHaveLength(1);
  cleanup();
  one = detail({ line: asked, withdrawn_at: '2026-11-29T02:30:00Z' });
  report();
  expect(await screen.findByText('Người báo xin rút, cần phân loại')).toBeTruthy();
  expect(screen.getByText(/chưa ai phân loại: đọc, phân loại/)).toBeTruthy();
});

it('takes the report one stands at with a key, and not one that somebody has', async () => {
  lines = [
    line({ version: 7 }),
    line({ id: 'r2', number: 'HL-2', assigned_to: 'p9', assigned_name: 'Hưng' }),
  ];
  inbox();
  await screen.findByText('HL-2');
  await userEvent.keyboard('jt');
  await waitFor(() => expect(sent()).toHaveLength(1));
  expect(sent()[0]).toMatchObject({ path: '/api/v1/hotline/reports/r1/take', match: '"7"' });
  await userEvent.keyboard('jt');
  expect(await screen.findByText('Hưng đang giữ tin này.')).toBeTruthy();
  expect(sent()).toHaveLength(1);
});

it('opens the content only with a reason where somebody else has the report', async () => {
  report();
  const reason = await screen.findByLabelText('Vì sao bạn cần mở');
  const button = screen.getByRole('button', { name: 'Mở nội dung' });
  expect(button).toHaveProperty('disabled', true);
  await userEvent.keyboard('o');
  expect(document.activeElement).toBe(reason);
  await userEvent.keyboard('thay ca{Enter}');
  expect(await screen.findByText(/They rang/)).toBeTruthy();
  expect(sent()).toHaveLength(1);
  expect(body()).toEqual({ reason: 'thay ca' });
});

it('opens one’s own with one key and marks whose each number is', async () => {
  one = detail({ line: line({ assigned_to: 'p1' }) });
  report();
  await screen.findByRole('button', { name: 'Mở nội dung' });
  await userEvent.keyboard('o');
  const marks = await waitFor(() => {
    const found = document.querySelectorAll('mark');
    expect(found).toHaveLength(2);
    return [...found];
  });
  expect(marks.map((mark) => mark.dataset.role)).toEqual(['offender', 'victim']);
  expect(marks[0]?.textContent).toContain('0912 000 101');
  expect(body()).toEqual({});
  await userEvent.keyboard('c');
  await waitFor(() => expect(sent()).toHaveLength(2));
  expect(sent()[1]).toMatchObject({
    method: 'PUT',
    path: '/api/v1/hotline/reports/r1/mentions',
    match: '"1"',
  });
  expect(body(1)).toEqual({
    mentions: [
      { kind: 'phone', value: '0912000101', bank: '', service: '', role: 'offender' },
      { kind: 'phone', value: '0905000777', bank: '', service: '', role: 'victim' },
    ],
  });
});

it('begins the redacted copy without numbers, and confirms it only once it was read', async () => {
  one = detail({ line: line({ assigned_to: 'p1' }) });
  report();
  await screen.findByRole('button', { name: 'Mở nội dung' });
  await userEvent.keyboard('o');
  await screen.findByText(/They rang/);
  await userEvent.keyboard('r');
  const box = await screen.findByLabelText(/Lời kể không còn gì/);
  expect(box).toHaveProperty('value', 'They rang […] and I am at […]');
  await userEvent.type(box, ' 0905000777');
  expect(screen.getByText('0905000777', { selector: '.hl-warn code' })).toBeTruthy();
  const confirm = screen.getByRole('button', { name: 'Xác nhận bản đã che' });
  expect(confirm).toHaveProperty('disabled', true);
  await userEvent.clear(box);
  await userEvent.type(box, 'They rang me');
  await userEvent.click(screen.getByLabelText(/Tôi đã đọc hết/));
  await userEvent.click(confirm);
  await waitFor(() => expect(sent()).toHaveLength(2));
  expect(body(1)).toEqual({ text: 'They rang me' });
});

it('says that who reports is still in the copy, not what of it, and keeps what was written', async () => {
  one = detail({ line: line({ assigned_to: 'p1' }) });
  refuse = ({ method }) =>
    method === 'PUT'
      ? json({ code: 'hotline.invalid', params: { field: 'text', reason: 'holds_identity' } }, 422)
      : undefined;
  report();
  await screen.findByRole('button', { name: 'Mở nội dung' });
  await userEvent.keyboard('o');
  await screen.findByText(/They rang/);
  await userEvent.keyboard('r');
  const box = await screen.findByLabelText(/Lời kể không còn gì/);
  await userEvent.clear(box);
  await userEvent.type(box, 'Chi Mau ke');
  await userEvent.click(screen.getByLabelText(/Tôi đã đọc hết/));
  await userEvent.click(screen.getByRole('button', { name: 'Xác nhận bản đã che' }));
  expect(await screen.findByText(/Còn chứa thông tin nhận dạng người báo/)).toBeTruthy();
  expect(box).toHaveProperty('value', 'Chi Mau ke');
  refuse = ({ method }) => (method === 'PUT' ? json({ code: 'hotline.guessing' }, 429) : undefined);
  await userEvent.click(screen.getByRole('button', { name: 'Xác nhận bản đã che' }));
  expect(await screen.findByText(/việc đối chiếu tạm dừng và trưởng ca đã được báo/)).toBeTruthy();
});

it('asks whoever does not have a report to take it before they write the redacted copy', async () => {
  one = detail({ may: ['take', 'open'] });
  report();
  await userEvent.type(await screen.findByLabelText('Vì sao bạn cần mở'), 'thay ca{Enter}');
  expect(await screen.findByText(/chỉ người giữ tin soạn bản đã che/)).toBeTruthy();
  expect(screen.queryByRole('button', { name: /Soạn bản đã che/ })).toBeNull();
});

it('adds what came afterwards, says at each file why it is not taken, and offers to open what is new', async () => {
  one = detail({ line: line({ assigned_to: 'p1', version: 4 }), may: ['open', 'files'] });
  const [fake, both, good] = [
    new File(['x'], 'phim.gif'),
    new File(['y'], 'hai.jpg'),
    new File(['z'], 'chup man hinh.png'),
  ];
  refuse = ({ method, path }) =>
    method === 'POST' && path.endsWith('/attachments')
      ? json(
          { code: 'hotline.file', params: { number: '1', reason: 'kind', all: '1:kind,3:disguised' } },
          422,
        )
      : undefined;
  report();
  await screen.findByRole('button', { name: 'Mở nội dung' });
  expect(screen.getByText('Không có tệp nào đi cùng lời kể.')).toBeTruthy();
  await userEvent.keyboard('o');
  await screen.findByText(/They rang/);
  await userEvent.click(screen.getByRole('button', { name: 'Thêm tệp' }));
  const dialog = await screen.findByRole('dialog');
  const submit = within(dialog).getByRole('button', { name: 'Thêm' });
  expect(submit).toHaveProperty('disabled', true);
  await userEvent.upload(within(dialog).getByLabelText(/Ảnh chụp, ghi âm/), [fake, good, both] as File[]);
  await userEvent.click(submit);
  await within(dialog).findByText(/“phim.gif” không được nhận/);
  const rows = within(dialog).getAllByRole('listitem');
  expect(rows.map((row) => within(row).queryByRole('alert')?.textContent?.slice(0, 12))).toEqual([
    'chỉ nhận ảnh',
    undefined,
    'tệp là hai t',
  ]);

  refuse = undefined;
  await userEvent.click(within(dialog).getByRole('button', { name: /phim\.gif/ }));
  await userEvent.click(within(dialog).getByRole('button', { name: /hai\.jpg/ }));
  one = detail({ line: line({ assigned_to: 'p1', version: 5, files: 1 }), may: ['open', 'files'] });
  await userEvent.click(submit);
  await waitFor(() => expect(screen.queryByRole('dialog')).toBeNull());
  const last = sent().at(-1);
  expect(last).toMatchObject({ path: '/api/v1/hotline/reports/r1/attachments', match: '"4"' });
  expect(last?.body).toContain('filename="chup man hinh.png"');
  expect(last?.body).not.toContain('hai.jpg');

  content = opened({
    attachments: [
      {
        id: 'f1',
        message_id: null,
        name: 'chup man hinh.png',
        media_type: 'image/png',
        size: 1,
        sha256: '0'.repeat(64),
        added_by: 'An Binh',
        added_at: '2026-11-29T02:00:00Z',
      },
    ],
  });
  expect(await screen.findByText('Có 1 tệp mới.')).toBeTruthy();
  await userEvent.click(screen.getByRole('button', { name: 'Mở lại' }));
  expect(await screen.findByText(/An Binh thêm/)).toBeTruthy();
  expect(screen.queryByText('Có 1 tệp mới.')).toBeNull();
});

it('offers to add no file to a report that is over', async () => {
  one = detail({ line: line({ state: 'closed' }), may: ['open', 'reopen'] });
  report();
  await screen.findByRole('button', { name: 'Mở nội dung' });
  expect(screen.queryByRole('button', { name: 'Thêm tệp' })).toBeNull();
});

it('shows article and destination of a kind before Enter takes it', async () => {
  report();
  await screen.findByRole('button', { name: 'Spam' });
  const names = within(screen.getByRole('list', { name: 'Chọn loại tin' })).getAllByRole('button');
  expect(names.map((button) => button.textContent)).toEqual(['1 Feedback', '2 Crime report', '3 Spam']);
  await userEvent.keyboard('2');
  const ask = await screen.findByRole('form', { name: 'Phân loại là Crime report' });
  expect(within(ask).getByText('Art. 144')).toBeTruthy();
  expect(ask.textContent).toContain('Investigators');
  expect(ask.textContent).toContain('không được từ chối');
  expect(sent()).toHaveLength(0);
  await userEvent.keyboard('{Enter}');
  await waitFor(() => expect(sent()).toHaveLength(1));
  expect(sent()[0]?.path).toBe('/api/v1/hotline/reports/r1/classify');
  expect(body()).toEqual({ kind: 'crime_report_individual', scam_type: '14', reason: '' });
});

const CLASSIFIED: ReportDetail['classifications'] = [
  {
    id: 'c1',
    kind: 'crime_report_individual',
    kind_name: 'Crime report',
    scam_type: null,
    handler: 'investigation_agency',
    handler_name: 'Investigators',
    article: 'Art. 144',
    reason: '',
    by_name: 'An',
    at: '2026-11-29T02:05:00Z',
    superseded_at: null,
  },
];

it('classifies anew with a key, and takes what is typed then for the reason, not for keys', async () => {
  one = detail({ classifications: CLASSIFIED });
  report();
  const again = await screen.findByRole('button', { name: 'Phân loại lại' });
  // What is next stands in the place of the kinds.
  expect(screen.queryByRole('list', { name: 'Chọn loại tin' })).toBeNull();
  await userEvent.click(again);
  expect(screen.getByRole('list', { name: 'Chọn loại tin' })).toBeTruthy();
  await userEvent.click(again);
  await userEvent.keyboard('1');
  const ask = await screen.findByRole('form', { name: 'Phân loại là Feedback' });
  expect(document.activeElement).toBe(within(ask).getByLabelText('Vì sao phân loại lại'));
  await userEvent.keyboard('d2 nhầm{Enter}');
  await waitFor(() => expect(sent()).toHaveLength(1));
  expect(body()).toEqual({ kind: 'feedback', scam_type: '14', reason: 'd2 nhầm' });
  expect(screen.queryByRole('dialog')).toBeNull();
  await waitFor(() => expect(document.activeElement?.className).toBe('hl-step-card'));
});

it('puts the step that is next in reach of the thumb on a phone', async () => {
  vi.spyOn(window, 'matchMedia').mockImplementation(
    (query) =>
      Object.assign(new EventTarget(), {
        matches: query.includes('(max-width: 800px)'),
        media: query,
      }) as never,
  );
  one = detail({
    line: line({ assigned_to: 'p1' }),
    classifications: CLASSIFIED,
    transfers: [transfer({ state: 'sent' })],
  });
  report();
  const more = await screen.findByRole('button', { name: /Việc khác/ });
  const bar = within(more.parentElement as HTMLElement);
  expect(bar.getAllByRole('button')).toHaveLength(2);
  await userEvent.click(bar.getByRole('button', { name: 'Nơi nhận đã xác nhận' }));
  expect(await screen.findByRole('dialog', { name: 'Investigators xác nhận đã nhận' })).toBeTruthy();
});

it('leads an urgent transfer by phone first', async () => {
  one = detail({ classifications: CLASSIFIED, transfers: [transfer()] });
  report();
  await screen.findByText('Gọi điện');
  expect(screen.queryByRole('button', { name: 'Ghi văn bản đã gửi' })).toBeNull();
  await userEvent.keyboard('p');
  const dialog = await screen.findByRole('dialog', { name: 'Ghi cuộc gọi' });
  expect(within(dialog).getByLabelText('Gọi tới')).toHaveProperty('value', 'Investigators');
  await userEvent.type(within(dialog).getByLabelText('Người nghe máy'), 'Bình');
  await userEvent.click(within(dialog).getByRole('button', { name: 'Ghi cuộc gọi' }));
  await waitFor(() => expect(sent()).toHaveLength(1));
  expect(body()).toMatchObject({ transfer_id: 't1', spoke_with: 'Bình', is_reached: true });
});

it('explains calmly that the keys are missing', async () => {
  one = detail({ line: line({ assigned_to: 'p1' }) });
  refuse = ({ path }) =>
    path.endsWith('/reports/r1/open') ? json({ code: 'hotline.key_lost', status: 503 }, 503) : undefined;
  report();
  await userEvent.click(await screen.findByRole('button', { name: 'Mở nội dung' }));
  const note = await screen.findByRole('alert');
  expect(note.textContent).toContain('Không tin nào mất');
  // The work goes on.
  expect(screen.getByRole('list', { name: 'Chọn loại tin' })).toBeTruthy();
});

it('holds an identity as long as it is shown, and nowhere else', async () => {
  one = detail({
    reveals: [reveal({ is_granted: true, expires_at: new Date(Date.now() + 60_000).toISOString() })],
  });
  const { client, router } = report();
  await userEvent.click(await screen.findByRole('button', { name: 'Xem danh tính' }));
  expect(await screen.findByText('Trần Thị Mẫu')).toBeTruthy();
  await userEvent.click(screen.getByRole('button', { name: 'Che lại' }));
  expect(screen.queryByText('Trần Thị Mẫu')).toBeNull();
  await userEvent.click(screen.getByRole('button', { name: 'Xem danh tính' }));
  await screen.findByText('Trần Thị Mẫu');
  await router.navigate('/elsewhere');
  await screen.findByText('elsewhere');
  const cached = JSON.stringify([
    client
      .getQueryCache()
      .getAll()
      .map((query) => query.state.data),
    client
      .getMutationCache()
      .getAll()
      .map((mutation) => mutation.state),
    { ...localStorage },
    { ...sessionStorage },
  ]);
  expect(cached).not.toContain('Trần Thị Mẫu');
  expect(cached).not.toContain('0905000777');
});

it('asks for an identity with a reason, and waits for the second person', async () => {
  report();
  await userEvent.click(await screen.findByRole('button', { name: 'Xin mở danh tính' }));
  const dialog = await screen.findByRole('dialog');
  await waitFor(() => expect(document.activeElement).toBe(within(dialog).getByLabelText('Lý do')));
  await userEvent.click(within(dialog).getByRole('button', { name: 'Gửi yêu cầu' }));
  expect(sent()).toHaveLength(0);
  one = detail({ reveals: [reveal()] });
  await userEvent.type(within(dialog).getByLabelText('Lý do'), 'ngân hàng hỏi');
  await userEvent.click(within(dialog).getByRole('button', { name: 'Gửi yêu cầu' }));
  expect(await screen.findByText('Đang chờ người thứ hai đồng ý.')).toBeTruthy();
  expect(body()).toEqual({ reason: 'ngân hàng hỏi' });
});

it('takes a report in by keyboard, says what to do meanwhile, and shows the code once', async () => {
  const { client } = open(<IntakePage />, '/tin-bao/nhap', '/tin-bao/nhap');
  const topic = await screen.findByLabelText('Chuyện gì');
  await userEvent.click(topic);
  await userEvent.click(
    await screen.findByText('Impersonating the police', { selector: '.ant-select-item-option-content' }),
  );
  await userEvent.click(screen.getByLabelText('Đang chuyển, kẻ lừa đảo còn liên lạc'));
  expect(screen.getByText(/Gọi ngân hàng ngay/)).toBeTruthy();
  await userEvent.click(screen.getByLabelText('Không muốn cho biết mình là ai'));
  expect(screen.queryByLabelText('Họ tên')).toBeNull();
  await userEvent.type(screen.getByLabelText('Lý do không cho biết'), 'sợ{Enter}');
  expect(sent()).toHaveLength(0);
  await userEvent.type(screen.getByLabelText('Tóm tắt theo lời người báo'), 'Nó xưng công an');
  await userEvent.keyboard('{Control>}{Enter}{/Control}');
  const code = await screen.findByRole('img', { name: /7 K Q 2, M 8 X R/ });
  expect(code.textContent).toBe('7KQ2M8XR4TNP9WBD');
  expect(sent()).toHaveLength(1);
  expect(body()).toMatchObject({
    desk_id: 'd1',
    narrative: 'Nó xưng công an',
    form: { topic: '14', money: 'sending', channel: 'phone' },
    identity: { refused_because: 'sợ', name: '' },
  });
  await userEvent.click(screen.getByRole('button', { name: 'Nhập tin khác' }));
  await screen.findByLabelText('Chuyện gì');
  const cached = JSON.stringify([
    client
      .getMutationCache()
      .getAll()
      .map((mutation) => mutation.state),
    { ...localStorage },
  ]);
  expect(cached).not.toContain('7KQ2');
  expect(cached).not.toContain('Nó xưng');
});

it('files no report before it was asked whether money is involved, and leads there', async () => {
  open(<IntakePage />, '/tin-bao/nhap', '/tin-bao/nhap');
  await userEvent.click(await screen.findByLabelText('Chuyện gì'));
  await userEvent.click(
    await screen.findByText('Impersonating the police', { selector: '.ant-select-item-option-content' }),
  );
  const none = screen.getByRole('radio', { name: 'Không liên quan tiền' });
  expect(
    within(screen.getByRole('radiogroup', { name: 'Tiền' })).queryByRole('radio', { checked: true }),
  ).toBe(null);
  // Amount and bank are asked once money is at stake.
  expect(screen.queryByLabelText('Số tiền (đồng)')).toBeNull();
  await userEvent.type(screen.getByLabelText('Tóm tắt theo lời người báo'), 'Nó xưng công an');
  await userEvent.keyboard('{Control>}{Enter}{/Control}');
  expect(await screen.findByText('Chọn một mục.')).toBeTruthy();
  await waitFor(() => expect(document.activeElement).toBe(none));
  expect(sent()).toHaveLength(0);
  await userEvent.keyboard(' {Control>}{Enter}{/Control}');
  await screen.findByRole('img', { name: /7 K Q 2, M 8 X R/ });
  expect(body()).toMatchObject({ form: { topic: '14', money: 'none' } });
});

it('files what somebody brings, and names the one that is not taken without losing anything', async () => {
  refuse = ({ method, path }) =>
    method === 'POST' && path.endsWith('/reports')
      ? json({ code: 'hotline.file', params: { number: '2', reason: 'kind' } }, 422)
      : undefined;
  open(<IntakePage />, '/tin-bao/nhap', '/tin-bao/nhap');
  await userEvent.click(await screen.findByLabelText('Chuyện gì'));
  await userEvent.click(
    await screen.findByText('Impersonating the police', { selector: '.ant-select-item-option-content' }),
  );
  await userEvent.click(screen.getByLabelText('Không liên quan tiền'));
  const story = screen.getByLabelText('Tóm tắt theo lời người báo');
  await userEvent.type(story, 'Nó xưng công an');
  const photo = new File(['x'], 'anh.jpg', { type: 'image/jpeg' });
  await userEvent.upload(screen.getByLabelText(/Ảnh chụp, ghi âm/), [photo, new File(['y'], 'phan-mem.apk')]);
  await userEvent.click(screen.getByRole('button', { name: 'Ghi nhận và lấy mã' }));
  expect(await screen.findByText(/“phan-mem.apk” không được nhận/)).toBeTruthy();
  expect(screen.getByText(/chỉ nhận ảnh/)).toBeTruthy();
  expect(story).toHaveProperty('value', 'Nó xưng công an');
  expect(screen.getByText('anh.jpg')).toBeTruthy();

  refuse = undefined;
  await userEvent.click(screen.getByRole('button', { name: /phan-mem\.apk/ }));
  await userEvent.click(screen.getByRole('button', { name: 'Ghi nhận và lấy mã' }));
  await screen.findByRole('img', { name: /7 K Q 2, M 8 X R/ });
  const whole = sent().at(-1)?.body ?? '';
  expect(whole).toContain('name="report"');
  expect(whole).toContain('filename="anh.jpg"');
  expect(whole).not.toContain('phan-mem.apk');
});

it('lets another person decide, and never the one who asked', async () => {
  reveals = [
    reveal({ id: 'v1', asked_by: 'p1', report_number: 'HL-1' }),
    reveal({ id: 'v2', asked_by: 'p9', asked_name: 'Hưng', report_number: 'HL-2', may: ['decide'] }),
  ];
  open(<RevealsPage />, '/tin-bao/mo-danh-tinh', '/tin-bao/mo-danh-tinh');
  await screen.findByText('HL-2');
  expect(log.asked.find((ask) => ask.path.endsWith('/reveals'))?.query.get('open')).toBe('true');
  expect(screen.getAllByRole('button', { name: 'Đồng ý' })).toHaveLength(1);
  await userEvent.click(screen.getByRole('button', { name: 'Không đồng ý' }));
  const dialog = await screen.findByRole('dialog');
  await userEvent.type(within(dialog).getByLabelText('Lý do'), 'không cần thiết');
  await userEvent.click(within(dialog).getByRole('button', { name: 'Không đồng ý' }));
  await waitFor(() => expect(sent()).toHaveLength(1));
  expect(sent()[0]?.path).toBe('/api/v1/hotline/reveals/v2/decide');
  expect(body()).toEqual({ grant: false, reason: 'không cần thiết' });
});

it('shows who opened what, marks what was idle, and sums it up by person', async () => {
  open(<OpeningsPage />, '/tin-bao/nhat-ky-mo', '/tin-bao/nhat-ky-mo?idle=true&at_from=2026-11-01');
  // One was opened; of the other nothing was.
  expect(await screen.findAllByText('Mở suông')).toHaveLength(1);
  expect(screen.getByText(/nhập trúng danh tính, bị từ chối/)).toBeTruthy();
  const query = log.asked.find((ask) => ask.path.endsWith('/openings'))?.query;
  expect(Object.fromEntries(query ?? [])).toMatchObject({
    idle: 'true',
    from: '2026-10-31T17:00:00.000Z',
    offset: '0',
  });
  cleanup();
  open(<OpeningsPage />, '/tin-bao/nhat-ky-mo', '/tin-bao/nhat-ky-mo?xem=nguoi');
  const person = await screen.findByRole('button', { name: 'Hưng' });
  expect(person.closest('tr')?.textContent).toContain('31');
  expect(screen.getByRole('columnheader', { name: /Nhập trúng danh tính/ })).toBeTruthy();
  await userEvent.click(person);
  await waitFor(() => expect(log.asked.at(-1)?.query.get('person_id')).toBe('p9'));
});
