import { screen, within } from '@testing-library/react';
import { expect, it } from 'vitest';
import { json, listen } from '~/features/protection/asked';
import { renderInShell } from '~/test/render';
import type { Waiting } from './api';
import { Component as TransitionPage } from './TransitionPage';
import WaitingHomeCard from './WaitingHomeCard';
import { Component as WaitingPage } from './WaitingPage';

const waiting = (over: Partial<Waiting> = {}): Waiting => ({
  kind: 'evidence',
  object_id: 'e1',
  system_id: 'y1',
  system_name: 'Cổng dịch vụ công',
  agency_id: 'g1',
  agency_name: 'Sở A',
  due_on: '2026-01-31',
  late: true,
  about: '2',
  link: '/he-thong/y1',
  mine: true,
  ...over,
});

it('lists what waits, for whom and how late it is', async () => {
  listen(() =>
    json([
      waiting(),
      waiting({ kind: 'record', object_id: 'r1', about: 'restore_test', late: false, due_on: '2099-01-31' }),
    ]),
  );
  renderInShell(<WaitingPage />);
  expect(await screen.findByText('Bằng chứng lớp 2 hết hiệu lực')).toBeTruthy();
  expect(screen.getByText(/^Đến kỳ làm lại: /).textContent).not.toContain('restore_test');
  expect(screen.getAllByText(/^quá hạn/)).toHaveLength(1);
});

it('shows on the first page what waits for oneself, without the steps that have a card', async () => {
  listen(() =>
    json([
      waiting(),
      waiting({ object_id: 'e2', system_name: 'Của người khác', mine: false }),
      waiting({ kind: 'appraise', object_id: 'd1', system_name: 'Hồ sơ' }),
    ]),
  );
  renderInShell(<WaitingHomeCard />);
  expect(await screen.findByText('Cổng dịch vụ công')).toBeTruthy();
  expect(screen.queryByText('Của người khác')).toBeNull();
  expect(screen.queryByText('Hồ sơ')).toBeNull();
});

it('counts the work of the transition by day, with the rule behind it', async () => {
  const rule = {
    id: 'levelled',
    text: 'Đáp ứng điều kiện mới',
    deadline: '2027-07-01',
    regime: 'R331',
    article: 'Điều 45 khoản 1',
    source: 'Luật 116',
    certainty: 'unsure',
  };
  const item = {
    rule: 'levelled',
    deadline: '2027-07-01',
    system_id: 'y1',
    system_name: 'Thư điện tử',
    agency_id: 'g1',
    agency_name: 'Sở A',
    level: 2,
    state: 'running',
    done: false,
    late: false,
    dossier_id: 'd1',
    dossier_state: 'draft',
  };
  const count = { agency_id: 'g1', agency_name: 'Sở A', deadline: '2027-07-01', total: 3, done: 1 };
  listen(() => json({ rules: [rule], items: [item], counts: [count] }));
  renderInShell(<TransitionPage />);
  expect(await screen.findByText('1/3 đã xong')).toBeTruthy();
  expect(screen.getByText('Điều 45 khoản 1, Luật 116 (cần kiểm tra)')).toBeTruthy();
  const row = within(screen.getByText('Thư điện tử').closest('tr') as HTMLElement);
  expect(row.getByText('Đáp ứng điều kiện của luật mới')).toBeTruthy();
});
