import { QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { cleanup, render, screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { createMemoryRouter, RouterProvider } from 'react-router';
import { beforeEach, expect, it, vi } from 'vitest';
import { uploadFile } from '~/api/upload';
import { type Session, sessionQuery } from '~/app/session';
import { DesignProvider } from '~/app/shell/DesignProvider';
import { session } from '~/test/render';
import type { Detail, Dossier, Imported, System } from './api';
import { Component as DossierListPage } from './DossierListPage';
import { Component as DossierPage } from './DossierPage';
import DossierTab from './DossierTab';
import { Component as ImportPage } from './ImportPage';
import { Component as StatutoryPage } from './StatutoryPage';
import { detail, dossier, paper } from './samples';

// Files go by XMLHttpRequest, which tells how far it is; here they are only looked at.
vi.mock('~/api/upload', () => ({ uploadFile: vi.fn() }));

interface Asked {
  method: string;
  path: string;
  query: URLSearchParams;
  match: string | null;
  body: unknown;
}
const asked: Asked[] = [];
const sent = () => asked.filter((a) => a.method !== 'GET');
let one: Detail;
let list: Dossier[] = [];
let refuse: { status: number; body: unknown } | undefined;
/** What a step makes of the dossier. */
let after: Detail | undefined;

function json(body: unknown, status = 200) {
  return new Response(JSON.stringify(body), { status, headers: { 'content-type': 'application/json' } });
}

async function bodyOf(request: Request): Promise<unknown> {
  if (request.method === 'GET') return undefined;
  const text = await request.text();
  return request.headers.get('content-type')?.includes('json') ? JSON.parse(text) : text;
}

function answer({ method, path, query }: Asked): Response {
  if (method !== 'GET') {
    if (refuse) return json(refuse.body, refuse.status);
    one = after ?? one;
    return json(one);
  }
  if (path.endsWith('/assess/choices'))
    return json({
      regime: 'R331',
      regimes: [
        { code: 'R85', name: 'Cũ', instruments: [] },
        { code: 'R331', name: 'Mới', instruments: [] },
      ],
    });
  if (path.includes('/print/'))
    return query.get('format') === 'pdf'
      ? json({ code: 'document.missing', params: { field: 'place' } }, 422)
      : new Response('docx', { headers: { 'content-disposition': "attachment; filename*=UTF-8''a.docx" } });
  if (path.endsWith('/statutory'))
    return json({
      year: Number(query.get('year') ?? 2026),
      from: '2025-12-15',
      to: '2026-12-14',
      total: 8,
      classified: 6,
      drafted: 4,
      appraised: 3,
      approved: 2,
      approved_inspected: 1,
      rows: 8,
      cut: '2026-09-10',
      made_on: '2026-12-20',
      undated: ['owner', 'plan_state'],
      expected: '2027-06-30',
      unplanned: 2,
      ended: 0,
      note: null,
    });
  if (path.endsWith('/statutory/export')) return new Response('file');
  if (path.endsWith('/templates')) return json({ items: [], fields: [], may_change: false });
  if (path.endsWith('/dossiers')) return json(list);
  if (path.includes('/dossiers/')) return json(one);
  return json([]);
}

beforeEach(() => {
  asked.length = 0;
  refuse = undefined;
  after = undefined;
  vi.mocked(uploadFile).mockReset();
  one = detail();
  list = [];
  Object.assign(URL, { createObjectURL: () => 'blob:x', revokeObjectURL: () => undefined });
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

function open(element: React.ReactElement, path = '/x', at = path, permissions: string[] = []) {
  const router = createMemoryRouter(
    [
      { path, element },
      { path: '*', element: <p>elsewhere</p> },
    ],
    { initialEntries: [at] },
  );
  const client = new QueryClient({ defaultOptions: { queries: { retry: false } } });
  const me: Session = {
    ...session,
    permissions,
    posts: [{ title: 'T', agency_id: 'g1', agency_name: 'Sở A' }],
  };
  client.setQueryData(sessionQuery.queryKey, me);
  render(
    <QueryClientProvider client={client}>
      <DesignProvider>
        <RouterProvider router={router} />
      </DesignProvider>
    </QueryClientProvider>,
  );
  return router;
}
const page = () => open(<DossierPage />, '/he-thong/ho-so/:dossier', '/he-thong/ho-so/d1');

const system = {
  id: 's1',
  name: 'Cổng',
  level: 0,
  proposed_level: 3,
  decided_on: null,
  may_change: true,
} as System;

it('lists open dossiers by their next legal day, with what is late in words', async () => {
  list = [
    dossier({ id: 'a', system_name: 'Bản thảo' }),
    dossier({ id: 'b', system_name: 'Sau', state: 'appraised', due: '2099-01-02' }),
    dossier({ id: 'c', system_name: 'Trễ', state: 'sent', due: '2026-01-02', late: true }),
  ];
  const router = open(<DossierListPage />, '/x', '/x');
  const late = await screen.findByRole('row', { name: /Trễ/ });
  const rows = screen.getAllByRole('row').map((r) => r.textContent ?? '');
  expect(['Trễ', 'Sau', 'Bản thảo'].map((name) => rows.findIndex((r) => r.includes(name)))).toEqual([
    1, 2, 3,
  ]);
  expect(within(late).getByText(/quá hạn \d+ ngày/)).toBeTruthy();
  expect(within(late).getByText('trả lời')).toBeTruthy();
  expect(screen.queryByText('02/01/2099')).toBeTruthy();
  await router.navigate('/x?late=true');
  await waitFor(() => expect(screen.queryByText('Sau')).toBeNull());
  expect(screen.getByText('Trễ')).toBeTruthy();
});

it('begins a dossier at the assessed level, and asks why a lower one is proposed', async () => {
  const router = open(<DossierTab system={system} />);
  await userEvent.click(await screen.findByRole('button', { name: 'Lập hồ sơ' }));
  const dialog = await screen.findByRole('dialog');
  expect(await within(dialog).findByText('Lần đánh giá gần nhất cho kết quả cấp 3.')).toBeTruthy();
  // Nothing is decided: nothing can be determined anew.
  expect(within(dialog).queryByText(/Xác định lại/)).toBeNull();
  await userEvent.click(within(dialog).getByRole('radio', { name: 'Ngoài danh bạ (bộ, hội đồng)' }));
  await userEvent.click(within(dialog).getByRole('button', { name: 'Lập hồ sơ' }));
  expect(await within(dialog).findByText('Chưa nhập ô này.')).toBeTruthy();
  await userEvent.type(within(dialog).getByLabelText('Tên đơn vị thẩm định'), 'Bộ Công an');
  await userEvent.click(within(dialog).getByLabelText('Cấp độ'));
  await userEvent.click(await screen.findByTitle('Cấp 2'));
  await userEvent.click(within(dialog).getByRole('button', { name: 'Lập hồ sơ' }));
  expect(sent()).toHaveLength(0);
  await userEvent.type(await within(dialog).findByLabelText('Lý do đề xuất thấp hơn'), 'Đã bớt chức năng');
  await userEvent.click(within(dialog).getByRole('button', { name: 'Lập hồ sơ' }));
  await waitFor(() =>
    expect(sent()[0]).toMatchObject({
      path: '/api/v1/systems/s1/dossiers',
      body: {
        regime: 'R331',
        level: 2,
        reason: 'first',
        appraiser_id: null,
        appraiser_name: 'Bộ Công an',
        note: 'Đã bớt chức năng',
      },
    }),
  );
  await waitFor(() => expect(router.state.location.pathname).toBe('/he-thong/ho-so/d1'));
});

it('offers no second dossier while one is open, and no record of a decided level', async () => {
  list = [dossier({ state: 'sent', due: '2026-01-02', late: true })];
  open(<DossierTab system={system} />);
  expect(await screen.findByText(/Đang có hồ sơ chưa xong/)).toBeTruthy();
  expect(screen.queryByRole('button', { name: 'Lập hồ sơ' })).toBeNull();
  expect(screen.getByText(/quá hạn/)).toBeTruthy();
  cleanup();
  list = [dossier({ state: 'approved', decision_number: '12/QĐ' })];
  open(<DossierTab system={{ ...system, level: 3, decided_on: '2026-01-02' }} />);
  expect(await screen.findByRole('button', { name: 'Lập hồ sơ' })).toBeTruthy();
  expect(screen.queryByRole('button', { name: 'Ghi nhận cấp độ đã phê duyệt' })).toBeNull();
  cleanup();
  open(<DossierTab system={{ ...system, may_change: false }} />);
  expect(await screen.findByText('12/QĐ')).toBeTruthy();
  expect(screen.queryByRole('button', { name: 'Lập hồ sơ' })).toBeNull();
});

it('records a level that was approved before, with its decision and no file', async () => {
  open(<DossierTab system={system} />, '/x', '/x', ['system.record']);
  await userEvent.click(await screen.findByRole('button', { name: 'Ghi nhận cấp độ đã phê duyệt' }));
  const dialog = await screen.findByRole('dialog');
  await userEvent.click(await within(dialog).findByLabelText('Phê duyệt theo'));
  await userEvent.click(await screen.findByTitle('Cũ'));
  await userEvent.type(within(dialog).getByLabelText('Số quyết định'), '12/QĐ');
  await userEvent.type(within(dialog).getByLabelText('Ngày quyết định'), '04/05/2024{Enter}');
  await userEvent.type(within(dialog).getByLabelText('Cơ quan phê duyệt'), 'Sở A');
  await userEvent.type(within(dialog).getByLabelText('Ghi chú'), 'Lưu tại văn thư');
  await userEvent.click(within(dialog).getByRole('button', { name: 'Ghi nhận' }));
  await waitFor(() => expect(sent()).toHaveLength(1));
  const body = String(sent()[0]?.body);
  expect(sent()[0]?.path).toBe('/api/v1/systems/s1/dossiers/recorded');
  for (const [name, value] of Object.entries({
    regime: 'R85',
    level: '3',
    number: '12/QĐ',
    on: '2024-05-04',
    by: 'Sở A',
    note: 'Lưu tại văn thư',
  }))
    expect(body).toMatch(new RegExp(`name="${name}"\\s+${value}\\s`));
  expect(body).not.toContain('name="file"');
});

it('shows who is waited for, the terms with their articles, and what is missing', async () => {
  one = detail(
    { state: 'sent', sent_on: '2026-01-05', reply_due: '2026-01-12' },
    {
      documents: [
        paper('plan', { file_id: 'f1', filed_by: 'An', filed_at: '2026-01-04T02:00:00Z' }),
        paper('overview', { writable: true }),
        paper('design', { when: 'Hệ thống mới' }),
      ],
      gates: [
        { before: 'approve', text: 'Quy chế', article: '30.7', open: true },
        { before: 'operate', text: 'Triển khai', article: '30.6', open: true },
      ],
      steps: [
        { at: '2026-01-04T02:00:00Z', step: 'filed', by_name: 'An', note: 'r331-plan: phuong-an.docx' },
      ],
    },
  );
  page();
  expect(await screen.findByText(/Chờ Unit B trả lời/)).toBeTruthy();
  const terms = within(screen.getByRole('list', { name: 'Thời hạn theo luật' })).getAllByRole('listitem');
  expect(terms[0]?.textContent).toMatch(/12\/01\/2026.*quá hạn.*5 ngày làm việc.*23\.2, Decree/s);
  expect(terms[1]?.textContent).toMatch(/Chưa tính.*15 ngày làm việc.*cần kiểm tra/s);
  expect(screen.getByText('1/2 tài liệu bắt buộc')).toBeTruthy();
  expect(screen.getByRole('link', { name: 'Tải về' }).getAttribute('href')).toBe(
    '/api/v1/systems/s1/files/f1',
  );
  expect(screen.getByText('Nộp tài liệu: Paper plan')).toBeTruthy();
  expect(screen.getByText('phuong-an.docx')).toBeTruthy();
  expect(screen.getByText('Chưa có')).toBeTruthy();
  expect(screen.getByText('Tự đối chiếu')).toBeTruthy();
  // Level 3 has no opinion of the specialised unit; nobody here may do anything.
  expect(screen.queryByText('Công văn xin ý kiến chuyên môn')).toBeNull();
  expect(screen.queryByRole('button', { name: /Nộp tệp|Trả bổ sung|Bỏ hồ sơ/ })).toBeNull();
});

it('takes the next step with the version that was seen; who was overtaken sends once more', async () => {
  const may = { may_appraise: true };
  one = detail({ state: 'sent', sent_on: '2026-01-05', reply_due: '2026-01-12' }, may);
  page();
  await userEvent.click(await screen.findByRole('button', { name: 'Hồ sơ đầy đủ, hợp lệ' }));
  const dialog = await screen.findByRole('dialog');
  expect(within(dialog).getByText(/Thời hạn thẩm định: 15 ngày làm việc/)).toBeTruthy();
  refuse = { status: 412, body: { code: 'system.changed' } };
  one = detail({ state: 'sent', sent_on: '2026-01-05', reply_due: '2026-01-12', version: 5 }, may);
  await userEvent.click(within(dialog).getByRole('button', { name: 'Xác nhận đầy đủ, hợp lệ' }));
  expect(await within(dialog).findByText('Người khác vừa thao tác trên hồ sơ này.')).toBeTruthy();
  refuse = undefined;
  after = detail({ state: 'sent', complete_on: '2026-01-08', appraise_due: '2099-01-30', version: 6 }, may);
  await waitFor(() => expect(asked.filter((a) => a.method === 'GET').length).toBeGreaterThan(1));
  await userEvent.click(within(dialog).getByRole('button', { name: 'Xác nhận đầy đủ, hợp lệ' }));
  await waitFor(() => expect(sent().map((a) => a.match)).toEqual(['"4"', '"5"']));
  expect(sent()[1]?.path).toBe('/api/v1/systems/dossiers/d1/accept');
  expect(sent()[1]?.body).toMatchObject({ on: expect.stringMatching(/^\d{4}-\d\d-\d\d$/) });
  expect(await screen.findByRole('button', { name: 'Ghi ý kiến thẩm định' })).toBeTruthy();
});

it('says so when the step is no longer there, and keeps the reason of a return wanted', async () => {
  one = detail({ state: 'sent' }, { may_appraise: true });
  page();
  await userEvent.click(await screen.findByRole('button', { name: 'Trả bổ sung' }));
  const dialog = await screen.findByRole('dialog');
  await userEvent.click(within(dialog).getByRole('button', { name: 'Trả bổ sung' }));
  expect(await within(dialog).findByText('Chưa nhập ô này.')).toBeTruthy();
  expect(sent()).toHaveLength(0);
  await userEvent.type(within(dialog).getByLabelText('Nội dung cần bổ sung'), 'Thiếu sơ đồ');
  refuse = { status: 409, body: { code: 'system.dossier_state', params: { state: 'dropped' } } };
  one = detail({ state: 'dropped', version: 5 }, { may_appraise: true });
  await userEvent.click(within(dialog).getByRole('button', { name: 'Trả bổ sung' }));
  expect(await within(dialog).findByText(/Hồ sơ đã chuyển sang bước khác/)).toBeTruthy();
  expect(sent()[0]?.body).toEqual({
    on: expect.stringMatching(/^\d{4}-\d\d-\d\d$/),
    note: 'Thiếu sơ đồ',
  });
  expect(within(dialog).queryByRole('button', { name: 'Trả bổ sung' })).toBeNull();
});

it('names what is missing before a dossier is sent', async () => {
  one = detail({}, { may_change: true, documents: [paper('plan'), paper('design', { when: 'x' })] });
  page();
  await userEvent.click(await screen.findByRole('button', { name: 'Gửi thẩm định' }));
  const dialog = await screen.findByRole('dialog');
  expect(within(dialog).getByText(/Còn 1 tài liệu chưa nộp/)).toBeTruthy();
  expect(within(dialog).getByText('Paper plan')).toBeTruthy();
  expect(within(dialog).queryByText('Paper design')).toBeNull();
});

it('does not approve while something that the law wants first is open, and says what', async () => {
  one = detail(
    { state: 'appraised', appraised_on: '2026-01-20', approve_due: '2026-01-29' },
    {
      may_approve: true,
      gates: [{ before: 'approve', text: 'Quy chế', article: '30.7', open: true, lacks: 'undated' }],
    },
  );
  page();
  await userEvent.click(await screen.findByRole('button', { name: 'Phê duyệt cấp độ' }));
  expect(screen.getByText('Chưa ghi ngày ban hành.')).toBeTruthy();
  const dialog = await screen.findByRole('dialog');
  expect(within(dialog).getByText('Luật yêu cầu có trước khi phê duyệt:')).toBeTruthy();
  expect(within(dialog).getByRole<HTMLButtonElement>('button', { name: 'Phê duyệt' }).disabled).toBe(true);
});

it('offers the record of an earlier approval to those alone who may say so', async () => {
  open(<DossierTab system={system} />);
  expect(await screen.findByRole('button', { name: 'Lập hồ sơ' })).toBeTruthy();
  expect(screen.queryByRole('button', { name: 'Ghi nhận cấp độ đã phê duyệt' })).toBeNull();
});

it('approves by a decision, not before the day of the appraisal', async () => {
  one = detail(
    { state: 'appraised', appraised_on: '2026-01-20', approve_due: '2026-01-29' },
    { may_approve: true, gates: [{ before: 'approve', text: 'Quy chế', article: '30.7', open: false }] },
  );
  page();
  await userEvent.click(await screen.findByRole('button', { name: 'Phê duyệt cấp độ' }));
  const dialog = await screen.findByRole('dialog');
  const day = within(dialog).getByLabelText('Ngày quyết định');
  await userEvent.clear(day);
  await userEvent.type(day, '19/01/2026{Enter}');
  await userEvent.type(within(dialog).getByLabelText('Số quyết định'), '7/QĐ');
  await userEvent.type(within(dialog).getByLabelText('Cơ quan phê duyệt'), 'Sở A');
  await userEvent.click(within(dialog).getByRole('button', { name: 'Phê duyệt' }));
  expect(await within(dialog).findByText('Ngày phải sau 19/01/2026.')).toBeTruthy();
  expect(sent()).toHaveLength(0);
  await userEvent.clear(day);
  await userEvent.type(day, '20/01/2026{Enter}');
  await userEvent.click(within(dialog).getByRole('button', { name: 'Phê duyệt' }));
  await waitFor(() =>
    expect(sent()[0]).toMatchObject({ path: '/api/v1/systems/dossiers/d1/approve', match: '"4"' }),
  );
  expect(String(sent()[0]?.body)).toMatch(/name="on"\s+2026-01-20/);
});

it('writes a document from the record, and asks before a filed one is replaced', async () => {
  const documents = [
    paper('overview', { writable: true }),
    paper('plan', { writable: true, file_id: 'f1' }),
    paper('design'),
  ];
  one = detail({}, { may_change: true, documents });
  page();
  await userEvent.click(await screen.findByRole('button', { name: 'Soạn từ hồ sơ: Paper overview' }));
  await waitFor(() =>
    expect(sent().map((a) => a.path)).toEqual(['/api/v1/systems/dossiers/d1/documents/r331-overview/write']),
  );
  expect(screen.queryByRole('button', { name: 'Soạn từ hồ sơ: Paper design' })).toBeNull();
  await userEvent.click(screen.getByRole('button', { name: 'Soạn từ hồ sơ: Paper plan' }));
  const dialog = await screen.findByRole('dialog');
  expect(sent()).toHaveLength(1);
  await userEvent.click(within(dialog).getByRole('button', { name: 'Soạn từ hồ sơ' }));
  await waitFor(() => expect(sent()).toHaveLength(2));
});

it('puts a chosen file into the place of its document', async () => {
  one = detail({}, { may_change: true, documents: [paper('plan')] });
  const done = detail({}, { may_change: true, documents: [paper('plan', { file_id: 'f9' })] });
  vi.mocked(uploadFile).mockResolvedValue(done);
  page();
  await userEvent.click(await screen.findByRole('button', { name: 'Nộp tệp: Paper plan' }));
  const dialog = await screen.findByRole('dialog');
  const file = new File(['x'], 'pa.docx');
  await userEvent.upload(within(dialog).getByLabelText('Paper plan'), file);
  expect(uploadFile).not.toHaveBeenCalled();
  one = done;
  await userEvent.click(within(dialog).getByRole('button', { name: 'Nộp' }));
  await waitFor(() =>
    expect(uploadFile).toHaveBeenCalledWith(
      '/api/v1/systems/dossiers/d1/documents/r331-plan',
      file,
      expect.objectContaining({ method: 'PUT', field: 'file' }),
    ),
  );
  expect(await screen.findByRole('link', { name: 'Tải về' })).toBeTruthy();
});

it('prints a letter, and says at its place why one cannot be written', async () => {
  page();
  const name = 'Tờ trình phê duyệt cấp độ';
  await userEvent.click(await screen.findByRole('button', { name: `${name}, tệp DOCX` }));
  await waitFor(() =>
    expect(asked.find((a) => a.path.endsWith('/print/submission'))?.query.get('format')).toBe('docx'),
  );
  expect(screen.queryByRole('alert')).toBeNull();
  await userEvent.click(await screen.findByRole('button', { name: `${name}, tệp PDF` }));
  expect((await screen.findByRole('alert')).textContent).toContain('Thể thức còn thiếu: địa danh.');
});

it('shows of a recorded level its decision and none of the steps that were never taken here', async () => {
  one = detail({
    state: 'approved',
    reason: 'recorded',
    decision_number: '12/QĐ',
    decision_by: 'Sở A',
    approved_on: '2024-05-04',
    decision_file: 'f5',
  });
  page();
  expect(await screen.findByText('12/QĐ, ngày 04/05/2024, Sở A', { exact: false })).toBeTruthy();
  expect(screen.getByRole('link', { name: 'Tải về' }).getAttribute('href')).toContain('/s1/files/f5');
  expect(screen.queryByText('Thời hạn theo luật')).toBeNull();
  expect(screen.queryByText('Tài liệu của hồ sơ')).toBeNull();
});

it('tries a table first, writes all only without errors, and the good rows on wish', async () => {
  const errors = [
    { row: 4, column: 'operator', reason: 'unknown', value: 'Sở X' },
    { row: 9, column: 'name', reason: 'repeats_row_4', value: '' },
  ];
  const tried: Imported = { created: 3, changed: 1, wrong_rows: 2, unchanged: 0, errors, applied: false };
  vi.mocked(uploadFile)
    .mockResolvedValueOnce(tried)
    .mockResolvedValueOnce({ ...tried, applied: true });
  open(<ImportPage />);
  const file = new File(['x'], 'he-thong.xlsx');
  await userEvent.upload(await screen.findByLabelText('Bảng hệ thống thông tin'), file);
  expect(await screen.findByText('2 dòng có lỗi')).toBeTruthy();
  const row = within(screen.getByRole('row', { name: /Đơn vị vận hành/ }));
  expect(row.getByText('4')).toBeTruthy();
  expect(row.getByText('Sở X')).toBeTruthy();
  expect(screen.getByText('Trùng hệ thống ở dòng 4.')).toBeTruthy();
  expect(screen.getByRole<HTMLButtonElement>('button', { name: 'Ghi tất cả' }).disabled).toBe(true);
  expect(vi.mocked(uploadFile).mock.calls[0]?.[2]).not.toHaveProperty('extra');
  await userEvent.click(screen.getByRole('button', { name: 'Chỉ ghi 4 dòng đúng' }));
  expect(await screen.findByText('Đã ghi')).toBeTruthy();
  expect(vi.mocked(uploadFile).mock.calls[1]?.[2]).toMatchObject({ extra: { mode: 'good' } });
  expect(screen.getByText('Đã thêm mới')).toBeTruthy();
  expect(screen.queryByRole('button', { name: 'Ghi tất cả' })).toBeNull();
});

it('writes a table without errors as a whole', async () => {
  const good: Imported = { created: 2, changed: 0, wrong_rows: 0, unchanged: 5, errors: [], applied: false };
  vi.mocked(uploadFile)
    .mockResolvedValueOnce(good)
    .mockResolvedValueOnce({ ...good, applied: true });
  open(<ImportPage />);
  await userEvent.upload(await screen.findByLabelText('Bảng hệ thống thông tin'), new File(['x'], 'a.csv'));
  expect(await screen.findByText('Không có lỗi')).toBeTruthy();
  expect(screen.queryByRole('button', { name: /Chỉ ghi/ })).toBeNull();
  await userEvent.click(screen.getByRole('button', { name: 'Ghi tất cả' }));
  expect(await screen.findByText('Đã ghi')).toBeTruthy();
  expect(vi.mocked(uploadFile).mock.calls[1]?.[2]).toMatchObject({ extra: { mode: 'all' } });
});

it('shows the counters of a year, and exports them for the own agency', async () => {
  open(<StatutoryPage />, '/x', '/x?year=2025', ['obligation.read']);
  expect(await screen.findByText('Số liệu chung năm 2025')).toBeTruthy();
  expect(
    screen.getByText(
      /Số liệu có ngày tính đến 10\/09\/2026\. Lấy tại ngày lập 20\/12\/2026 .*: chủ quản, triển khai phương án\./,
    ),
  ).toBeTruthy();
  const expected = within(screen.getByRole('row', { name: /^Dự kiến hoàn thành/ }));
  expect(expected.getByText('30/06/2027')).toBeTruthy();
  expect(expected.getByText('2 hệ thống chưa có ngày dự kiến')).toBeTruthy();
  expect(screen.getByText(/Kỳ số liệu từ 15\/12\/2025 đến 14\/12\/2026/)).toBeTruthy();
  const approved = screen.getByRole('row', { name: /Đã được phê duyệt/ });
  expect(
    within(approved)
      .getAllByRole('cell')
      .map((c) => c.textContent),
  ).toEqual(['2', '25%']);
  expect(screen.getByRole('link', { name: 'xem lịch nghĩa vụ báo cáo' }).getAttribute('href')).toBe(
    '/nghia-vu',
  );
  await userEvent.click(screen.getByRole('button', { name: /tệp XLSX/ }));
  await waitFor(() => {
    const query = asked.find((a) => a.path.endsWith('/export'))?.query;
    expect(Object.fromEntries(query ?? [])).toEqual({ year: '2025', format: 'xlsx', issuer: 'g1' });
  });
});
