import { screen, waitFor } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { expect, it, vi } from 'vitest';
import { renderInShell } from '~/test/render';
import { Component } from './LawPage';

const row = (more: object) => ({
  kind: 'criterion',
  id: '331-L3-2b',
  title: 'Hệ thống giải quyết thủ tục hành chính',
  regime: 'R331',
  note: null,
  replaced_by: null,
  source: 'Nghị định 331/2026/NĐ-CP',
  article: 'Điều 13 khoản 2 điểm b',
  valid_from: '2026-08-19',
  valid_to: null,
  certainty: 'found',
  ...more,
});

it('shows the law of a day with its regime, and narrows it by kind', async () => {
  const asked: string[] = [];
  const answer = {
    on: '2026-11-29',
    regime: {
      code: 'R331',
      name: 'Nghị định 331/2026',
      basis: 'in_force',
      certainty: 'found',
      instruments: ['Luật 116/2025/QH15'],
      note: null,
      transitions: [],
    },
    kinds: { criterion: 1, standard: 1 },
    rows: [
      row({}),
      row({
        kind: 'standard',
        id: 'TCVN 11930:2017',
        title: 'TCVN 11930:2017',
        regime: null,
        replaced_by: 'TCVN 14423:2026',
        certainty: 'unsure',
      }),
    ],
  };
  vi.stubGlobal('fetch', async (request: Request) => {
    asked.push(new URL(request.url).search);
    return new Response(JSON.stringify(answer), { headers: { 'content-type': 'application/json' } });
  });
  renderInShell(<Component />, '/?on=2026-11-29');
  expect(await screen.findByText('Hệ thống giải quyết thủ tục hành chính')).toBeTruthy();
  expect(screen.getByText(/Thay bằng TCVN 14423:2026/)).toBeTruthy();
  expect(screen.getAllByText('Cần kiểm chứng').length).toBeGreaterThan(0);
  expect(asked).toEqual(['?on=2026-11-29']);
  await userEvent.type(screen.getByPlaceholderText(/Tìm/), 'thủ tục');
  await waitFor(() => expect(screen.queryByText('TCVN 11930:2017')).toBeNull());
});
