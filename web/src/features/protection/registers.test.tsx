import { screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { expect, it } from 'vitest';
import { type Session, sessionQuery } from '~/app/session';
import { renderInShell, session } from '~/test/render';
import { Component as AssetListPage } from './AssetListPage';
import AssetsTab from './AssetsTab';
import type { Asset, Weakness } from './api';
import { type Asked, json, listen } from './asked';
import RecordsTab from './RecordsTab';
import { asset, SYSTEM, weakness } from './samples';
import WeaknessesTab from './WeaknessesTab';
import { Component as WeaknessListPage } from './WeaknessListPage';

function show(element: React.ReactElement, path = '/', permissions = ['system.change']) {
  const view = renderInShell(element, path);
  const me: Session = { ...session, permissions };
  view.client.setQueryData(sessionQuery.queryKey, me);
  return view;
}
const page = <T,>(items: T[]) => ({ items, next_cursor: null, total: items.length });

it('asks the server for late weaknesses of a severity, and marks what is late', async () => {
  const { asked } = listen(() =>
    json(page([weakness(), weakness({ id: 'w2', title: 'Fixed one', late: false, fixed_on: '2026-01-20' })])),
  );
  show(<WeaknessListPage />, '/?severity=high&late=true&q=tls');
  const row = await screen.findByRole('row', { name: /Old library/ });
  expect(row.getAttribute('data-state')).toBe('late');
  expect(within(row).getByText(/^quá hạn/)).toBeTruthy();
  expect(within(row).getByRole('link', { name: 'Cong dich vu' }).getAttribute('href')).toBe(
    '/he-thong/y1?tab=weaknesses',
  );
  const fixed = screen.getByRole('row', { name: /Fixed one/ });
  expect(within(fixed).queryByText(/^quá hạn/)).toBeNull();
  const ask = asked.find(({ path }) => path.endsWith('/weaknesses'));
  expect(Object.fromEntries(ask?.query ?? [])).toEqual({
    search: 'tls',
    severity: 'high',
    late: 'true',
    limit: '100',
  });
});

it('wants proof of a weakness that is fixed, and shows a change by somebody else beside the own', async () => {
  let now: Weakness = weakness();
  let clash = true;
  const { sent } = listen(({ method }: Asked) => {
    if (method === 'GET') return json(page([now]));
    if (clash) return json({ code: 'system.changed' }, 412);
    return json(weakness({ version: 3 }));
  });
  show(<WeaknessesTab system={SYSTEM} />);
  await userEvent.click(await screen.findByRole('row', { name: /Old library/ }));
  const dialog = within(await screen.findByRole('dialog'));
  const fixed = dialog.getByLabelText('Đã khắc phục');
  await userEvent.type(fixed, '03/02/2026{Enter}');
  await userEvent.click(dialog.getByRole('button', { name: 'Lưu thay đổi' }));
  expect(await dialog.findByText('Chưa nhập ô này.')).toBeTruthy();
  expect(sent()).toHaveLength(0);
  await userEvent.type(dialog.getByLabelText('Minh chứng khắc phục'), 'Bản vá 2.1');
  now = weakness({ version: 2, severity: 'critical' });
  await userEvent.click(dialog.getByRole('button', { name: 'Lưu thay đổi' }));
  const both = await screen.findByText('Nghiêm trọng', { selector: '.cl-conflict *' });
  expect(both).toBeTruthy();
  clash = false;
  await userEvent.click(screen.getByRole('button', { name: 'Chọn hết bản của bạn' }));
  await userEvent.click(screen.getByRole('button', { name: 'Lưu nội dung đã chọn' }));
  await waitFor(() => expect(sent().map(({ match }) => match)).toEqual(['"1"', '"2"']));
  expect(JSON.parse(sent()[1]?.body ?? '')).toMatchObject({
    severity: 'high',
    fixed_on: '2026-02-03',
    proof: 'Bản vá 2.1',
  });
  expect(sent()[1]?.path).toBe('/api/v1/systems/y1/weaknesses/w1');
});

it('lets whoever may not change a system only read its weakness', async () => {
  listen(({ path }: Asked) =>
    path.endsWith('/weaknesses')
      ? json(page([weakness({ note: 'Chờ nhà thầu' })]))
      : json({ system: { ...SYSTEM, may_change: false } }),
  );
  show(<WeaknessListPage />);
  await userEvent.click(await screen.findByRole('row', { name: /Old library/ }));
  const dialog = within(await screen.findByRole('dialog'));
  expect(dialog.getByText('Chờ nhà thầu')).toBeTruthy();
  expect(dialog.queryByRole('button', { name: 'Lưu thay đổi' })).toBeNull();
});

it('shows the share of domestic products as a proxy, and devices that nobody checked', async () => {
  const { asked } = listen(() => json({ ...page<Asset>([asset()]), domestic: 12, origin_known: 20 }));
  show(<AssetListPage />, '/?ends=past&unchecked=true');
  expect(await screen.findByText('12/20')).toBeTruthy();
  expect(screen.getByText('(60%)')).toBeTruthy();
  expect(screen.getByText(/đếm theo mục ghi trong danh sách, không theo giá trị/)).toBeTruthy();
  expect(
    within(await screen.findByRole('row', { name: /Firewall/ })).getByText('Chưa kiểm tra'),
  ).toBeTruthy();
  const list = asked.find(({ query }) => query.has('unchecked'));
  expect(list?.query.get('ends_by')).toMatch(/^\d{4}-\d\d-\d\d$/);
  // The share is of everything, whatever the list is narrowed by.
  expect(asked.some(({ query }) => query.get('limit') === '1' && !query.has('unchecked'))).toBe(true);
});

it('changes an asset over the revision one has seen, refuses a wrong identifier, removes after a second look', async () => {
  const { sent } = listen(({ method }: Asked) => {
    if (method === 'DELETE') return new Response(null, { status: 204 });
    return method === 'GET' ? json(page<Asset>([asset()])) : json(asset({ revision: 5 }));
  });
  show(<AssetsTab system={SYSTEM} />);
  await userEvent.click(await screen.findByRole('row', { name: /Firewall/ }));
  let dialog = within(await screen.findByRole('dialog'));
  await userEvent.type(dialog.getByLabelText('Mã định danh'), 'CVE-2026-1');
  await userEvent.click(dialog.getByRole('button', { name: 'Lưu thay đổi' }));
  expect(await dialog.findByText('Mã định danh bắt đầu bằng “cpe:” hoặc “pkg:”.')).toBeTruthy();
  expect(sent()).toHaveLength(0);
  await userEvent.clear(dialog.getByLabelText('Mã định danh'));
  await userEvent.type(dialog.getByLabelText('Mã định danh'), 'pkg:npm/left');
  await userEvent.click(dialog.getByRole('button', { name: 'Lưu thay đổi' }));
  await waitFor(() =>
    expect(sent()[0]).toMatchObject({ method: 'PUT', path: '/api/v1/systems/y1/assets/a1', match: '"4"' }),
  );
  await waitFor(() => expect(screen.queryByRole('dialog')).toBeNull());
  await userEvent.click(screen.getByRole('row', { name: /Firewall/ }));
  dialog = within(await screen.findByRole('dialog'));
  await userEvent.click(dialog.getByRole('button', { name: 'Xóa tài sản' }));
  expect(sent()).toHaveLength(1);
  const [sure] = await screen.findAllByText('Xóa tài sản này?');
  const confirm = within(sure?.closest('[role=dialog]') as HTMLElement);
  await userEvent.click(confirm.getByRole('button', { name: 'Xóa tài sản' }));
  await waitFor(() => expect(sent()[1]?.method).toBe('DELETE'));
});

it('reads an inventory without writing, then writes what is new', async () => {
  let fresh = 0;
  const { sent } = listen(({ method, body }: Asked) => {
    if (method === 'GET') return json(page<Asset>([]));
    const apply = body.includes('name="apply"');
    return json({
      format: 'cyclonedx',
      found: 70,
      fresh,
      names: fresh > 0 ? ['openssl', 'zlib'] : [],
      applied: apply,
    });
  });
  show(<AssetsTab system={SYSTEM} />);
  await userEvent.click(await screen.findByRole('button', { name: 'Nhập từ tệp kiểm kê' }));
  const dialog = within(await screen.findByRole('dialog'));
  const choose = (name: string) =>
    userEvent.upload(
      dialog.getByLabelText('Tệp kiểm kê'),
      new File(['{}'], name, { type: 'application/json' }),
    );
  await choose('cu.json');
  expect(await dialog.findByText(/^Mọi mục trong tệp đều đã có/)).toBeTruthy();
  expect(dialog.getByRole('button', { name: 'Ghi 0 mục mới' }).hasAttribute('disabled')).toBe(true);
  fresh = 60;
  await choose('moi.json');
  expect(await dialog.findByText('Tệp có 70 mục, 60 mục chưa có ở đây.')).toBeTruthy();
  expect(dialog.getByText('openssl')).toBeTruthy();
  expect(dialog.getByText('2 mục đầu:')).toBeTruthy();
  expect(sent().some(({ body }) => body.includes('name="apply"'))).toBe(false);
  await userEvent.click(dialog.getByRole('button', { name: 'Ghi 60 mục mới' }));
  await waitFor(() => expect(screen.queryByRole('dialog')).toBeNull());
  expect(sent().at(-1)?.body).toMatch(/name="apply"\s+true/);
  expect(sent().at(-1)?.body).toContain('filename="moi.json"');
});

it('tells what was done, what is due again, and links as they are seen from here', async () => {
  const { sent } = listen(({ method, path }: Asked) => {
    if (path.endsWith('/records'))
      return json([
        {
          id: 'r1',
          kind: 'restore_test',
          done_on: '2026-01-10',
          done_by: 'Phong CNTT',
          outcome: 'conditional',
          note: '',
          next_on: '2026-02-10',
          late: true,
          file_id: 'f7',
          created_by: 'Binh',
          created_at: '2026-01-10T00:00:00Z',
        },
      ]);
    if (path.endsWith('/links'))
      return method === 'GET'
        ? json([
            {
              id: 'l1',
              system_id: 'y2',
              other_id: 'y1',
              other_name: SYSTEM.name,
              direction: 'out',
              shared: 'Ho so',
              conditions: '',
              agreed_on: null,
            },
          ])
        : json({}, 201);
    return json({ system: { ...SYSTEM, id: 'y2', name: 'Kho du lieu' } });
  });
  show(<RecordsTab system={SYSTEM} />);
  const row = await screen.findByRole('row', { name: /Thử khôi phục/ });
  expect(row.getAttribute('data-state')).toBe('late');
  expect(within(row).getByText('Đạt có điều kiện')).toBeTruthy();
  expect(within(row).getByRole('link', { name: 'Tải tệp' }).getAttribute('href')).toBe(
    '/api/v1/systems/y1/files/f7',
  );
  expect(screen.getByText(/^Đã quá ngày phải làm lại: Thử khôi phục/)).toBeTruthy();
  // The other system sends: from here it is received, and not ours to remove.
  const link = (await screen.findByText('Kho du lieu')).closest('li') as HTMLElement;
  expect(within(link).getByText('Nhận từ')).toBeTruthy();
  expect(within(link).queryByRole('button')).toBeNull();
  await userEvent.click(screen.getByRole('button', { name: 'Thêm kết nối' }));
  const dialog = within(await screen.findByRole('dialog'));
  await userEvent.type(dialog.getByLabelText('Tên hệ thống ngoài danh mục'), 'Trục quốc gia');
  await userEvent.click(dialog.getByRole('radio', { name: 'Nhận từ' }));
  await userEvent.type(dialog.getByLabelText('Dữ liệu được chia sẻ'), 'Danh mục');
  await userEvent.click(dialog.getByRole('button', { name: 'Thêm kết nối' }));
  await waitFor(() => expect(sent()).toHaveLength(1));
  expect(JSON.parse(sent()[0]?.body ?? '')).toEqual({
    other_id: null,
    other_name: 'Trục quốc gia',
    direction: 'in',
    shared: 'Danh mục',
    conditions: '',
    agreed_on: null,
  });
});

it('notes what was done with the day to do it again, which comes after', async () => {
  const { sent } = listen(({ method }: Asked) => (method === 'GET' ? json([]) : json({}, 201)));
  show(<RecordsTab system={SYSTEM} />);
  await userEvent.click(
    (await screen.findAllByRole('button', { name: 'Ghi việc đã thực hiện' }))[0] as HTMLElement,
  );
  const dialog = within(await screen.findByRole('dialog'));
  await userEvent.type(dialog.getByLabelText('Đơn vị thực hiện'), 'Trung tâm B');
  const done = dialog.getByLabelText('Ngày thực hiện');
  await userEvent.clear(done);
  await userEvent.type(done, '05/01/2026{Enter}');
  await userEvent.type(dialog.getByLabelText('Làm lại trước'), '05/01/2026{Enter}');
  const send = dialog.getByRole('button', { name: 'Ghi việc đã thực hiện' });
  await userEvent.click(send);
  expect(await dialog.findByText('Ngày phải sau 05/01/2026.')).toBeTruthy();
  expect(sent()).toHaveLength(0);
  const next = dialog.getByLabelText('Làm lại trước');
  await userEvent.clear(next);
  await userEvent.type(next, '05/01/2027{Enter}');
  await userEvent.click(send);
  await waitFor(() => expect(sent()).toHaveLength(1));
  expect(sent()[0]?.body).toMatch(/name="kind"\s+self_assessment/);
  expect(sent()[0]?.body).toMatch(/name="done_on"\s+2026-01-05/);
  expect(sent()[0]?.body).toMatch(/name="next_on"\s+2027-01-05/);
});
