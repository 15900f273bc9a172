import { QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { render, screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { createMemoryRouter, RouterProvider } from 'react-router';
import { expect, it } from 'vitest';
import { type Session, sessionQuery } from '~/app/session';
import { DesignProvider } from '~/app/shell/DesignProvider';
import { json, listen } from '~/features/protection/asked';
import { session } from '~/test/render';
import type { DrillDetail, Score } from './api';
import { Component as DrillPage } from './DrillPage';
import { clockOf, stepsOf } from './model';

it('writes the clock of the exercise and offers only what fits', () => {
  expect(clockOf(0)).toBe('+00:00');
  expect(clockOf(135)).toBe('+02:15');
  expect(stepsOf({ state: 'planned' })).toEqual(['start', 'drop']);
  expect(stepsOf({ state: 'running' })).toEqual(['end']);
  expect(stepsOf({ state: 'ended' })).toEqual([]);
});

const detail = (state: string, over: Partial<DrillDetail> = {}): DrillDetail => ({
  drill: {
    id: 'd1',
    code: 'DT-2026-01',
    title: 'Ransomware',
    purpose: '',
    agency_id: 'g1',
    agency_name: 'Centre',
    playbook: '',
    state,
    planned_on: '2026-09-01',
    started_at: state === 'planned' ? null : '2026-09-01T01:00:00Z',
    ended_at: null,
    speed: 5,
    agencies: 2,
    created_by: 'An',
    created_at: '2026-08-01T00:00:00Z',
    version: 6,
  },
  targets: {},
  agencies: [
    { agency_id: 'g2', agency_name: 'Ward A', incident_id: 'i7' },
    { agency_id: 'g3', agency_name: 'Ward B', incident_id: null },
  ],
  injects: [
    {
      id: 'j1',
      minute: 0,
      agency_id: null,
      agency_name: '',
      title: 'Files are locked',
      text: '',
      expects: 'reported',
      within_minutes: 15,
      delivered_at: state === 'planned' ? null : '2026-09-01T01:00:00Z',
    },
  ],
  review: '',
  minute: state === 'planned' ? null : 42,
  may_run: true,
  milestones: ['reported', 'contained', 'recovered'],
  ...over,
});

const line = (milestone: string, minutes: number | null, target: number | null, verdict: string) => ({
  milestone,
  minutes,
  target,
  verdict,
});
const score: Score = {
  agencies: [
    {
      agency_id: 'g2',
      agency_name: 'Ward A',
      incident_id: 'i7',
      acted: true,
      milestones: [line('reported', 9, 15, 'in_time'), line('contained', null, 60, 'pending')],
      answers: [],
    },
    {
      agency_id: 'g3',
      agency_name: 'Ward B',
      incident_id: null,
      acted: false,
      milestones: [line('reported', null, 15, 'not_reached'), line('contained', null, 60, 'pending')],
      answers: [],
    },
  ],
  silent: 1,
  in_time: 1,
  late: 0,
  not_reached: 1,
  pending: 2,
  minute: 42,
};

function open(of: DrillDetail) {
  const log = listen(({ path }) => json(path.endsWith('/score') ? score : of));
  const client = new QueryClient({ defaultOptions: { queries: { retry: false } } });
  const me: Session = { ...session, permissions: ['drill.read', 'drill.run'] };
  client.setQueryData(sessionQuery.queryKey, me);
  const router = createMemoryRouter([{ path: '/dien-tap/:drill', element: <DrillPage /> }], {
    initialEntries: ['/dien-tap/d1'],
  });
  render(
    <QueryClientProvider client={client}>
      <DesignProvider>
        <RouterProvider router={router} />
      </DesignProvider>
    </QueryClientProvider>,
  );
  return log;
}

it('runs on its own clock and scores by what was reached; nothing reached is no zero', async () => {
  open(detail('running'));
  expect((await screen.findByRole('timer')).textContent).toContain('+00:42');
  const b = within(await screen.findByRole('row', { name: /Ward B/ }));
  expect(b.getByText('chưa làm gì')).toBeTruthy();
  expect(b.getByText('không đạt')).toBeTruthy();
  expect(b.queryByText('+00:00')).toBeNull();
  const a = within(screen.getByRole('row', { name: /Ward A/ }));
  expect(a.getByText('+00:09')).toBeTruthy();
  expect(a.getByText('đúng hạn')).toBeTruthy();
  // Nobody reached or aimed at it: no empty column.
  expect(screen.queryByRole('columnheader', { name: 'Khôi phục' })).toBeNull();
  // What came already is not changed any more.
  expect(screen.queryByRole('button', { name: 'Sửa' })).toBeNull();
});

it('starts at the chosen speed', async () => {
  const { sent } = open(detail('planned'));
  await userEvent.click(await screen.findByRole('button', { name: 'Bắt đầu diễn tập' }));
  const dialog = within(await screen.findByRole('dialog'));
  await userEvent.click(dialog.getByRole('button', { name: 'Bắt đầu diễn tập' }));
  await waitFor(() => expect(sent()[0]?.path).toBe('/api/v1/drills/d1/start'));
  expect(JSON.parse(sent()[0]?.body ?? '')).toEqual({ speed: 1 });
});

it('offers whoever only takes part nothing to run', async () => {
  open(detail('running', { may_run: false, injects: [] }));
  expect(await screen.findByText('Chưa có tình huống nào')).toBeTruthy();
  for (const name of ['Kết thúc diễn tập', 'Thêm tình huống', 'Ghi nhận xét'])
    expect(screen.queryByRole('button', { name })).toBeNull();
});
