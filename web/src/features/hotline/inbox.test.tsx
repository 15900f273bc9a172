/** The inbox of operators, and what they take in for others. */
import { cleanup, screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { beforeEach, expect, it, vi } from 'vitest';
import { json } from '~/features/protection/asked';
import { Component as IntakePage } from './intake/IntakePage';
import { detail, line } from './samples';
import { begin, body, inbox, log, open, report, sent, server } from './screens.fixture';

beforeEach(begin);

it('marks what was let in from a flood, in the list and on its page', async () => {
  server.lines = [line({ is_one_of_many: true }), line({ id: 'r2', number: 'HL-2026-00013' })];
  inbox();
  const table = await screen.findByRole('table', { name: 'Tin báo của người dân' });
  expect(within(table).getAllByText('Nhiều tin từ một mạng')).toHaveLength(1);
});

it('says on the page of such a report why it was not held back', async () => {
  server.one = detail({ line: line({ is_one_of_many: true }) });
  report();
  const note = await screen.findByText(/đợt dồn dập từ một mạng/);
  expect(note.textContent).toContain('gọi lại người báo');
});

it('shows the most urgent first under their heading, with what waits as filters', async () => {
  server.lines = [
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

it('offers the orders as a list on a phone, where side by side they would wrap', async () => {
  vi.spyOn(window, 'matchMedia').mockImplementation(
    (query) =>
      Object.assign(new EventTarget(), {
        matches: query.includes('(max-width: 800px)'),
        media: query,
      }) as never,
  );
  const { router } = inbox();
  const order = await screen.findByRole('combobox', { name: 'Thứ tự' });
  expect(screen.queryByRole('radiogroup', { name: 'Thứ tự' })).toBeNull();
  await userEvent.click(order);
  await userEvent.click(
    await screen.findByText('Chờ lâu nhất', { selector: '.ant-select-item-option-content' }),
  );
  await waitFor(() => expect(router.state.location.search).toContain('sort='));
});

it('shows what is overdue alone, the longest over first, and says so in the address', async () => {
  server.lines = [
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

it('says in which of an urgency money is moving, and what waits', async () => {
  server.lines = [
    line({ id: 'r2', number: 'HL-2', money: 'sending', next_due_at: '2026-11-29T02:30:00Z' }),
    line({ number: 'HL-1', money: 'sent' }),
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
  server.lines = [asked, line({ id: 'r2', number: 'HL-2', is_withdrawn: true, state: 'closed' })];
  inbox();
  expect(await screen.findAllByText('Người báo xin rút, cần phân loại')).toHaveLength(1);
  cleanup();
  server.one = detail({ line: asked, withdrawn_at: '2026-11-29T02:30:00Z' });
  report();
  expect(await screen.findByText('Người báo xin rút, cần phân loại')).toBeTruthy();
  expect(screen.getByText(/chưa ai phân loại: đọc, phân loại/)).toBeTruthy();
});

it('takes the report one stands at with a key, and not one that somebody has', async () => {
  server.lines = [
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
  server.refuse = ({ method, path }) =>
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
  // In the sentence that says that nothing was filed, and at the file.
  expect(screen.getAllByText(/^Chỉ nhận ảnh/)).toHaveLength(2);
  expect(story).toHaveProperty('value', 'Nó xưng công an');
  expect(screen.getByText('anh.jpg')).toBeTruthy();

  server.refuse = undefined;
  await userEvent.click(screen.getByRole('button', { name: /phan-mem\.apk/ }));
  await userEvent.click(screen.getByRole('button', { name: 'Ghi nhận và lấy mã' }));
  await screen.findByRole('img', { name: /7 K Q 2, M 8 X R/ });
  const whole = sent().at(-1)?.body ?? '';
  expect(whole).toContain('name="report"');
  expect(whole).toContain('filename="anh.jpg"');
  expect(whole).not.toContain('phan-mem.apk');
});
