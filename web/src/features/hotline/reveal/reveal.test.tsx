/** Who reports: asked for, shown to two, and who looked. */
import { cleanup, screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { beforeEach, expect, it } from 'vitest';
import { Component as OpeningsPage } from '../opening/OpeningsPage';
import { detail, reveal } from '../samples';
import { begin, body, log, open, report, sent, server } from '../screens.fixture';
import { Component as RevealsPage } from './RevealsPage';

beforeEach(begin);

it('holds an identity as long as it is shown, and nowhere else', async () => {
  server.one = detail({
    reveals: [reveal({ is_granted: true, expires_at: new Date(Date.now() + 60_000).toISOString() })],
  });
  const { client, router } = report();
  await userEvent.click(await screen.findByRole('button', { name: 'Xem danh tính' }));
  expect(await screen.findByText('Trần Thị Mẫu')).toBeTruthy();
  await userEvent.click(screen.getByRole('button', { name: 'Che lại' }));
  expect(screen.queryByText('Trần Thị Mẫu')).toBeNull();
  await userEvent.click(screen.getByRole('button', { name: 'Xem danh tính' }));
  await screen.findByText('Trần Thị Mẫu');
  await router.navigate('/elsewhere');
  await screen.findByText('elsewhere');
  const cached = JSON.stringify([
    client
      .getQueryCache()
      .getAll()
      .map((query) => query.state.data),
    client
      .getMutationCache()
      .getAll()
      .map((mutation) => mutation.state),
    { ...localStorage },
    { ...sessionStorage },
  ]);
  expect(cached).not.toContain('Trần Thị Mẫu');
  expect(cached).not.toContain('0905000777');
});

it('asks for an identity with a reason, and waits for the second person', async () => {
  report();
  await userEvent.click(await screen.findByRole('button', { name: 'Xin mở danh tính' }));
  const dialog = await screen.findByRole('dialog');
  await waitFor(() => expect(document.activeElement).toBe(within(dialog).getByLabelText('Lý do')));
  await userEvent.click(within(dialog).getByRole('button', { name: 'Gửi yêu cầu' }));
  expect(sent()).toHaveLength(0);
  server.one = detail({ reveals: [reveal()] });
  await userEvent.type(within(dialog).getByLabelText('Lý do'), 'ngân hàng hỏi');
  await userEvent.click(within(dialog).getByRole('button', { name: 'Gửi yêu cầu' }));
  expect(await screen.findByText('Đang chờ người thứ hai đồng ý.')).toBeTruthy();
  expect(body()).toEqual({ reason: 'ngân hàng hỏi' });
});

it('lets another person decide, and never the one who asked', async () => {
  server.reveals = [
    reveal({ id: 'v1', asked_by: 'p1', report_number: 'HL-1' }),
    reveal({ id: 'v2', asked_by: 'p9', asked_name: 'Hưng', report_number: 'HL-2', may: ['decide'] }),
  ];
  open(<RevealsPage />, '/tin-bao/mo-danh-tinh', '/tin-bao/mo-danh-tinh');
  await screen.findByText('HL-2');
  expect(log.asked.find((ask) => ask.path.endsWith('/reveals'))?.query.get('open')).toBe('true');
  expect(screen.getAllByRole('button', { name: 'Đồng ý' })).toHaveLength(1);
  await userEvent.click(screen.getByRole('button', { name: 'Không đồng ý' }));
  const dialog = await screen.findByRole('dialog');
  await userEvent.type(within(dialog).getByLabelText('Lý do'), 'không cần thiết');
  await userEvent.click(within(dialog).getByRole('button', { name: 'Không đồng ý' }));
  await waitFor(() => expect(sent()).toHaveLength(1));
  expect(sent()[0]?.path).toBe('/api/v1/hotline/reveals/v2/decide');
  expect(body()).toEqual({ grant: false, reason: 'không cần thiết' });
});

it('shows who opened what, marks what was idle, and sums it up by person', async () => {
  open(<OpeningsPage />, '/tin-bao/nhat-ky-mo', '/tin-bao/nhat-ky-mo?idle=true&at_from=2026-11-01');
  // One was opened; of the other nothing was.
  expect(await screen.findAllByText('Mở suông')).toHaveLength(1);
  expect(screen.getByText(/nhập trúng danh tính, bị từ chối/)).toBeTruthy();
  const query = log.asked.find((ask) => ask.path.endsWith('/openings'))?.query;
  expect(Object.fromEntries(query ?? [])).toMatchObject({
    idle: 'true',
    from: '2026-10-31T17:00:00.000Z',
    offset: '0',
  });
  cleanup();
  open(<OpeningsPage />, '/tin-bao/nhat-ky-mo', '/tin-bao/nhat-ky-mo?xem=nguoi');
  const person = await screen.findByRole('button', { name: 'Hưng' });
  expect(person.closest('tr')?.textContent).toContain('31');
  expect(screen.getByRole('columnheader', { name: /Nhập trúng danh tính/ })).toBeTruthy();
  await userEvent.click(person);
  await waitFor(() => expect(log.asked.at(-1)?.query.get('person_id')).toBe('p9'));
});
