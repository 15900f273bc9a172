import { screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { expect, it } from 'vitest';
import { type Asked, json, listen } from '~/features/protection/asked';
import { renderInShell } from '~/test/render';
import type { UnregisteredHost } from './api';
import { newSystemPath, seenHost } from './model';
import { Component as UnregisteredPage } from './UnregisteredPage';

const host = (over: Partial<UnregisteredHost> = {}): UnregisteredHost => ({
  id: 'h1',
  host: 'may-la',
  sender: '10.1.0.9',
  source_id: 's1',
  source_name: 'Máy chủ tập trung',
  agency_id: 'g1',
  agency_name: 'Sở A',
  shared: false,
  first_at: '2026-07-01T00:00:00Z',
  last_at: '2026-07-15T00:00:00Z',
  events: 12,
  ignored_at: null,
  ignored_by: '',
  ignored_why: '',
  may_change: true,
  ...over,
});

const page = (...items: UnregisteredHost[]) => json({ items, next_cursor: null, total: items.length });

it('offers a host with its three ways, and leaves it out only with a reason', async () => {
  const { sent } = listen(({ method }: Asked) => (method === 'GET' ? page(host()) : json(host())));
  renderInShell(<UnregisteredPage />);
  const row = within((await screen.findByText('may-la')).closest('tr') as HTMLElement);
  expect(row.getByRole('link', { name: 'Hệ thống mới' }).getAttribute('href')).toBe(
    '/he-thong/moi?may=may-la&agency=g1',
  );
  expect(row.getByRole('button', { name: 'Thêm vào hệ thống' })).toBeTruthy();
  await userEvent.click(row.getByRole('button', { name: 'Bỏ qua' }));
  const dialog = within(await screen.findByRole('dialog'));
  await userEvent.click(dialog.getByRole('button', { name: 'Bỏ qua' }));
  expect(await dialog.findByText('Chưa nhập ô này.')).toBeTruthy();
  await userEvent.type(dialog.getByLabelText('Lý do'), 'Máy in');
  await userEvent.click(dialog.getByRole('button', { name: 'Bỏ qua' }));
  await waitFor(() => expect(sent()).toHaveLength(1));
  expect(sent()[0]).toMatchObject({
    method: 'PUT',
    path: '/api/v1/systems/unregistered/h1/ignored',
    body: JSON.stringify({ why: 'Máy in' }),
  });
});

it('shows why one was left out, and nothing to press to whoever may not change it', async () => {
  const out = { ignored_at: '2026-07-02T00:00:00Z', ignored_by: 'Binh', ignored_why: 'Máy in' };
  listen(() => page(host(out), host({ id: 'h2', host: 'may-khac', may_change: false })));
  renderInShell(<UnregisteredPage />);
  expect(await screen.findByText('Bỏ qua: Máy in (Binh)')).toBeTruthy();
  expect(screen.getByRole('button', { name: 'Đưa lại danh sách' })).toBeTruthy();
  const row = within(screen.getByText('may-khac').closest('tr') as HTMLElement);
  expect(row.queryByRole('button', { name: 'Thêm vào hệ thống' })).toBeNull();
});

it('begins a system with a name or an address', () => {
  expect(newSystemPath({ host: '10.1.0.9', agency_id: null })).toBe('/he-thong/moi?may=10.1.0.9');
  expect(seenHost('10.1.0.9')).toEqual({ name: '', addresses: '10.1.0.9' });
  expect(seenHost('web01.tinh.vn')).toEqual({ name: 'web01.tinh.vn', addresses: '' });
});
