import { screen, waitFor } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { beforeEach, expect, it, vi } from 'vitest';
import { type Session, sessionQuery } from '~/app/session';
import { renderInShell, session } from '~/test/render';
import type { Source } from './api';
import { Component as SourceNewPage } from './SourceNewPage';

const doors = {
  http: '0.0.0.0:9200',
  syslog_udp: null,
  syslog_tcp: null,
  syslog_tls: null,
  gelf_udp: null,
  gelf_tcp: null,
};
const source: Source = {
  id: 's1',
  name: 'FW',
  protocol: 'bulk',
  shipper: 'filebeat',
  agency_id: 'g1',
  agency_name: 'Sở A',
  shared: false,
  token_hint: 'abcd',
  addresses: '192.0.2.9',
  zone_minutes: 420,
  silence_minutes: 60,
  enabled: true,
  note: '',
  standing: 'never',
  events_24h: 0,
  version: 1,
};
const sent: unknown[] = [];
let taken = true;

function json(body: unknown, status = 200) {
  return new Response(JSON.stringify(body), { status, headers: { 'content-type': 'application/json' } });
}

beforeEach(() => {
  sent.length = 0;
  vi.spyOn(globalThis, 'fetch').mockImplementation(async (input) => {
    const request = input as Request;
    if (request.method !== 'POST') return json([]);
    sent.push(await request.json());
    if (!taken) return json({ source, token: 'coloa_secret_abcd', doors }, 201);
    return json({ code: 'source.address_taken', params: { address: '192.0.2.9', name: 'Máy cũ' } }, 409);
  });
});

it('shows a taken address at its field, then the token once with a configuration that holds it', async () => {
  const view = renderInShell(<SourceNewPage />, '/?address=192.0.2.9');
  const me: Session = { ...session, posts: [{ title: 'T', agency_id: 'g1', agency_name: 'Sở A' }] };
  view.client.setQueryData(sessionQuery.queryKey, me);
  await userEvent.type(await screen.findByLabelText('Tên nguồn'), 'FW');
  const agency = screen.getByLabelText('Cơ quan');
  await userEvent.click(agency);
  await userEvent.click(await screen.findByTitle('Sở A'));
  await userEvent.click(screen.getByRole('button', { name: 'Đăng ký nguồn' }));
  expect(await screen.findByText(/đã thuộc nguồn “Máy cũ”/)).toBeTruthy();
  expect(sent[0]).toMatchObject({
    name: 'FW',
    agency_id: 'g1',
    addresses: '192.0.2.9',
    protocol: 'syslog',
    shipper: 'rsyslog',
    zone_minutes: 420,
  });
  taken = false;
  await userEvent.click(screen.getByRole('button', { name: 'Đăng ký nguồn' }));
  const token = await screen.findByLabelText<HTMLTextAreaElement>('Token');
  expect(token.value).toBe('coloa_secret_abcd');
  expect(screen.getByText(/api_key: "coloa:coloa_secret_abcd"/)).toBeTruthy();
  await userEvent.click(screen.getByRole('button', { name: 'Tôi đã lưu token' }));
  await waitFor(() => expect(screen.queryByText(/coloa_secret_abcd/)).toBeNull());
});
