import { screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { beforeEach, expect, it, vi } from 'vitest';
import { type Session, sessionQuery } from '~/app/session';
import { renderInShell, session } from '~/test/render';
import type { Alert, ShiftNote } from './api';
import { Component as ChannelsPage } from './ChannelsPage';
import { Component as HandOverPage } from './HandOverPage';
import { SuppressDialog } from './SuppressDialog';
import { Component as WallPage } from './WallPage';
import { SeverityWhy } from './words';

const alert: Alert = {
  id: '1',
  rule_id: 'r-1',
  rule_title: 'Brute force',
  severity: 'high',
  rule_severity: 'medium',
  system_id: 'y1',
  system_name: 'Cổng dịch vụ công',
  system_level: 4,
  tags: [],
  entity_kind: 'ip',
  entity: '203.0.113.7',
  agency_id: 'g1',
  agency_name: 'Sở A',
  first_at: '2026-07-01T00:00:00Z',
  last_at: '2026-07-01T01:00:00Z',
  raised_at: '2026-07-01T00:00:00Z',
  count: 1,
  events: 1,
  state: 'new',
  version: 1,
  may_triage: true,
};
const note = (over: Partial<ShiftNote>): ShiftNote => ({
  id: 'n1',
  author_name: 'Bình',
  text: 'Theo dõi 203.0.113.7',
  written_at: '2026-07-01T00:00:00Z',
  open: [{ state: 'new', severity: 'high', number: 3 }],
  own: false,
  ...over,
});

const sent: { url: URL; body: unknown }[] = [];
let answer: (url: URL, method: string) => unknown = () => [];

beforeEach(() => {
  sent.length = 0;
  answer = () => [];
  vi.spyOn(globalThis, 'fetch').mockImplementation(async (input) => {
    const request = input as Request;
    const url = new URL(request.url);
    if (request.method !== 'GET') {
      const text = await request.text();
      sent.push({ url, body: text ? (JSON.parse(text) as unknown) : undefined });
    }
    return new Response(JSON.stringify(answer(url, request.method)), {
      status: 200,
      headers: { 'content-type': 'application/json' },
    });
  });
});

function show(element: Parameters<typeof renderInShell>[0], permissions: string[]) {
  const view = renderInShell(element);
  const me: Session = { ...session, permissions };
  view.client.setQueryData(sessionQuery.queryKey, me);
  return view;
}

it('holds back what is ticked, and nothing that is too wide', async () => {
  const onClose = vi.fn();
  show(<SuppressDialog alert={alert} onClose={onClose} />, ['alert.suppress']);
  const dialog = await screen.findByRole('dialog');
  const tick = (name: RegExp) => userEvent.click(within(dialog).getByRole('checkbox', { name }));
  await tick(/Quy tắc/);
  await tick(/Đối tượng/);
  await userEvent.type(within(dialog).getByLabelText('Lý do'), 'quét định kỳ');
  await userEvent.click(within(dialog).getByRole('button', { name: 'Tạm ẩn' }));
  expect(await within(dialog).findByText(/Chọn ít nhất một trong/)).toBeTruthy();
  expect(sent).toHaveLength(0);
  await tick(/Quy tắc/);
  answer = () => ({ until: '2026-07-01T08:00:00Z' });
  await userEvent.click(within(dialog).getByRole('button', { name: 'Tạm ẩn' }));
  await waitFor(() => expect(onClose).toHaveBeenCalledWith(true));
  expect(sent[0]?.url.pathname).toBe('/api/v1/alerts/suppressions');
  expect(sent[0]?.body).toMatchObject({
    rule_id: 'r-1',
    entity: null,
    agency_id: 'g1',
    reason: 'quét định kỳ',
  });
});

it('says why the severity is another one than the rule says', async () => {
  show(<SeverityWhy alert={alert} />, []);
  expect(await screen.findByText('quy tắc: trung bình → hệ thống cấp 4: cao')).toBeTruthy();
});

it('takes over a note of somebody else, not one of one’s own', async () => {
  answer = (url) =>
    url.pathname.endsWith('/shift-notes')
      ? [note({}), note({ id: 'n2', own: true, text: 'Của tôi' })]
      : url.pathname.endsWith('/pulse')
        ? { open: [], engine: null }
        : { items: [], total: 0, next_cursor: null };
  show(<HandOverPage />, ['alert.hand_over']);
  await screen.findByText('Của tôi');
  const buttons = screen.getAllByRole('button', { name: 'Nhận ca' });
  expect(buttons).toHaveLength(1);
  await userEvent.click(buttons[0] as HTMLElement);
  await waitFor(() => expect(sent[0]?.url.pathname).toBe('/api/v1/alerts/shift-notes/n1/take-over'));
});

it('shows the secret of a new webhook once', async () => {
  answer = (_, method) =>
    method === 'POST'
      ? {
          channel: { id: 'c1', name: 'SOC', kind: 'webhook', version: 1 },
          secret: 'whsec_secret',
        }
      : [];
  show(<ChannelsPage />, ['alert.notify']);
  await userEvent.click((await screen.findAllByRole('button', { name: 'Thêm kênh' }))[0] as HTMLElement);
  const dialog = await screen.findByRole('dialog');
  await userEvent.type(within(dialog).getByLabelText('Tên kênh'), 'SOC');
  await userEvent.click(within(dialog).getByRole('radio', { name: 'Webhook' }));
  await userEvent.type(await within(dialog).findByLabelText('Địa chỉ nhận (URL)'), 'https://soc.example/x');
  await userEvent.click(within(dialog).getByRole('button', { name: 'Thêm kênh' }));
  const secret = await screen.findByRole<HTMLTextAreaElement>('textbox', {
    name: 'Khóa ký của webhook',
  });
  expect(secret.value).toBe('whsec_secret');
  expect(sent[0]?.body).toMatchObject({ kind: 'webhook', target: 'https://soc.example/x', severity: 'high' });
  await userEvent.click(screen.getByRole('button', { name: 'Tôi đã lưu khóa' }));
  await waitFor(() => expect(screen.queryByDisplayValue('whsec_secret')).toBeNull());
});

it('shows the wall, and leaves it with Escape', async () => {
  answer = () => ({
    at: '2026-07-01T00:00:00Z',
    minutes: [],
    events_per_second: 12,
    sources_heard: 3,
    sources_silent: 1,
    sources_never: 0,
    sources_off: 0,
    systems: 5,
    systems_connected: 4,
    open: [{ name: 'critical', number: 2 }],
    fresh: 1,
    top_systems: [],
    agencies: [{ id: 'g1', name: 'Sở A', heard: 1, silent: 1, never: 0, alerts: 2, severity: 'critical' }],
    newest: [],
    behind: null,
  });
  const view = show(<WallPage />, ['alert.read']);
  const wall = await screen.findByRole('main', { name: 'Màn hình giám sát' });
  expect(await within(wall).findByText('4/5')).toBeTruthy();
  expect(within(wall).getByText('1 im lặng')).toBeTruthy();
  expect(within(wall).getAllByText('Khẩn cấp')).toHaveLength(2);
  await userEvent.keyboard('{Escape}');
  await waitFor(() => expect(view.router.state.location.pathname).toBe('/canh-bao'));
});
