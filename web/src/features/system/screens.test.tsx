import { screen, waitFor } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { beforeEach, expect, it, vi } from 'vitest';
import { type Session, sessionQuery } from '~/app/session';
import { renderInShell, session } from '~/test/render';
import { Component as ConnectionPage } from './ConnectionPage';
import { bodyOf, freshFields } from './SystemForm';
import { Component as SystemNewPage } from './SystemNewPage';

const system = {
  id: 'y1',
  name: 'Cổng dịch vụ công',
  agency_id: 'g1',
  agency_name: 'Sở A',
  level: 3,
  priority: true,
  exempt: null,
  national_since: null,
  note: '',
  active: true,
  hosts: 1,
  standing: 'heard',
  last_at: null,
  version: 1,
  may_change: true,
};
const asked: URL[] = [];
const sent: unknown[] = [];

function json(body: unknown, status = 200) {
  return new Response(JSON.stringify(body), { status, headers: { 'content-type': 'application/json' } });
}

beforeEach(() => {
  asked.length = 0;
  sent.length = 0;
  vi.spyOn(globalThis, 'fetch').mockImplementation(async (input) => {
    const request = input as Request;
    const url = new URL(request.url);
    if (request.method === 'POST') {
      sent.push(await request.json());
      return json({ code: 'system.host_taken', params: { host: 'db01', name: 'Hệ thống cũ' } }, 409);
    }
    asked.push(url);
    if (url.pathname.endsWith('/connection'))
      return json({
        at: '2026-07-01T00:00:00Z',
        connected: 1,
        national: 0,
        exempt: 2,
        counted: [
          { system, connected: true, national: false, through: [] },
          {
            system: { ...system, id: 'y2', name: 'Quản lý văn bản' },
            connected: false,
            national: false,
            through: [],
          },
        ],
      });
    if (url.pathname.endsWith('/assess/choices'))
      return json({
        regime: 'R331',
        regimes: [],
        types: [],
        information: [],
        public_services: [],
        sectors: [{ code: 'health', label: 'Y tế' }],
        questions: [],
      });
    return json([]);
  });
});

it('spells out what the share counts, and asks for the chosen levels alone', async () => {
  renderInShell(<ConnectionPage />, '/?level=3');
  expect(await screen.findByText(/^1 trên 2 hệ thống .*cấp 3.*thời gian chờ/)).toBeTruthy();
  expect(screen.getByText('1/2')).toBeTruthy();
  expect(screen.getByText(/Không tính 2 hệ thống/)).toBeTruthy();
  expect(screen.getByText('Chưa có nguồn')).toBeTruthy();
  expect(asked.find((url) => url.pathname.endsWith('/connection'))?.searchParams.get('level')).toBe('3');
});

it('makes rows of pasted lines, and shows a host of another system at its row', async () => {
  const view = renderInShell(<SystemNewPage />);
  const me: Session = { ...session, posts: [{ title: 'T', agency_id: 'g1', agency_name: 'Sở A' }] };
  view.client.setQueryData(sessionQuery.queryKey, me);
  await userEvent.type(await screen.findByLabelText('Tên hệ thống'), 'Cổng');
  await userEvent.click(screen.getByLabelText('Cơ quan chủ quản'));
  await userEvent.click(await screen.findByTitle('Sở A'));
  await userEvent.click(screen.getByLabelText('Tên máy'));
  await userEvent.paste('web01 10.1.0.5\ndb01 10.1.0.6');
  expect(screen.getAllByLabelText<HTMLInputElement>('Tên máy').map((i) => i.value)).toEqual([
    'web01',
    'db01',
  ]);
  await userEvent.click(screen.getByRole('button', { name: 'Đăng ký hệ thống' }));
  await waitFor(() => expect(sent).toHaveLength(1));
  expect(sent[0]).toMatchObject({
    name: 'Cổng',
    agency_id: 'g1',
    level: 0,
    hosts: [
      { name: 'web01', addresses: '10.1.0.5' },
      { name: 'db01', addresses: '10.1.0.6' },
    ],
  });
  expect(await screen.findByText(/db01 đã thuộc hệ thống “Hệ thống cũ”/)).toBeTruthy();
  expect(screen.getAllByText('Đã thuộc hệ thống khác.')).toHaveLength(1);
});

it('says since when a system is no more in use, and only of one that ended', () => {
  const said = { ...freshFields('g1'), retired_on: '2026-03-01' };
  expect(bodyOf({ ...said, state: 'ended' }).retired_on).toBe('2026-03-01');
  expect(bodyOf({ ...said, state: 'running' }).retired_on).toBeNull();
  expect(bodyOf({ ...freshFields('g1'), state: 'ended' }).retired_on).toBeNull();
});
