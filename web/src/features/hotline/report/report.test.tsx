/** The page of a report: its content, its redacted copy, its files, and what is done next. */
import { screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { beforeEach, expect, it, vi } from 'vitest';
import { json } from '~/features/protection/asked';
import type { ReportDetail } from '../api';
import { detail, line, opened, transfer } from '../samples';
import { begin, body, report, sent, server } from '../screens.fixture';

beforeEach(begin);

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
  server.one = detail({ line: line({ assigned_to: 'p1' }) });
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
  server.one = detail({ line: line({ assigned_to: 'p1' }) });
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
  server.one = detail({ line: line({ assigned_to: 'p1' }) });
  server.refuse = ({ method }) =>
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
  server.refuse = ({ method }) => (method === 'PUT' ? json({ code: 'hotline.guessing' }, 429) : undefined);
  await userEvent.click(screen.getByRole('button', { name: 'Xác nhận bản đã che' }));
  expect(await screen.findByText(/việc đối chiếu tạm dừng và trưởng ca đã được báo/)).toBeTruthy();
});

it('asks whoever does not have a report to take it before they write the redacted copy', async () => {
  server.one = detail({ may: ['take', 'open'] });
  report();
  await userEvent.type(await screen.findByLabelText('Vì sao bạn cần mở'), 'thay ca{Enter}');
  expect(await screen.findByText(/chỉ người giữ tin soạn bản đã che/)).toBeTruthy();
  expect(screen.queryByRole('button', { name: /Soạn bản đã che/ })).toBeNull();
});

it('adds what came afterwards, says at each file why it is not taken, and offers to open what is new', async () => {
  server.one = detail({ line: line({ assigned_to: 'p1', version: 4 }), may: ['open', 'files'] });
  const [fake, both, good] = [
    new File(['x'], 'phim.gif'),
    new File(['y'], 'hai.jpg'),
    new File(['z'], 'chup man hinh.png'),
  ];
  server.refuse = ({ method, path }) =>
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
  await within(dialog).findByText(/tệp “phim.gif”, “hai.jpg” không được nhận/);
  expect(within(dialog).getByText('Lý do ghi ở từng tệp.')).toBeTruthy();
  const rows = within(dialog).getAllByRole('listitem');
  expect(rows.map((row) => within(row).queryByRole('alert')?.textContent?.slice(0, 12))).toEqual([
    'Chỉ nhận ảnh',
    undefined,
    'Tệp là hai t',
  ]);

  server.refuse = undefined;
  await userEvent.click(within(dialog).getByRole('button', { name: /phim\.gif/ }));
  await userEvent.click(within(dialog).getByRole('button', { name: /hai\.jpg/ }));
  server.one = detail({ line: line({ assigned_to: 'p1', version: 5, files: 1 }), may: ['open', 'files'] });
  await userEvent.click(submit);
  await waitFor(() => expect(screen.queryByRole('dialog')).toBeNull());
  const last = sent().at(-1);
  expect(last).toMatchObject({ path: '/api/v1/hotline/reports/r1/attachments', match: '"4"' });
  expect(last?.body).toContain('filename="chup man hinh.png"');
  expect(last?.body).not.toContain('hai.jpg');

  server.content = opened({
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

it('names a bank by its name, not by its code', async () => {
  server.one = detail({
    line: line({ bank: 'VCB', amount: 5_000_000 }),
    mentions: [
      {
        id: 'n1',
        kind: 'bank_account',
        value: '1012000111',
        bank: 'VCB',
        service: null,
        role: 'offender',
        joins: true,
        confirmed_at: '2026-11-29T02:00:00Z',
        confirmed_by: 'p1',
      },
    ],
  });
  report();
  expect(await screen.findByText('Vietcombank')).toBeTruthy();
  const named = await screen.findByRole('list', { name: 'Dấu hiệu' });
  expect(named.textContent).toContain('1012000111 · Vietcombank');
  expect(screen.queryByText(/VCB/)).toBeNull();
});

it('offers to add no file to a report that is over', async () => {
  server.one = detail({ line: line({ state: 'closed' }), may: ['open', 'reopen'] });
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
  server.one = detail({ classifications: CLASSIFIED });
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
  server.one = detail({
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
  server.one = detail({ classifications: CLASSIFIED, transfers: [transfer()] });
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
  server.one = detail({ line: line({ assigned_to: 'p1' }) });
  server.refuse = ({ path }) =>
    path.endsWith('/reports/r1/open') ? json({ code: 'hotline.key_lost', status: 503 }, 503) : undefined;
  report();
  await userEvent.click(await screen.findByRole('button', { name: 'Mở nội dung' }));
  const note = await screen.findByRole('alert');
  expect(note.textContent).toContain('Không tin nào mất');
  // The work goes on.
  expect(screen.getByRole('list', { name: 'Chọn loại tin' })).toBeTruthy();
});
