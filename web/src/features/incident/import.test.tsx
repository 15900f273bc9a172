import { screen, waitFor } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import i18next from 'i18next';
import { expect, it } from 'vitest';
import { json, listen } from '~/features/protection/asked';
import { renderInShell } from '~/test/render';
import type { Imported, ImportedCase } from './api';
import { Component as ImportPage } from './ImportPage';
import { faultText, onlyCase, placeText, verdictOf, whyText } from './import';
import { choices } from './samples';

const item = (over: Partial<ImportedCase> = {}): ImportedCase => ({
  place: 'objects[1]',
  external_id: 'incident--1',
  title: 'Server encrypted',
  what: 'new',
  code: '',
  params: {},
  indicators: 3,
  id: null,
  incident_code: null,
  ...over,
});

const found = (over: Partial<Imported> = {}): Imported => ({
  items: [item()],
  faults: [],
  left_out: 0,
  applied: false,
  ...over,
});

const wrong = item({
  place: 'objects[2]',
  what: 'invalid',
  code: 'incident.invalid',
  params: { field: 'title', reason: 'required' },
});

it('says of a file what would come of it', () => {
  expect(verdictOf(found())).toBe('found');
  expect(verdictOf(found({ items: [item(), wrong] }))).toBe('faulty');
  expect(verdictOf(found({ faults: [{ place: 'objects[0]', reason: 'created' }] }))).toBe('faulty');
  expect(verdictOf(found({ items: [item({ what: 'duplicate' })] }))).toBe('nothing_new');
  expect(verdictOf(found({ items: [] }))).toBe('nothing');
});

it('leads to a case where it became the only one', () => {
  const made = item({ id: 'i7', incident_code: 'SC-2026-0007' });
  expect(onlyCase(found({ items: [item({ what: 'duplicate' }), made] }))?.id).toBe('i7');
  expect(onlyCase(found({ items: [made, item({ id: 'i8' })] }))).toBeUndefined();
});

it('says in words where a file is wrong and why', () => {
  const { t } = i18next;
  expect(placeText(t, 'line 2, column 7')).toBe('dòng 2, cột 7');
  expect(placeText(t, 'objects[3]')).toBe('objects[3]');
  expect(faultText(t, { place: '', reason: 'created' })).toBe('Sự cố không có thời điểm tạo hay quan sát.');
  expect(faultText(t, { place: '', reason: 'missing field `title`' })).toContain('missing field `title`');
  expect(whyText(t, wrong)).toBe('Tên: Chưa nhập ô này.');
  const group = { field: 'group_code', reason: 'unknown' };
  expect(whyText(t, { ...wrong, params: group })).toMatch(
    /^Nhóm sự cố: tệp không ghi, hoặc không thuộc danh sách/,
  );
  expect(
    whyText(
      t,
      item({ code: 'incident.contradiction', params: { field: 'detected_at', other: 'occurred_at' } }),
    ),
  ).toMatch(/^Thời điểm phát hiện đứng trước thời điểm xảy ra/);
});

const file = () => new File(['{}'], 'goi.json', { type: 'application/json' });

const agency = { id: 'g1', name: 'Phường A', state: 'active', kind: 'commune' };

/** The server, with what it says of the file. */
function server(answers: (dryRun: boolean) => Response) {
  return listen(({ path, body }) => {
    if (path.endsWith('/incidents/choices')) return json(choices);
    if (path.endsWith('/agencies/choices')) return json([agency]);
    if (path.endsWith('/incidents/import')) return answers(body.includes('name="dry_run"\r\n\r\ntrue'));
    return json([]);
  });
}

function open() {
  renderInShell(<ImportPage />, '/', ['incident.report']);
}

async function fill() {
  await userEvent.upload(screen.getByLabelText('Tệp sự cố'), file());
  await userEvent.click(screen.getByLabelText('Cơ quan nhận sự cố'));
  await userEvent.click(await screen.findByTitle('Phường A'));
}
const look = () => userEvent.click(screen.getByRole('button', { name: 'Xem trước' }));

it('asks for a file and an agency first, and warns of state secrets', async () => {
  const { sent } = server(() => json(found()));
  open();
  expect(screen.getByRole<HTMLButtonElement>('button', { name: 'Xem trước' }).disabled).toBe(true);
  expect(screen.getByText(/Không nhập bí mật nhà nước/)).toBeTruthy();
  await userEvent.upload(screen.getByLabelText('Tệp sự cố'), file());
  await look();
  expect(await screen.findByText('Chọn một mục.')).toBeTruthy();
  expect(sent()).toHaveLength(0);
});

it('tells what is wrong with a file, and offers no import then', async () => {
  const fault = { place: 'line 2, column 7', reason: 'json' };
  server(() => json(found({ items: [wrong], faults: [fault], left_out: 2 })));
  open();
  await fill();
  await look();
  expect(await screen.findByText(/^Chưa nhập được: tệp có chỗ sai/)).toBeTruthy();
  expect(screen.getByText('dòng 2, cột 7')).toBeTruthy();
  expect(screen.getByText('Không phải JSON đúng cú pháp.')).toBeTruthy();
  expect(screen.getByText('Tên: Chưa nhập ô này.')).toBeTruthy();
  expect(screen.getByText(/^2 dấu hiệu không thuộc sự cố nào/)).toBeTruthy();
  expect(screen.queryByRole('button', { name: /^Nhập/ })).toBeNull();
});

it('says of what is no file of incidents what it expects', async () => {
  server(() => json({ code: 'incident.unreadable', params: { reason: 'unknown_format' } }, 422));
  open();
  await fill();
  await look();
  expect(await screen.findByText(/^Tệp không phải gói STIX 2.1/)).toBeTruthy();
});

it('imports after the preview, and lists the cases where there are several', async () => {
  const made = [
    item({ id: 'i7', incident_code: 'SC-2026-0007' }),
    item({ id: 'i8', incident_code: 'SC-2026-0008', place: 'objects[4]', title: 'Second' }),
  ];
  const dry = made.map((one) => ({ ...one, id: null, incident_code: null }));
  const { sent } = server((dryRun) => json(found(dryRun ? { items: dry } : { items: made, applied: true })));
  open();
  await fill();
  await look();
  expect(await screen.findByText(/^2 sự cố mới sẽ được lập/)).toBeTruthy();
  await userEvent.click(screen.getByRole('button', { name: 'Nhập 2 sự cố' }));
  expect(await screen.findByText('Đã nhập 2 sự cố')).toBeTruthy();
  expect(screen.getByRole('link', { name: /SC-2026-0008/ }).getAttribute('href')).toBe('/su-co/i8');
  await waitFor(() => expect(sent()).toHaveLength(2));
});
