/** What reports become: campaigns, warnings and objections to them, notices, reported content. */
import { screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { beforeEach, expect, it } from 'vitest';
import type { CampaignDetail } from '../campaign/api';
import { Component as CampaignListPage } from '../campaign/CampaignListPage';
import { Component as CampaignPage } from '../campaign/CampaignPage';
import { Component as ContentPage } from '../content/ContentPage';
import { Component as NoticePage } from '../notice/NoticePage';
import { Component as ContestsPage } from '../verdict/ContestsPage';
import { Component as VerdictListPage } from '../verdict/VerdictListPage';
import { AT, answers, asked, begin, open, sent } from './screens.fixture';

const LINE: CampaignDetail['line'] = {
  id: 'c-1',
  number: 'CD-2026-0001',
  name: 'Giả danh điện lực',
  scam_type: '14',
  state: 'open',
  reports: 2,
  amount: 5_000_000,
  first_at: AT,
  last_at: AT,
  notice_id: null,
  incident_id: null,
  indicator_list_id: null,
  created_at: AT,
  created_by: 'Điều phối',
  version: 4,
};
const CAMPAIGN = {
  line: LINE,
  summary: 'Gọi dọa cắt điện',
  reports: [
    { id: 'r-1', number: 'HL-2026-00001', received_at: AT, redacted: 'bản đã che', amount: null },
    { id: 'r-2', number: 'HL-2026-00002', received_at: AT, redacted: null, amount: 5_000_000 },
  ],
  indicators: [
    {
      kind: 'domain',
      value: 'mau-gia.example',
      match_key: 'mau-gia.example',
      bank: null,
      reports: 2,
      joins: true,
      verdict_id: null,
      verdict_state: null,
    },
    {
      kind: 'phone',
      value: '18000000',
      match_key: '18000000',
      bank: null,
      reports: 1,
      joins: false,
      verdict_id: null,
      verdict_state: null,
    },
  ],
  edges: [
    { report_id: 'r-1', kind: 'domain', match_key: 'mau-gia.example' },
    { report_id: 'r-2', kind: 'domain', match_key: 'mau-gia.example' },
    { report_id: 'r-2', kind: 'phone', match_key: '18000000' },
  ],
};
const CLUSTER = {
  key: 'phone:0912000101',
  reports: CAMPAIGN.reports.map(({ id, number }) => ({
    id,
    number,
    received_at: AT,
    scam_type: '14',
    amount: 1_000_000,
  })),
  total: 2,
  indicators: [{ kind: 'phone', value: '0912000101', bank: null, reports: 2 }],
  campaign_id: null,
};
const NOTICE = {
  id: 'n-1',
  kind: 'warning',
  slug: 'gia-danh',
  title: 'Giả danh điện lực',
  title_en: '',
  summary: 'Đừng chuyển tiền',
  summary_en: '',
  body: 'Một đoạn',
  body_en: '',
  signs: ['dọa cắt điện'],
  advice: ['gọi tổng đài'],
  indicators: [{ kind: 'domain', value: 'mau-gia.example' }],
  source_name: '',
  source_url: '',
  scam_type: '14',
  audience: 'everybody',
  state: 'draft',
  campaign_id: null,
  published_at: null,
  published_by: null,
  review_at: null,
  review_reason: '',
  withdrawn_at: null,
  withdraw_reason: '',
  expires_at: null,
  created_by: 'An',
  created_at: AT,
  version: 3,
};

beforeEach(begin);

it('takes a proposed cluster as a campaign in one press', async () => {
  answers['GET /clusters'] = {
    from: AT,
    reports: 2,
    is_cut: false,
    clusters: [CLUSTER],
    proposed_hubs: [],
  };
  answers['GET /campaigns'] = { items: [], total: 0 };
  answers['POST /campaigns'] = CAMPAIGN;
  const { router } = open(<CampaignListPage />, '/chien-dich-lua-dao');
  const name = 'Giả danh công an: 0912000101';
  const proposal = await screen.findByRole('listitem', { name });
  expect(proposal.textContent).toContain('2 tin · từ 20/11/2026 đến 20/11/2026 · 2.000.000 đ');
  await userEvent.click(within(proposal).getByRole('button', { name: `Nhận là chiến dịch: ${name}` }));
  await waitFor(() => expect(router.state.location.pathname).toBe('/chien-dich-lua-dao/c-1'));
  expect(sent().map((one) => one.body)).toEqual([
    { name, summary: '', scam_type: '14', report_ids: ['r-1', 'r-2'] },
  ]);
});

it('says what becomes public before a campaign becomes something, and draws who names what', async () => {
  answers['GET /campaigns/c-1'] = CAMPAIGN;
  answers['POST /campaigns/c-1/notice'] = { notice_id: 'n-1' };
  const { router } = open(<CampaignPage />, '/c/:campaign', '/c/c-1');
  const picture = await screen.findByRole('group', { name: /Sơ đồ tin báo/ });
  expect(within(picture).getByRole('link', { name: 'HL-2026-00001' })).toBeTruthy();
  expect(picture.querySelectorAll('path')).toHaveLength(3);
  expect(picture.querySelectorAll('path[data-joins]')).toHaveLength(2);
  // What joins nothing is no warning.
  expect(screen.queryByRole('button', { name: /18000000/ })?.textContent).not.toBe('Cảnh báo');
  expect(screen.getByRole('button', { name: 'Cảnh báo người dân về mau-gia.example' })).toBeTruthy();
  await userEvent.click(screen.getByRole('button', { name: 'Soạn cảnh báo' }));
  const dialog = await screen.findByRole('dialog');
  expect(within(dialog).getByText('Chưa có gì công khai')).toBeTruthy();
  expect(within(dialog).getByText(/Không bao giờ công khai: ai đã báo/)).toBeTruthy();
  await userEvent.click(within(dialog).getByRole('button', { name: 'Tạo bản nháp' }));
  await waitFor(() => expect(router.state.location.pathname).toBe('/thong-bao-nguoi-dan/n-1'));
  expect(sent()[0]).toMatchObject({ path: '/campaigns/c-1/notice', match: '"4"' });
});

it('makes a list of what machines can be looked through for, and of nothing else', async () => {
  answers['GET /campaigns/c-1'] = CAMPAIGN;
  open(<CampaignPage />, '/c/:campaign', '/c/c-1');
  await userEvent.click(await screen.findByRole('button', { name: 'Đưa vào danh sách chỉ báo' }));
  const these = within(await screen.findByRole('list', { name: 'Sẽ đưa vào' }));
  expect(these.getAllByRole('listitem')).toHaveLength(1);
  expect(these.getByText('mau-gia[.]example')).toBeTruthy();
});

it('warns with the reason that the public reads, and says how many reports there have to be', async () => {
  answers['GET /verdicts'] = { items: [], total: 0 };
  answers['GET /indicators'] = {
    items: [{ kind: 'phone', value: '0912000101', match_key: '0912000101', reports: 1 }],
    total: 1,
  };
  answers['POST /verdicts'] = {};
  open(<VerdictListPage />, '/v');
  await userEvent.click(
    (await screen.findAllByRole('button', { name: 'Cảnh báo một dấu hiệu' }))[0] as HTMLElement,
  );
  const dialog = within(await screen.findByRole('dialog'));
  expect(dialog.getByText('Công khai ngay')).toBeTruthy();
  await userEvent.type(dialog.getByLabelText('Dấu hiệu'), '0912 000 101');
  expect(await dialog.findByText('1 tin nêu dấu hiệu này')).toBeTruthy();
  expect(dialog.getByText(/Cần ít nhất 2 tin độc lập/)).toBeTruthy();
  await userEvent.click(dialog.getByRole('button', { name: 'Cảnh báo người dân' }));
  expect(await dialog.findByText('Chưa nhập ô này.')).toBeTruthy();
  expect(sent()).toHaveLength(0);
  await userEvent.type(dialog.getByLabelText('Lý do người dân đọc'), 'Gọi dọa cắt điện');
  await userEvent.click(dialog.getByRole('button', { name: 'Cảnh báo người dân' }));
  await waitFor(() => expect(sent()).toHaveLength(1));
  expect(sent()[0]?.body).toEqual({
    kind: 'phone',
    value: '0912 000 101',
    bank: null,
    scam_type: null,
    reason: 'Gọi dọa cắt điện',
    statement: '',
  });
});

it('opens the words of an objection only when asked, keeps them out of the cache, and answers', async () => {
  answers['GET /contests'] = {
    items: [
      {
        id: 'o-1',
        verdict_id: 'v-1',
        kind: 'phone',
        value: '0912000101',
        bank: null,
        state: 'open',
        received_at: AT,
        due_at: '2026-11-30T03:00:00Z',
        is_overdue: true,
        may_decide: true,
        decided_by: null,
        decided_at: null,
      },
    ],
    total: 1,
  };
  answers['POST /contests/o-1/open'] = {
    text: 'Số này là của tiệm tôi',
    contact: { name: 'Chủ tiệm Mẫu', phone: '', email: '', address: '' },
    messages: [
      {
        id: 'm-1',
        at: AT,
        is_from_citizen: true,
        by_name: '',
        text: 'Gửi thêm giấy phép',
        files: 1,
        read_at: null,
      },
    ],
    attachments: [
      {
        id: 'f-1',
        message_id: 'm-1',
        name: 'giay-phep.pdf',
        media_type: 'application/pdf',
        size: 9,
        sha256: 'a'.repeat(64),
      },
    ],
    answer: '',
  };
  answers['POST /contests/o-1/decide'] = {};
  const { client } = open(<ContestsPage />, '/p');
  await userEvent.click(await screen.findByText('0912000101'));
  expect(asked.find((one) => one.path === '/contests')?.query.get('state')).toBe('open');
  const dialog = within(await screen.findByRole('dialog'));
  expect(sent()).toHaveLength(0);
  expect(dialog.getByRole('button', { name: 'Mở lời phản đối' })).toHaveProperty('disabled', true);
  await userEvent.type(dialog.getByLabelText('Lý do mở'), 'xem xét');
  await userEvent.click(dialog.getByRole('button', { name: 'Mở lời phản đối' }));
  expect(await dialog.findByText('Số này là của tiệm tôi')).toBeTruthy();
  expect(dialog.getByText('Chủ tiệm Mẫu')).toBeTruthy();
  expect(dialog.getByText('Gửi thêm giấy phép')).toBeTruthy();
  expect(dialog.getByText('giay-phep.pdf')).toBeTruthy();
  expect(sent()[0]?.body).toEqual({ reason: 'xem xét' });
  const cached = JSON.stringify(
    client
      .getQueryCache()
      .getAll()
      .map((query) => query.state.data),
  );
  expect(cached).not.toContain('tiệm');
  await userEvent.click(dialog.getByRole('button', { name: 'Quyết định' }));
  expect(await dialog.findByText('Chọn một quyết định.')).toBeTruthy();
  await userEvent.click(dialog.getByRole('radio', { name: 'Chấp nhận: rút cảnh báo' }));
  await userEvent.type(dialog.getByLabelText('Câu trả lời'), 'Đã rút');
  await userEvent.click(dialog.getByRole('button', { name: 'Quyết định' }));
  await waitFor(() => expect(sent()).toHaveLength(2));
  expect(sent()[1]?.body).toEqual({ uphold: true, answer: 'Đã rút' });
});

it('leaves an objection to somebody else where the reader warned', async () => {
  const mine = {
    id: 'o-2',
    verdict_id: 'v-1',
    kind: 'phone',
    value: '0912000101',
    bank: null,
    state: 'open',
    received_at: AT,
    due_at: '2026-11-30T03:00:00Z',
    is_overdue: true,
    may_decide: false,
    decided_by: null,
    decided_at: null,
  };
  answers['GET /contests'] = { items: [mine], total: 1 };
  open(<ContestsPage />, '/p');
  expect(await screen.findByText('Quá hạn')).toBeTruthy();
  await userEvent.click(screen.getByText('0912000101'));
  const dialog = within(await screen.findByRole('dialog'));
  expect(dialog.getByText(/người khác quyết định/)).toBeTruthy();
  expect(dialog.queryByRole('radio')).toBeNull();
  expect(dialog.getByRole('button', { name: 'Quyết định' })).toHaveProperty('disabled', true);
});

it('shows a notice as citizens see it, saves what was changed, and publishes that version', async () => {
  answers['GET /notices/n-1'] = NOTICE;
  answers['PUT /notices/n-1'] = { ...NOTICE, title: 'Giả danh điện lực!', version: 4 };
  answers['POST /notices/n-1/publish'] = {};
  open(<NoticePage />, '/n/:notice', '/n/n-1');
  const title = await screen.findByLabelText('Tiêu đề');
  const preview = screen.getByRole('article');
  expect(within(preview).getByText('dọa cắt điện')).toBeTruthy();
  expect(within(preview).getByText('mau-gia[.]example')).toBeTruthy();
  expect(preview.querySelector('a')).toBeNull();
  await userEvent.type(title, '!');
  expect(within(preview).getByRole('heading', { name: 'Giả danh điện lực!' })).toBeTruthy();
  await userEvent.click(screen.getByRole('button', { name: 'Công bố' }));
  const dialog = within(await screen.findByRole('dialog'));
  expect(dialog.getByText('Công khai ngay')).toBeTruthy();
  await userEvent.click(dialog.getByRole('button', { name: 'Công bố' }));
  await waitFor(() => expect(sent()).toHaveLength(2));
  expect(sent()[0]).toMatchObject({ method: 'PUT', match: '"3"', body: { title: 'Giả danh điện lực!' } });
  expect(sent()[1]).toMatchObject({ path: '/notices/n-1/publish', match: '"4"' });
});

it('publishes nothing that lacks something, and lets a reader only read', async () => {
  answers['GET /notices/n-1'] = { ...NOTICE, advice: [] };
  open(<NoticePage />, '/n/:notice', '/n/n-1');
  expect(await screen.findByText('Chưa công bố được, còn thiếu: nên làm gì.')).toBeTruthy();
  expect(screen.getByRole('button', { name: 'Công bố' }).hasAttribute('disabled')).toBe(true);
});

it('says why a notice left the portal, and brings it back without a mail', async () => {
  const left = { ...NOTICE, state: 'review', review_at: AT, review_reason: '0912000101', published_at: AT };
  answers['GET /notices/n-1'] = left;
  answers['POST /notices/n-1/publish'] = {};
  open(<NoticePage />, '/n/:notice', '/n/n-1');
  expect(await screen.findByText(/nội dung nêu 0912000101, không còn được cảnh báo/)).toBeTruthy();
  expect(screen.getByRole('button', { name: 'Gỡ thông báo' })).toBeTruthy();
  expect(screen.getByRole('button', { name: 'Lưu bản sửa' })).toBeTruthy();
  await userEvent.click(screen.getByRole('button', { name: 'Công bố' }));
  const dialog = within(await screen.findByRole('dialog'));
  expect(dialog.queryByText(/người đăng ký nhận thư/)).toBeNull();
  await userEvent.click(dialog.getByRole('button', { name: 'Công bố' }));
  await waitFor(() => expect(sent()).toHaveLength(1));
  expect(sent()[0]).toMatchObject({ path: '/notices/n-1/publish', match: '"3"' });
});

it('gives a reader of notices no way to change them', async () => {
  answers['GET /notices/n-1'] = NOTICE;
  open(<NoticePage />, '/n/:notice', '/n/n-1', ['read']);
  const title = await screen.findByLabelText<HTMLInputElement>('Tiêu đề');
  expect(title.disabled).toBe(true);
  expect(screen.queryByRole('button', { name: 'Công bố' })).toBeNull();
  expect(screen.queryByRole('button', { name: 'Lưu bản nháp' })).toBeNull();
});

it('shows where content stands as text that leads nowhere', async () => {
  answers['GET /content/t-1'] = {
    line: {
      id: 't-1',
      number: 'ND-2026-0001',
      kind: 'false_news',
      place: 'https://mau-gia.example/tin.html',
      summary: 'Đăng ở www.mau-gia.example',
      ground: '',
      article: '',
      competent: '',
      competent_name: '',
      state: 'recorded',
      report_id: null,
      report_number: null,
      notice_id: null,
      due_at: null,
      created_by: 'An',
      created_at: AT,
      version: 1,
    },
    steps: [],
    may: ['assess', 'close'],
  };
  open(<ContentPage />, '/t/:content', '/t/t-1');
  expect(await screen.findByText('hxxps://mau-gia[.]example/tin.html')).toBeTruthy();
  expect(document.body.textContent).not.toContain('mau-gia.example');
  for (const link of screen.getAllByRole('link')) expect(link.getAttribute('href')).toMatch(/^\//);
  expect(screen.getByRole('button', { name: 'Xác định căn cứ' })).toBeTruthy();
  expect(screen.queryByRole('button', { name: 'Ghi trả lời' })).toBeNull();
});
