import { QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { cleanup, render, screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { createMemoryRouter, RouterProvider } from 'react-router';
import { beforeEach, expect, it } from 'vitest';
import { type Session, sessionQuery } from '~/app/session';
import { DesignProvider } from '~/app/shell/DesignProvider';
import { type Asked, json, listen } from '~/features/protection/asked';
import { session } from '~/test/render';
import type { Detail } from './api';
import { Component as CasePage } from './CasePage';
import ClocksHomeCard from './ClocksHomeCard';
import { Component as IncidentListPage } from './IncidentListPage';
import { Component as NewIncidentPage } from './NewIncidentPage';
import { Component as ReportEditPage } from './ReportEditPage';
import { Component as ReportIncidentPage } from './ReportIncidentPage';
import { Component as StatisticsPage } from './StatisticsPage';
import {
  choices,
  clock,
  detail,
  entry,
  evidence,
  incident,
  report,
  reportDetail,
  task,
  wire,
} from './samples';

let one: Detail;
let list: ReturnType<typeof incident>[] = [];
let refuse: ((ask: Asked) => Response | undefined) | undefined;
let log: ReturnType<typeof listen>;

const page = <T,>(items: T[]) => json({ items, next_cursor: null, total: items.length });

function answer(ask: Asked): Response {
  const refused = refuse?.(ask);
  if (refused) return refused;
  const { method, path } = ask;
  if (path.endsWith('/incidents/choices')) return json(choices);
  if (path.endsWith('/incidents/tally'))
    return json({
      open: 3,
      overdue: 1,
      due_soon: 0,
      serious: 1,
      unacknowledged: 0,
      by_severity: [],
      by_agency: [],
    });
  if (path.endsWith('/incidents/statistics'))
    return json({
      from: '2026-06-15',
      to: '2026-12-14',
      periods: [
        { kind: 'half_year', from: '2026-06-15', to: '2026-12-14' },
        { kind: 'year', from: '2025-12-15', to: '2026-12-14' },
      ],
      total: 4,
      duties: [{ duty: 'd', text: 'Tell', article: 'Art. 1', met: 5, late: 1, open: 0, overdue: 0 }],
      by_type: [{ name: 'mã độc', number: 4 }],
      by_level: [{ name: 'Cấp độ 3', number: 4 }],
      handled: 3,
      coordinated: 1,
      staff: 9,
      drills: 2,
      in_time: { met: 5, late: 1, open: 3, overdue: 2 },
      times: [{ name: 'contain', median_minutes: 64, p90_minutes: 90, number: 3 }],
    });
  if (path.endsWith('/incidents') && method === 'GET') return page(list);
  if (/\/reports\/[^/]+$/.test(path)) return json(reportDetail());
  if (path.endsWith('/reports')) return json([report()]);
  if (path.endsWith('/evidence')) return json({ items: [evidence({ altered: true })] });
  if (/\/(calls|assistance|forms)$/.test(path)) return json([]);
  if (path.endsWith('/lead') && method === 'GET')
    return json([{ id: 'p9', full_name: 'Hưng', title: 'Kỹ sư', handles: true }]);
  if (path.includes('/agencies/choices')) return json([]);
  if (path.endsWith('/systems')) return page([]);
  if (path.includes('/incidents')) return json(wire(one));
  return json([]);
}

beforeEach(() => {
  one = detail();
  list = [];
  refuse = undefined;
  log = listen(answer);
});

const BOSS = ['incident.read', 'incident.report', 'incident.work', 'incident.handle', 'search.read'];

function open(element: React.ReactElement, path: string, at: string, permissions: string[] = BOSS) {
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
    posts: [{ title: 'T', agency_id: 'g1', agency_name: 'Phường A' }],
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
const casePage = (tab = '') => open(<CasePage />, '/su-co/:incident', `/su-co/i1${tab && `?tab=${tab}`}`);
const sent = () => log.sent();

it('lists incidents with their countdown, and late ones in words', async () => {
  const long = 'Ban Chỉ đạo về phát triển khoa học, công nghệ, đổi mới sáng tạo và chuyển đổi số';
  list = [
    incident({ agency_name: long, next_due: '2026-01-01T00:00:00Z', overdue: true, serious: true }),
    incident({ id: 'i2', code: 'SC-2026-0002', state: 'reported', next_due: null, restricted: true }),
  ];
  open(<IncidentListPage />, '/su-co', '/su-co');
  const late = await screen.findByRole('row', { name: /SC-2026-0001/ });
  expect(within(late).getByText(/^quá hạn \d+ ngày$/)).toBeTruthy();
  expect(within(late).getByText(long)).toBeTruthy();
  expect(within(late).getByText('Sự cố nghiêm trọng')).toBeTruthy();
  expect(within(late).getByText('Degree M2')).toBeTruthy();
  const fresh = screen.getByRole('row', { name: /SC-2026-0002/ });
  expect(within(fresh).getByText('Chờ tiếp nhận')).toBeTruthy();
  expect(within(fresh).getByText('HẠN CHẾ')).toBeTruthy();
  expect(screen.getByRole('link', { name: '1 quá hạn' }).getAttribute('href')).toBe('/su-co?overdue=true');
  const asked = log.asked.find((a) => a.path.endsWith('/incidents'));
  expect([asked?.query.get('open'), asked?.query.get('sort')]).toEqual(['true', 'due']);
  expect(screen.getByRole('link', { name: 'Lập sự cố' }).getAttribute('href')).toBe('/su-co/moi');
});

it('tells an agency with no incident what to do, and a failure with a way to try again', async () => {
  open(<IncidentListPage />, '/su-co', '/su-co', ['incident.read', 'incident.report', 'incident.work']);
  expect(await screen.findByText('Không có sự cố đang mở')).toBeTruthy();
  expect(screen.getAllByRole('link', { name: 'Báo sự cố' })[0]?.getAttribute('href')).toBe('/su-co/bao');
  expect(screen.queryByRole('link', { name: 'Lập sự cố' })).toBeNull();
});

it('shows why a list could not be read', async () => {
  refuse = ({ path }) => (path.endsWith('/incidents') ? json({ code: 'x.y' }, 503) : undefined);
  open(<IncidentListPage />, '/su-co', '/su-co');
  const alert = await screen.findByRole('alert');
  refuse = undefined;
  list = [incident()];
  await userEvent.click(within(alert).getByRole('button', { name: 'Thử lại' }));
  expect(await screen.findByRole('row', { name: /SC-2026-0001/ })).toBeTruthy();
});

async function fillReport() {
  await userEvent.click(await screen.findByRole('radio', { name: /tệp bị khóa/ }));
  await userEvent.click(screen.getByRole('radio', { name: 'Còn, hoặc chưa rõ' }));
  const data = within(screen.getByText(/dữ liệu của người dân/i).closest('.ant-form-item') as HTMLElement);
  await userEvent.click(data.getByRole('radio', { name: 'Chưa rõ' }));
  await userEvent.type(screen.getByLabelText('Số điện thoại để trung tâm gọi lại'), '0255 000 111');
}

it('takes a report in plain words and answers with the code and what to do now', async () => {
  open(<ReportIncidentPage />, '/su-co/bao', '/su-co/bao', ['incident.report', 'incident.work']);
  expect(await screen.findByText('Phường A')).toBeTruthy();
  await fillReport();
  await userEvent.click(screen.getByRole('button', { name: 'Gửi báo sự cố' }));
  expect(await screen.findByText('Chưa nhập ô này.')).toBeTruthy();
  expect(sent()).toHaveLength(0);
  await userEvent.type(screen.getByLabelText('Bạn thấy gì?'), 'Tệp có đuôi lạ');
  await userEvent.click(screen.getByRole('button', { name: 'Gửi báo sự cố' }));
  expect(await screen.findByText('SC-2026-0001')).toBeTruthy();
  expect(JSON.parse(sent()[0]?.body ?? '')).toMatchObject({
    agency_id: 'g1',
    what: 'malware',
    description: 'Tệp có đuôi lạ',
    still_going: true,
    personal_data: null,
    state_secret: false,
    contact_phone: '0255 000 111',
  });
  expect(screen.getByText('Pull the cable')).toBeTruthy();
  expect(screen.getByText('Pay nothing')).toBeTruthy();
});

it('takes no word of a suspected state secret, and keeps none', async () => {
  open(<ReportIncidentPage />, '/su-co/bao', '/su-co/bao', ['incident.report', 'incident.work']);
  await fillReport();
  await userEvent.type(screen.getByLabelText('Bạn thấy gì?'), 'Mật mã của ai');
  await userEvent.click(screen.getByRole('checkbox', { name: 'Nghi lộ bí mật nhà nước' }));
  expect(screen.queryByLabelText('Bạn thấy gì?')).toBeNull();
  expect(screen.getByText('Không ghi nội dung vào đây.')).toBeTruthy();
  await userEvent.click(screen.getByRole('button', { name: 'Gửi báo sự cố' }));
  await screen.findByText('SC-2026-0001');
  expect(JSON.parse(sent()[0]?.body ?? '')).toMatchObject({ description: '', state_secret: true });
  expect(JSON.stringify({ ...localStorage })).not.toContain('Mật mã');
});

it('opens a case of an alert with what the alert says', async () => {
  refuse = ({ path }) =>
    path.endsWith('/alerts/a1')
      ? json({
          alert: {
            id: 'a1',
            rule_title: 'Brute force',
            entity: '203.0.113.7',
            agency_id: 'g1',
            first_at: '2026-07-01T00:00:00Z',
          },
          findings: [],
          notes: [],
        })
      : undefined;
  const router = open(<NewIncidentPage />, '/su-co/moi', '/su-co/moi?alert=a1');
  expect(await screen.findByDisplayValue('Brute force · 203.0.113.7')).toBeTruthy();
  expect(screen.getByDisplayValue('01/07/2026 07:00')).toBeTruthy();
  await userEvent.click(screen.getByLabelText('Nhóm sự cố'));
  await userEvent.click(await screen.findByTitle('Malicious code'));
  await userEvent.click(screen.getByRole('radio', { name: 'Degree M2' }));
  await userEvent.click(screen.getByRole('button', { name: 'Lập sự cố' }));
  await waitFor(() => expect(router.state.location.pathname).toBe('/su-co/i1'));
  expect(JSON.parse(sent()[0]?.body ?? '')).toMatchObject({
    origin: 'alert',
    origin_ref: 'a1',
    group_code: 'malware',
    severity: 'M2',
    playbook: 'p1',
    detected_at: '2026-07-01T00:00:00.000Z',
    facts: { consequences: null, owner_controls: null },
  });
});

it('shows the clocks of a case with whom it is owed to, what moved and why, and notes what was sent', async () => {
  one = detail(
    {},
    {
      clocks: [
        clock({
          state: 'overdue',
          due_at: '2026-01-01T00:00:00Z',
          changes: [
            {
              what: 'moved',
              old_due: '2026-01-02T00:00:00Z',
              new_due: '2026-01-01T00:00:00Z',
              reason: 'Seen earlier',
              by_name: 'Bình',
              at: '2025-12-31T00:00:00Z',
            },
          ],
        }),
        clock({ id: 'c2', state: 'void', text: 'Does not apply', due_at: null }),
        clock({ id: 'c3', state: 'met_late', met_at: '2026-01-03T00:00:00Z', met_by: 'An', proof: '7/CV' }),
      ],
    },
  );
  casePage();
  const late = (await screen.findByText(/^quá hạn/)).closest('li') as HTMLElement;
  expect(within(late).getByText(/Force of the province/)).toBeTruthy();
  expect(within(late).getByText('Seen earlier')).toBeTruthy();
  expect(within(late).getByRole('link', { name: '31.2, Decree' }).getAttribute('href')).toMatch(
    /^\/phap-luat\?kind=duty&q=/,
  );
  expect(screen.getByText('1 thời hạn không áp dụng')).toBeTruthy();
  expect(screen.getByText('đã gửi, trễ hạn')).toBeTruthy();
  expect(screen.getByText(/7\/CV/)).toBeTruthy();
  // A draft of its form is there: one goes on with it.
  expect(await within(late).findByRole('link', { name: 'Soạn tiếp' })).toBeTruthy();
  await userEvent.click(within(late).getByRole('button', { name: 'Đã gửi' }));
  const dialog = within(await screen.findByRole('dialog'));
  await userEvent.type(dialog.getByLabelText('Bằng cách nào'), 'Điện thoại');
  await userEvent.click(dialog.getByRole('button', { name: 'Ghi đã gửi' }));
  await waitFor(() =>
    expect(sent()[0]).toMatchObject({ path: '/api/v1/incidents/i1/clocks/c1/meet', match: '"7"' }),
  );
  expect(JSON.parse(sent()[0]?.body ?? '')).toMatchObject({ proof: 'Điện thoại', report_id: null });
});

it('offers a reader nothing that the reader may not do', async () => {
  one = detail({ may: [] }, { clocks: [clock()], tasks: [task()] });
  casePage('tasks');
  expect(await screen.findByText('Cut it off')).toBeTruthy();
  for (const name of ['Đã gửi', 'Xong', 'Thêm việc', 'Sửa phân loại', 'Đã khoanh vùng', 'Kết thúc ứng phó'])
    expect(screen.queryByRole('button', { name })).toBeNull();
});

it('lets an agency that is asked for help answer, and one that helps add and decide nothing', async () => {
  const help = {
    id: 'h1',
    agency_name: 'Sở B',
    wanted: 'Hai người',
    asked_by: 'An',
    asked_at: '2026-09-01T05:00:00Z',
    answer: '',
    state: 'asked',
    may_answer: true,
  };
  refuse = ({ path }) => (path.endsWith('/i1/assistance') ? json([help]) : undefined);
  one = detail({ may: [] });
  casePage('people');
  await userEvent.click(await screen.findByRole('button', { name: 'Trả lời' }));
  const dialog = within(await screen.findByRole('dialog'));
  await userEvent.type(dialog.getByLabelText('Nội dung trả lời'), 'Cử hai người');
  await userEvent.click(dialog.getByRole('button', { name: 'Trả lời' }));
  await waitFor(() => expect(sent()[0]?.path).toBe('/api/v1/incidents/assistance/h1/answer'));
  cleanup();
  one = detail({ may: ['add'] }, { tasks: [task()] });
  casePage('tasks');
  expect(await screen.findByRole('button', { name: 'Xong' })).toBeTruthy();
  for (const name of ['Thêm việc', 'Thêm việc theo kịch bản', 'Sửa phân loại', 'Kết thúc ứng phó'])
    expect(screen.queryByRole('button', { name })).toBeNull();
});

it('says what is missing before a case is closed', async () => {
  one = detail(
    { state: 'ended', ended_at: '2026-09-02T00:00:00Z' },
    { clocks: [clock()], missing_for_close: ['clock:d-72/force', 'lessons', 'tasks'] },
  );
  casePage();
  await userEvent.click(await screen.findByRole('button', { name: 'Đóng sự cố' }));
  const dialog = within(await screen.findByRole('dialog'));
  expect(dialog.getByText('Chưa gửi: Tell the force within 72 hours (Force of the province)')).toBeTruthy();
  expect(dialog.getByText(/Chưa ghi bài học/)).toBeTruthy();
  expect((dialog.getByRole('button', { name: 'Đóng sự cố' }) as HTMLButtonElement).disabled).toBe(true);
});

it('takes a step with the version that was seen, and says when somebody else was faster', async () => {
  refuse = ({ method }) => (method === 'POST' ? json({ code: 'incident.changed' }, 412) : undefined);
  casePage();
  await userEvent.click(await screen.findByRole('button', { name: 'Đã khoanh vùng' }));
  const dialog = within(await screen.findByRole('dialog'));
  await userEvent.click(dialog.getByRole('button', { name: 'Đã khoanh vùng' }));
  expect(await dialog.findByText('Người khác vừa thao tác trên mục này.')).toBeTruthy();
  expect(sent()[0]).toMatchObject({ path: '/api/v1/incidents/i1/step', match: '"4"' });
  expect(JSON.parse(sent()[0]?.body ?? '')).toMatchObject({ step: 'contain' });
});

it('shows two versions of a class side by side and sends what was chosen over the newer one', async () => {
  let tries = 0;
  refuse = ({ method, path }) => {
    if (method !== 'POST' || !path.endsWith('/classify')) return undefined;
    tries += 1;
    if (tries > 1) return undefined;
    one = detail({ severity: 'M1', version: 9 });
    return json({ code: 'incident.changed' }, 412);
  };
  casePage();
  await userEvent.click(await screen.findByRole('button', { name: 'Sửa phân loại' }));
  const dialog = within(await screen.findByRole('dialog'));
  await userEvent.click(dialog.getByRole('radio', { name: 'Degree M3' }));
  await userEvent.type(dialog.getByLabelText('Lý do thay đổi'), 'Nhẹ hơn');
  await userEvent.click(dialog.getByRole('button', { name: 'Lưu phân loại' }));
  expect(await screen.findByText('Người khác vừa sửa mục này')).toBeTruthy();
  await userEvent.click(screen.getByRole('button', { name: 'Chọn hết bản của bạn' }));
  await userEvent.click(screen.getByRole('button', { name: 'Lưu nội dung đã chọn' }));
  await waitFor(() => expect(sent()[1]).toMatchObject({ match: '"9"' }));
  expect(JSON.parse(sent()[1]?.body ?? '')).toMatchObject({ severity: 'M3', reason: 'Nhẹ hơn' });
});

it('tells what was done in sentences and adds a note for the own side alone', async () => {
  one = detail(
    {},
    {
      clocks: [clock()],
      entries: [
        entry({ id: 'a', kind: 'clock', detail: { met: 'd-72', to: 'force', proof: 'by phone' } }),
        entry({
          id: 'b',
          kind: 'class',
          detail: { severity: ['M3', 'M1'], serious: [false, false], reason: 'Worse than thought' },
        }),
        entry({ id: 'c', kind: 'note', text: 'Three machines', internal: true }),
        entry({ id: 'd', kind: 'report', detail: { drafted: 'f-72', report: 'r1', place: 1 } }),
        entry({ id: 'e', kind: 'clock', detail: { unmet: 'gone', to: 'force' } }),
        entry({
          id: 'f',
          kind: 'hand_over',
          author_name: 'incident.follow',
          detail: { from: 'Sở A', to: 'Sở B' },
        }),
      ],
    },
  );
  casePage();
  expect(
    await screen.findByText('Đã gửi Force of the province: Tell the force within 72 hours'),
  ).toBeTruthy();
  expect(screen.getByText('by phone')).toBeTruthy();
  // Codes by their names, and what the product did by itself as its own.
  expect(await screen.findByText('Soạn báo cáo: Report of 72 hours')).toBeTruthy();
  expect(screen.getByText('Gỡ việc đã ghi là gửi: một việc phải báo')).toBeTruthy();
  expect(screen.getByText('Phần mềm')).toBeTruthy();
  expect(screen.queryByText(/incident\.follow/)).toBeNull();
  expect(await screen.findByText('Sửa phân loại: mức độ: Degree M3 → Degree M1')).toBeTruthy();
  expect(screen.getByText('nội bộ')).toBeTruthy();
  await userEvent.click(screen.getByRole('button', { name: 'Chỉ ghi chú, quyết định' }));
  expect(screen.queryByText('by phone')).toBeNull();
  expect(screen.getByText('Three machines')).toBeTruthy();
  await userEvent.type(screen.getByLabelText(/Ghi việc vừa xảy ra/), 'Đã rút dây');
  await userEvent.click(screen.getByRole('checkbox', { name: 'Nội bộ trung tâm' }));
  await userEvent.click(screen.getByRole('button', { name: 'Ghi vào diễn biến' }));
  await waitFor(() => expect(sent()).toHaveLength(1));
  expect(JSON.parse(sent()[0]?.body ?? '')).toEqual({ kind: 'note', text: 'Đã rút dây', internal: true });
});

it('skips a task only with the reason, over the version that was seen', async () => {
  one = detail({}, { tasks: [task()] });
  casePage('tasks');
  await userEvent.click(await screen.findByRole('button', { name: 'Bỏ qua' }));
  const dialog = within(await screen.findByRole('dialog'));
  await userEvent.click(dialog.getByRole('button', { name: 'Bỏ qua' }));
  expect(await dialog.findByText('Chưa nhập ô này.')).toBeTruthy();
  await userEvent.type(dialog.getByLabelText('Vì sao bỏ qua'), 'Không có bản sao');
  await userEvent.click(dialog.getByRole('button', { name: 'Bỏ qua' }));
  await waitFor(() =>
    expect(sent()[0]).toMatchObject({ method: 'PUT', path: '/api/v1/incidents/i1/tasks/t1', match: '"2"' }),
  );
  expect(JSON.parse(sent()[0]?.body ?? '')).toMatchObject({ state: 'skipped', result: 'Không có bản sao' });
});

it('warns loudly of evidence that is not what was kept', async () => {
  casePage('evidence');
  expect(await screen.findByText('memory.raw')).toBeTruthy();
  expect(screen.getByRole('alert').textContent).toContain('Không dùng làm chứng cứ');
});

it('finds indicators in a text and keeps those that are chosen; private addresses are not chosen', async () => {
  refuse = ({ path }) =>
    path.endsWith('/extract')
      ? json([
          { kind: 'ip', value: '198.51.100.9', private: false },
          { kind: 'ip', value: '10.0.3.4', private: true },
        ])
      : undefined;
  casePage('indicators');
  await userEvent.click(await screen.findByRole('button', { name: 'Tìm trong văn bản' }));
  const dialog = within(await screen.findByRole('dialog'));
  await userEvent.click(dialog.getByRole('button', { name: 'Tìm trong mọi nội dung sự cố' }));
  await userEvent.click(await dialog.findByRole('button', { name: 'Giữ 1 dấu hiệu' }));
  await waitFor(() => expect(sent()).toHaveLength(2));
  expect(JSON.parse(sent()[1]?.body ?? '')).toEqual({ values: '198.51.100.9', note: '', source: 'text' });
});

it('marks drills and what may be a state secret, and takes no content then', async () => {
  one = detail({ drill_id: 'd1', state_secret: true, code: 'DT-2026-0001' });
  casePage();
  expect(await screen.findByText('Không ghi nội dung vào đây.')).toBeTruthy();
  expect(screen.getAllByText('DIỄN TẬP').length).toBeGreaterThan(0);
  expect(screen.queryByRole('button', { name: 'Ghi vào diễn biến' })).toBeNull();
});

const edit = () => open(<ReportEditPage />, '/su-co/:incident/bao-cao/:report', '/su-co/i1/bao-cao/r1');

it('names what a report lacks, does not issue it then, and saves several choices as one text', async () => {
  edit();
  expect(await screen.findByText('Mẫu còn thiếu:')).toBeTruthy();
  await userEvent.type(screen.getByLabelText('Cause'), 'Lỗ hổng cũ');
  await userEvent.click(screen.getByRole('checkbox', { name: 'mail' }));
  expect((screen.getByRole('button', { name: 'Phát hành' }) as HTMLButtonElement).disabled).toBe(true);
  await userEvent.click(screen.getByRole('button', { name: 'Lưu bản thảo' }));
  await waitFor(() => expect(sent()[0]).toMatchObject({ method: 'PUT', match: '"5"' }));
  expect(JSON.parse(sent()[0]?.body ?? '')).toEqual({
    content: { cause: 'Lỗ hổng cũ', services: 'web; mail; cache' },
    recipients: 'Force',
  });
});

it('shows an issued report as text with its signed copy', async () => {
  refuse = ({ path }) =>
    /\/reports\/r1$/.test(path)
      ? json(reportDetail({ report: report({ state: 'issued', number: '7/BC', signed_file: 'f2' }) }))
      : undefined;
  one = detail({ may: ['work'] });
  edit();
  expect(await screen.findByText('web; cache')).toBeTruthy();
  expect(screen.getByText(/7\/BC/)).toBeTruthy();
  expect(screen.queryByRole('textbox')).toBeNull();
  expect(screen.queryByRole('button', { name: 'Thu hồi' })).toBeNull();
  expect(screen.getByRole('link', { name: 'Tải bản ký' }).getAttribute('href')).toBe(
    '/api/v1/incidents/i1/reports/r1/signed',
  );
});

it('shows what two people wrote into one report side by side', async () => {
  let theirs = false;
  refuse = ({ method, path }) => {
    if (!/\/reports\/r1$/.test(path)) return undefined;
    if (method === 'PUT' && !theirs) {
      theirs = true;
      return json({ code: 'incident.changed' }, 412);
    }
    const [cause, services] = reportDetail().fields;
    if (!cause || !services) throw new Error('the sample has two fields');
    return theirs
      ? json(
          reportDetail({ report: report({ version: 6 }), fields: [{ ...cause, value: 'Của họ' }, services] }),
        )
      : undefined;
  };
  edit();
  await userEvent.type(await screen.findByLabelText('Cause'), 'Của tôi');
  await userEvent.click(screen.getByRole('button', { name: 'Lưu bản thảo' }));
  expect(await screen.findByText('Của họ')).toBeTruthy();
  await userEvent.click(screen.getByRole('button', { name: 'Chọn hết bản của bạn' }));
  await userEvent.click(screen.getByRole('button', { name: 'Lưu nội dung đã chọn' }));
  await waitFor(() => expect(sent()[1]).toMatchObject({ match: '"6"' }));
  expect(JSON.parse(sent()[1]?.body ?? '')).toMatchObject({ content: { cause: 'Của tôi' } });
});

it('shows the figures of a period with their table', async () => {
  open(<StatisticsPage />, '/su-co/thong-ke', '/su-co/thong-ke?ky=quarter');
  expect(await screen.findByText('Nhiều nhất: Mã độc, 4 sự cố')).toBeTruthy();
  // Two are over their term and not sent: they were not in time either.
  expect(screen.getByText('5/8 lần báo đúng hạn')).toBeTruthy();
  expect(screen.getByText('1 giờ 4 phút')).toBeTruthy();
  expect(log.asked.find((a) => a.path.endsWith('/statistics'))?.query.get('from')).toMatch(/-\d\d-01$/);
});

it('begins with the period of the law, names its article, and takes the others by one press', async () => {
  refuse = ({ path }) =>
    path.endsWith('/reports/periods')
      ? json([
          {
            kind: 'half_year',
            index: 2,
            year: 2026,
            from: '2026-06-15',
            to: '2026-12-14',
            citation: 'Art. 12, Decree',
          },
        ])
      : undefined;
  open(<StatisticsPage />, '/su-co/thong-ke', '/su-co/thong-ke', [...BOSS, 'report.read']);
  const periods = within(await screen.findByRole('radiogroup', { name: 'Kỳ báo cáo' }));
  const half = await periods.findByRole<HTMLInputElement>('radio', { name: '6 tháng cuối năm 2026' });
  expect(half.checked).toBe(true);
  expect(await screen.findByText('Art. 12, Decree')).toBeTruthy();
  const first = log.asked.find((a) => a.path.endsWith('/statistics'));
  expect([first?.query.get('from'), first?.query.get('to')]).toEqual([null, null]);
  await userEvent.click(periods.getByText('Năm 2026'));
  await waitFor(() => {
    const last = log.asked.findLast((a) => a.path.endsWith('/statistics'));
    expect([last?.query.get('from'), last?.query.get('to')]).toEqual(['2025-12-15', '2026-12-14']);
  });
});

it('corrects the moment of a step and T0, each with its reason', async () => {
  one = detail({ contained_at: '2026-09-01T03:00:00Z' });
  casePage();
  await userEvent.click(await screen.findByRole('button', { name: 'Sửa thời điểm khoanh vùng' }));
  let dialog = within(await screen.findByRole('dialog'));
  const save = () => userEvent.click(dialog.getByRole('button', { name: 'Lưu thời điểm' }));
  await save();
  expect(await dialog.findByText('Chưa nhập ô này.')).toBeTruthy();
  expect(sent()).toHaveLength(0);
  await userEvent.type(dialog.getByLabelText('Lý do'), 'Ghi nhầm giờ');
  await save();
  await waitFor(() => expect(sent()).toHaveLength(1));
  expect(sent()[0]).toMatchObject({ path: '/api/v1/incidents/i1/step', match: '"4"' });
  expect(JSON.parse(sent()[0]?.body ?? '')).toEqual({
    step: 'contain',
    at: '2026-09-01T03:00:00Z',
    reason: 'Ghi nhầm giờ',
  });

  await waitFor(() => expect(screen.queryByRole('dialog')).toBeNull());
  await userEvent.click(screen.getByRole('button', { name: 'Sửa thời điểm phát hiện (T0)' }));
  dialog = within(await screen.findByRole('dialog'));
  await userEvent.type(dialog.getByLabelText('Lý do'), 'Nhật ký cho thấy sớm hơn');
  await save();
  await waitFor(() => expect(sent()).toHaveLength(2));
  expect(sent()[1]).toMatchObject({ path: '/api/v1/incidents/i1/classify', match: '"4"' });
  expect(JSON.parse(sent()[1]?.body ?? '')).toMatchObject({
    detected_at: one.incident.detected_at,
    severity: one.incident.severity,
    reason: 'Nhật ký cho thấy sớm hơn',
  });
});

it('offers what the law of the day of detection knows, and follows T0 while it is set', async () => {
  one = detail({ detected_at: '2025-06-15T20:00:00Z', severity: 'M3' });
  const then = { ...choices, severities: choices.severities.map((s) => ({ ...s, name: `${s.name}, old` })) };
  refuse = ({ path, query }) =>
    path.endsWith('/incidents/choices') && query.get('on') === '2025-06-16' ? json(then) : undefined;
  casePage('facts');
  await userEvent.click(await screen.findByRole('button', { name: 'Sửa phân loại' }));
  const dialog = within(await screen.findByRole('dialog'));
  expect(await dialog.findByRole('radio', { name: /Degree M3, old/ })).toBeTruthy();
  const asked = log.asked.filter((a) => a.path.endsWith('/incidents/choices'));
  // The day in Viet Nam, where it was past midnight.
  expect(new Set(asked.map((a) => a.query.get('on')))).toEqual(new Set([null, '2025-06-16']));
});

it('takes back the moment of a step that was never reached, with its reason', async () => {
  one = detail({ contained_at: '2026-09-01T03:00:00Z' });
  casePage();
  await userEvent.click(await screen.findByRole('button', { name: 'Gỡ thời điểm khoanh vùng' }));
  const dialog = within(await screen.findByRole('dialog'));
  const send = () => userEvent.click(dialog.getByRole('button', { name: 'Gỡ thời điểm' }));
  await send();
  expect(await dialog.findByText('Chưa nhập ô này.')).toBeTruthy();
  expect(sent()).toHaveLength(0);
  await userEvent.type(dialog.getByLabelText('Lý do'), 'Bấm nhầm hồ sơ');
  await send();
  await waitFor(() => expect(sent()).toHaveLength(1));
  expect(sent()[0]).toMatchObject({ path: '/api/v1/incidents/i1/step/clear', match: '"4"' });
  expect(JSON.parse(sent()[0]?.body ?? '')).toEqual({ step: 'contain', reason: 'Bấm nhầm hồ sơ' });
});

it('brings the next clocks to the first page', async () => {
  list = [incident()];
  open(<ClocksHomeCard />, '/', '/');
  expect(await screen.findByRole('link', { name: /SC-2026-0001/ })).toBeTruthy();
  expect(screen.getByText(/^còn \d+ ngày$/)).toBeTruthy();
});
