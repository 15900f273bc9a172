import { screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { expect, it } from 'vitest';
import { type Asked, json, listen } from '~/features/protection/asked';
import { SYSTEM } from '~/features/protection/samples';
import { renderInShell } from '~/test/render';
import type { Request, Standing } from './api';
import NationalTab from './NationalTab';
import { Component as SweepPage } from './SweepPage';

const standing = (over: Partial<Standing> = {}): Standing => ({
  system_id: 'y1',
  system_name: 'Mạng truyền dẫn',
  agency_id: 'g1',
  agency_name: 'Sở A',
  level: 3,
  proposed_level: 3,
  listed_since: null,
  standing: 'waits',
  matched: [
    {
      code: '331-NS-2',
      text: 'Công trình viễn thông',
      article: 'Điều 16 khoản 2',
      source: 'Nghị định 331/2026/NĐ-CP',
      certainty: 'found',
      why: [],
    },
  ],
  open: [],
  requested_on: null,
  review: null,
  review_by: null,
  check: null,
  may_change: true,
  may_decide: false,
  ...over,
});

const request = (over: Partial<Request> = {}): Request => ({
  id: 'r1',
  state: 'requested',
  codes: ['331-NS-2'],
  note: 'Căn cứ',
  requested_on: '2026-07-10',
  decided_on: null,
  number: '',
  decided_by: '',
  decision_note: '',
  decision_file: null,
  created_by: 'An',
  documents: [],
  version: 1,
  ...over,
});

it('says why a system is a candidate, and what it waits for', async () => {
  const late = {
    year: 2026,
    name: 'self-check',
    due: '2026-01-01',
    late: true,
    done_on: null,
    done_by: null,
    article: 'Điều 8 khoản 5',
  };
  listen(() =>
    json({
      year: 2026,
      items: [
        standing(),
        standing({ system_id: 'y2', system_name: 'Đã thuộc', standing: 'listed', check: late }),
        standing({
          system_id: 'y3',
          system_name: 'Chưa rõ',
          standing: 'untold',
          matched: [],
          open: standing().matched.map((c) => ({ ...c, why: ['Có phải công trình viễn thông?'] })),
        }),
      ],
    }),
  );
  renderInShell(<SweepPage />);
  const row = async (name: string) => within((await screen.findByText(name)).closest('tr') as HTMLElement);
  expect((await row('Mạng truyền dẫn')).getByText('Điều 16 khoản 2, Nghị định 331/2026/NĐ-CP')).toBeTruthy();
  expect((await row('Đã thuộc')).getByText(/^quá hạn/)).toBeTruthy();
  expect((await row('Chưa rõ')).getByText('1 tiêu chí chưa đủ thông tin')).toBeTruthy();
  expect(screen.getByText(/^1 hệ thống thuộc diện cần đề nghị/)).toBeTruthy();
});

it('asks for a listing with its grounds', async () => {
  const { sent } = listen(({ method }: Asked) =>
    method === 'GET' ? json({ standing: standing(), requests: [] }) : json(request(), 201),
  );
  renderInShell(<NationalTab system={SYSTEM} />);
  await userEvent.click(await screen.findByRole('button', { name: 'Đề nghị đưa vào danh mục' }));
  const dialog = within(await screen.findByRole('dialog'));
  await userEvent.type(dialog.getByLabelText('Căn cứ, thuyết minh'), 'Viễn thông');
  await userEvent.click(dialog.getByRole('button', { name: 'Đề nghị đưa vào danh mục' }));
  await waitFor(() => expect(sent()).toHaveLength(1));
  expect(JSON.parse(sent()[0]?.body ?? '')).toMatchObject({ note: 'Viễn thông' });
});

it('offers the decision to whoever may record it alone', async () => {
  listen(() =>
    json({ standing: standing({ standing: 'requested', may_decide: false }), requests: [request()] }),
  );
  renderInShell(<NationalTab system={SYSTEM} />);
  expect(await screen.findByRole('button', { name: 'Thêm tài liệu' })).toBeTruthy();
  expect(screen.queryByRole('button', { name: 'Ghi nhận quyết định' })).toBeNull();
  expect(screen.queryByRole('button', { name: 'Đề nghị đưa vào danh mục' })).toBeNull();
});
