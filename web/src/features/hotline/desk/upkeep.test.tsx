/** What a desk looks after: its figures, the trust register, its settings. */
import { screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { beforeEach, expect, it, vi } from 'vitest';
import { json } from '~/features/protection/asked';
import { Component as SettingsPage } from '../settings/SettingsPage';
import { Component as StatisticsPage } from '../statistics/StatisticsPage';
import { Component as OrganisationPage } from '../trust/OrganisationPage';
import { AT, answers, asked, begin, open, sent } from './screens.fixture';

vi.mock('~/ui/ChartCanvas', () => ({ default: () => <div data-testid="canvas" /> }));

beforeEach(begin);

it('says of small groups only that they are small', async () => {
  answers['GET /statistics'] = {
    from: '2026-01-01',
    to: '2026-11-29',
    by: 'commune',
    rows: [
      { key: 'a', name: 'Phường A', reports: 12, amount: 3_000_000, with_loss: null },
      { key: 'b', name: 'Xã B', reports: null, amount: null, with_loss: null },
    ],
    total: { reports: 14, amount: null, with_loss: null },
    least_group: 5,
    suppressed: 1,
  };
  open(<StatisticsPage />, '/s', '/s?by=commune&from=2026-01-01&to=2026-11-29');
  const table = within(await screen.findByRole('table', { name: 'Thống kê tin báo' }));
  const row = within(table.getByRole('row', { name: /Xã B/ }));
  expect(row.getAllByText('chưa đủ 5 – ẩn')).toHaveLength(2);
  expect(row.getByText('ẩn')).toBeTruthy();
  const withheld = screen.getByRole('region', { name: 'Nhóm dưới 5 tin được ẩn' });
  expect(withheld.textContent).toContain('Đang ẩn 1 nhóm');
  expect(withheld.textContent).toContain('lấy hai con số trừ cho nhau');
  expect(within(withheld).getByText(/làm tròn xuống bội của 5/)).toBeTruthy();
  expect(asked.find((one) => one.path === '/statistics')?.query.get('by')).toBe('commune');
});

it('offers groups and periods as lists on a phone', async () => {
  vi.spyOn(window, 'matchMedia').mockImplementation(
    (query) =>
      Object.assign(new EventTarget(), {
        matches: query.includes('(max-width: 800px)'),
        media: query,
      }) as never,
  );
  answers['GET /statistics'] = {
    from: '2026-01-01',
    to: '2026-11-29',
    by: 'commune',
    rows: [],
    total: { reports: 0, amount: null, with_loss: null },
    least_group: 5,
    suppressed: 0,
  };
  open(<StatisticsPage />, '/s', '/s?by=commune&from=2026-02-01&to=2026-03-29');
  const lists = await screen.findAllByRole('combobox');
  expect(lists).toHaveLength(2);
  expect(screen.queryByRole('radiogroup')).toBeNull();
  await userEvent.click(lists[1] as HTMLElement);
  await userEvent.click(await screen.findByText('Năm nay', { selector: '.ant-select-item-option-content' }));
  await waitFor(() => expect(asked.at(-1)?.query.get('from')).toMatch(/-01-01$/));
});

it('hands out what proves a site, and looks when told to', async () => {
  const item = {
    id: 'i-1',
    kind: 'site',
    value: 'so-mau.example',
    platform: '',
    proof: 'dns_txt',
    token: 'coloa-0011',
    how_to_prove: '_coloa-challenge.so-mau.example',
    state: 'pending',
    document: '',
    checked_at: AT,
    check_fault: 'absent',
    proved_at: null,
    expires_at: null,
    version: 1,
  };
  const organisation = {
    id: 'g-1',
    name: 'Sở Mẫu',
    kind: 'agency',
    agency_id: null,
    registration_number: '12/QĐ',
    state: 'active',
    items: [item],
    version: 1,
  };
  answers['GET /trust/organisations/g-1'] = organisation;
  answers['POST /trust/items/i-1/check'] = organisation;
  open(<OrganisationPage />, '/g/:organisation', '/g/g-1');
  expect(await screen.findByText('_coloa-challenge.so-mau.example')).toBeTruthy();
  expect(screen.getByText('coloa-0011')).toBeTruthy();
  expect(screen.getByText('Chưa có bản ghi hoặc tệp ở đó.')).toBeTruthy();
  expect(screen.getByRole('button', { name: 'Sao chép Nội dung' })).toBeTruthy();
  await userEvent.click(screen.getByRole('button', { name: 'Kiểm tra ngay: so-mau.example' }));
  await waitFor(() => expect(sent()[0]?.path).toBe('/trust/items/i-1/check'));
});

it('notes with one press that a number was checked today', async () => {
  const contact = {
    id: 'k-1',
    name: 'Công an tỉnh',
    name_en: '',
    purpose: 'police',
    value: '113',
    scam_types: [],
    checked_on: null,
    source: '',
    position: 1,
    active: true,
    updated_by: '',
    updated_at: AT,
    version: 4,
  };
  answers['GET /contacts'] = [contact];
  answers['PUT /contacts/k-1'] = contact;
  open(<SettingsPage />, '/x', '/x?tab=contacts');
  expect(await screen.findByText('chưa kiểm tra')).toBeTruthy();
  await userEvent.click(screen.getByRole('button', { name: 'Đã kiểm tra hôm nay: Công an tỉnh' }));
  await waitFor(() => expect(sent()).toHaveLength(1));
  expect(sent()[0]?.body).toMatchObject({
    name: 'Công an tỉnh',
    value: '113',
    active: true,
    checked_on: expect.stringMatching(/^\d{4}-\d{2}-\d{2}$/),
  });
  expect(sent()[0]?.match).toBe('"4"');
  // The row itself was not pressed.
  expect(screen.queryByRole('dialog')).toBeNull();
});

it('shows two versions of a setting that somebody else changed, and sends the one that was chosen', async () => {
  const desk = {
    id: 'd-1',
    name: 'Bàn Mẫu',
    kind: 'centre',
    agency_id: null,
    takes_public: true,
    active: true,
    version: 3,
  };
  answers['GET /desks'] = [desk];
  answers['PUT /desks/d-1'] = json({ code: 'hotline.conflict' }, 412);
  open(<SettingsPage />, '/x', '/x?tab=desks');
  await userEvent.click(await screen.findByText('Bàn Mẫu'));
  const dialog = within(await screen.findByRole('dialog'));
  await userEvent.type(dialog.getByDisplayValue('Bàn Mẫu'), ' của tôi');
  answers['GET /desks'] = [{ ...desk, name: 'Bàn của họ', version: 4 }];
  await userEvent.click(dialog.getByRole('button', { name: 'Lưu thay đổi' }));
  expect(await screen.findByText('Bàn Mẫu của tôi')).toBeTruthy();
  expect(screen.getAllByText('Bàn của họ').length).toBeGreaterThan(0);
  expect(sent()[0]?.match).toBe('"3"');
  answers['PUT /desks/d-1'] = { ...desk, version: 5 };
  await userEvent.click(screen.getByRole('button', { name: 'Chọn hết bản của bạn' }));
  await userEvent.click(screen.getByRole('button', { name: 'Lưu nội dung đã chọn' }));
  await waitFor(() => expect(sent()).toHaveLength(2));
  expect(sent()[1]).toMatchObject({ match: '"4"', body: { name: 'Bàn Mẫu của tôi', takes_public: true } });
});

it('keeps what was not taken in until somebody decides, and asks before it is let go of', async () => {
  const refused = {
    id: 'x-1',
    kind: 'withdrawal',
    reason: 'forged',
    number: 'HL-2026-00001',
    received_at: AT,
    refused_at: AT,
    bytes: 2048,
  };
  answers['GET /refused'] = {
    items: [refused, { ...refused, id: 'x-2', kind: null, reason: 'unreadable', number: null }],
    is_full: true,
  };
  answers['POST /refused/x-1/let-go'] = new Response(null, { status: 204 });
  answers['POST /refused/x-2/take-in'] = json(
    { code: 'hotline.not_now', params: { reason: 'still_refused' } },
    409,
  );
  open(<SettingsPage />, '/x', '/x?tab=refused');
  expect(await screen.findByText('Không do người giữ mã gửi')).toBeTruthy();
  expect(screen.getByText('Hết chỗ giữ thư chưa nhận được')).toBeTruthy();
  const press = async (text: string, name: string) => {
    const found = screen.getAllByRole('row').find((one) => within(one).queryByText(text));
    await userEvent.click(within(found as HTMLElement).getByRole('button', { name }));
  };
  await press('Không đọc được', 'Nhận lại');
  expect(sent()).toHaveLength(0);
  await userEvent.click(within(await screen.findByRole('tooltip')).getByRole('button', { name: 'Nhận lại' }));
  expect(await screen.findByText(/Vẫn chưa nhận được/)).toBeTruthy();
  await press('Rút tin', 'Bỏ');
  expect(sent()).toHaveLength(1);
  const asked = await screen.findByText('Bỏ hẳn thư này?');
  const dialog = within(asked.closest('[role="tooltip"]') as HTMLElement);
  await userEvent.click(dialog.getByRole('button', { name: 'Bỏ' }));
  await waitFor(() =>
    expect(sent().map((one) => one.path)).toEqual(['/refused/x-2/take-in', '/refused/x-1/let-go']),
  );
});
