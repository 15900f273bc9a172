import { screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { expect, it } from 'vitest';
import { json, listen } from '~/features/protection/asked';
import { renderInShell } from '~/test/render';
import type { Contact, Turn } from './api';
import { addDays, boundsOf, mondayOf, turnsOn, weekOf } from './model';
import { Component as NetworkPage } from './NetworkPage';

const turn = (over: Partial<Turn>): Turn => ({
  id: 't',
  contact_id: 'k1',
  contact_name: 'Hưng',
  phone: '',
  line: 'first',
  from_at: '2026-09-01T00:00:00Z',
  to_at: '2026-09-01T12:00:00Z',
  made_by: 'An',
  ...over,
});

it('begins weeks on Monday and days at midnight in Viet Nam', () => {
  expect(mondayOf('2026-11-29')).toBe('2026-11-23');
  expect(mondayOf('2026-11-23')).toBe('2026-11-23');
  expect(addDays('2026-02-27', 2)).toBe('2026-03-01');
  expect(weekOf('2026-11-23')[6]).toBe('2026-11-29');
  expect(boundsOf('2026-12-31')).toEqual({
    from: '2026-12-31T00:00:00+07:00',
    to: '2027-01-01T00:00:00+07:00',
  });
});

it('shows a turn on every day that it touches, the first line before the second', () => {
  const turns = [
    turn({ id: 'b', line: 'second' }),
    turn({ id: 'a' }),
    // 17:00 UTC is midnight in Viet Nam: this one ends before the second day.
    turn({ id: 'c', from_at: '2026-09-01T10:00:00Z', to_at: '2026-09-01T17:00:00Z' }),
    turn({ id: 'd', from_at: '2026-09-01T16:00:00Z', to_at: '2026-09-02T01:00:00Z' }),
  ];
  expect(turnsOn(turns, '2026-09-01').map((t) => t.id)).toEqual(['a', 'c', 'd', 'b']);
  expect(turnsOn(turns, '2026-09-02').map((t) => t.id)).toEqual(['d']);
});

const contact = (over: Partial<Contact> = {}): Contact => ({
  id: 'k1',
  kind: 'expert',
  body: '',
  body_name: '',
  agency_id: null,
  agency_name: '',
  person_id: null,
  name: 'Hưng',
  post: 'Kỹ sư',
  phone: '0255 000 111',
  email: '',
  skills: ['mã độc'],
  always: true,
  active: true,
  note: '',
  changed_at: '2026-09-01T00:00:00Z',
  told_at: null,
  owed: null,
  may_change: true,
  version: 3,
  ...over,
});

function answer(path: string) {
  if (path.endsWith('/on-duty')) return json({ first: [contact()], second: [] });
  if (path.endsWith('/calls'))
    return json([
      {
        id: 'c1',
        incident_id: 'i1',
        incident_code: 'SC-2026-0001',
        incident_title: 'Server',
        drill_id: null,
        contact_id: 'k1',
        contact_name: 'Hưng',
        channel: 'sms',
        text: '',
        asked_by: 'An',
        asked_at: '2026-09-01T00:00:00Z',
        sent_at: null,
        error: 'gateway',
        late_at: '2026-09-01T00:15:00Z',
        acknowledged_at: null,
        acknowledged_by: '',
        answer: '',
        escalated_at: null,
      },
    ]);
  if (path.endsWith('/roster')) return json([]);
  if (path.endsWith('/network/choices'))
    return json({
      kinds: ['expert', 'internal_team'],
      bodies: [],
      channels: ['mail'],
      lines: [],
      call_again_minutes: 15,
      internal_team: { from_level: 2, article: 'Art. 4', source: 'Circular', certainty: 'unsure' },
    });
  if (path.endsWith('/contacts'))
    return json({
      items: [
        contact({
          owed: {
            duty: 'd-contact',
            to: [],
            text: 'Tell within 24 hours',
            article: 'Art. 6',
            source: 'Circular',
            certainty: 'found',
            due_at: '2026-01-01T00:00:00Z',
            overdue: true,
          },
        }),
      ],
      total: 1,
      may_add: true,
    });
  return json({});
}

it('shows who is on duty with the number to ring, and confirms a call that waits', async () => {
  const { sent } = listen(({ path }) => answer(path));
  renderInShell(<NetworkPage />, '/', ['network.read', 'network.change', 'incident.read']);
  expect((await screen.findByRole('link', { name: '0255 000 111' })).getAttribute('href')).toBe(
    'tel:0255000111',
  );
  expect(await screen.findByText('Chưa gửi được')).toBeTruthy();
  expect(screen.getByRole('link', { name: /SC-2026-0001/ }).getAttribute('href')).toBe('/su-co/i1');
  expect((await screen.findAllByText('chưa xếp ai')).length).toBe(7);
  await userEvent.click(screen.getByRole('button', { name: 'Ghi đã xác nhận' }));
  expect(sent()[0]?.path).toBe('/api/v1/incidents/calls/c1/acknowledge');
});

const LONG = 'Ban Chỉ đạo về phát triển khoa học, công nghệ, đổi mới sáng tạo và chuyển đổi số';

it('lists owners without a team, page after page, with the rule, and adds the team of one', async () => {
  const owners = [
    { agency_id: 'g1', agency_name: LONG, level: 4 },
    { agency_id: 'g2', agency_name: 'Phường B', level: 2 },
  ];
  const { asked, sent } = listen(({ path, query, method }) => {
    if (method === 'POST') return json(contact(), 201);
    if (path.endsWith('/agencies/choices')) return json([{ id: 'g1', name: LONG, state: 'active' }]);
    if (!path.endsWith('/owners-without-team')) return answer(path);
    const at = Number(query.get('offset'));
    return json({ items: owners.slice(at, at + 1), total: 2 });
  });
  renderInShell(<NetworkPage />, '/?tab=owners', ['network.read', 'network.change', 'system.read']);
  const row = within(await screen.findByRole('row', { name: new RegExp(LONG) }));
  expect(row.getByText('Cấp 4')).toBeTruthy();
  expect(screen.getByRole('row', { name: /Phường B/ })).toBeTruthy();
  expect(asked.filter((a) => a.path.endsWith('/owners-without-team'))).toHaveLength(2);
  expect(await screen.findByText(/từ cấp độ 2 trở lên/)).toBeTruthy();
  expect(screen.getByText(/Art\. 4/)).toBeTruthy();
  expect(row.getByRole('link', { name: 'Xem hệ thống' }).getAttribute('href')).toBe('/he-thong?agency=g1');
  await userEvent.click(row.getByRole('button', { name: `Thêm đội cho ${LONG}` }));
  const dialog = within(await screen.findByRole('dialog'));
  await userEvent.type(dialog.getByLabelText('Tên'), 'Đội ứng cứu');
  await userEvent.click(dialog.getByRole('button', { name: 'Thêm đầu mối' }));
  await waitFor(() => expect(sent()).toHaveLength(1));
  expect(JSON.parse(sent()[0]?.body ?? '')).toMatchObject({
    kind: 'internal_team',
    agency_id: 'g1',
    name: 'Đội ứng cứu',
  });
});

it('shows a reader the owners without what the reader may not do, and says when none is left', async () => {
  listen(({ path }) =>
    path.endsWith('/owners-without-team') ? json({ items: [], total: 0 }) : answer(path),
  );
  renderInShell(<NetworkPage />, '/?tab=owners', ['network.read']);
  expect(await screen.findByText('Chủ quản nào cũng có đội')).toBeTruthy();
});

it('says why the owners could not be read, with a way to try again', async () => {
  listen(({ path }) =>
    path.endsWith('/owners-without-team') ? json({ code: 'auth.forbidden' }, 403) : answer(path),
  );
  renderInShell(<NetworkPage />, '/?tab=owners', ['network.read']);
  expect(await screen.findByRole('button', { name: 'Thử lại' })).toBeTruthy();
});

it('tells which changes of contacts are owed to the coordinator and by when', async () => {
  const { sent } = listen(({ path }) => answer(path));
  renderInShell(<NetworkPage />, '/?tab=contacts', ['network.read', 'network.change']);
  const row = within(await screen.findByRole('row', { name: /Hưng/ }));
  expect(row.getByText(/^quá hạn \d+ ngày$/)).toBeTruthy();
  expect(row.getByText('Art. 6, Circular')).toBeTruthy();
  await userEvent.click(row.getByRole('button', { name: 'Đã báo cơ quan điều phối' }));
  expect(sent()[0]?.path).toBe('/api/v1/network/contacts/k1/told');
});
