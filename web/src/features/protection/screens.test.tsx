import { screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { expect, it, vi } from 'vitest';
import { renderInShell } from '~/test/render';
import type { Controls } from './api';
import { type Asked, json, listen } from './asked';
import { Component as ControlsOverviewPage } from './ControlsOverviewPage';
import ControlsTab from './ControlsTab';
import LayersTab from './LayersTab';
import {
  answered,
  control,
  controls,
  evidence,
  layers,
  ofAgency,
  SYSTEM,
  score,
  scored,
  sum,
} from './samples';

/** Items whose rows were drawn. */
const drawn: string[] = [];
vi.mock('~/ui/Cite', async (original) => {
  const cite = await original<typeof import('~/ui/Cite')>();
  return {
    ...cite,
    Cite: (props: Parameters<typeof cite.Cite>[0]) => {
      drawn.push((props.of as { item?: string }).item ?? '');
      return <cite.Cite {...props} />;
    },
  };
});

const none = () => new Response(null, { status: 204 });

it('says of each layer why it stands or does not', async () => {
  listen(() =>
    json(layers(['ran_out', 'live', 'not_independent', 'missing'], [[evidence({ until: '2026-01-31' })]])),
  );
  renderInShell(<LayersTab system={SYSTEM} />);
  expect(await screen.findByText(/^1 trên 4 lớp/)).toBeTruthy();
  const card = (name: RegExp) =>
    within(screen.getByRole('heading', { name }).closest('section') as HTMLElement);
  expect(card(/Lớp 1/).getByText(/bổ sung minh chứng mới/)).toBeTruthy();
  expect(card(/Lớp 1/).getByText('Hết hiệu lực')).toBeTruthy();
  expect(card(/Lớp 1/).getByText('Từ 01/01/2026 đến 31/01/2026')).toBeTruthy();
  expect(card(/Lớp 2/).getByText(/đang nhận nhật ký của hệ thống qua 2 nguồn/)).toBeTruthy();
  expect(card(/Lớp 3/).getByText(/không được tính là độc lập/)).toBeTruthy();
  expect(card(/Lớp 4/).getByText('Chưa có minh chứng nào.')).toBeTruthy();
  expect(screen.getByText('Chưa kết nối trung tâm quốc gia.')).toBeTruthy();
});

it('adds evidence with its file to the layer it was asked at, and takes some away after a second look', async () => {
  let refuse = true;
  const { sent } = listen(({ method }: Asked) => {
    if (method === 'DELETE') return none();
    if (method === 'GET')
      return json(layers(['proved', 'missing', 'missing', 'missing'], [[evidence({ file_id: 'f1' })]]));
    return refuse
      ? json({ code: 'system.invalid', params: { field: 'provider', reason: 'too_long' } }, 422)
      : json(evidence(), 201);
  });
  renderInShell(<LayersTab system={SYSTEM} />);
  const file = await screen.findByRole('link', { name: 'Tải tệp' });
  expect(file.getAttribute('href')).toBe('/api/v1/systems/y1/files/f1');
  await userEvent.click(screen.getByRole('button', { name: 'Thêm minh chứng cho lớp 3' }));
  const dialog = within(await screen.findByRole('dialog'));
  await userEvent.click(dialog.getByRole('button', { name: 'Thêm minh chứng' }));
  expect(await dialog.findByText('Chưa nhập ô này.')).toBeTruthy();
  expect(sent()).toHaveLength(0);
  await userEvent.type(dialog.getByLabelText('Đơn vị thực hiện'), 'Trung tâm B');
  const report = new File(['pdf'], 'bao-cao.pdf', { type: 'application/pdf' });
  await userEvent.upload(dialog.getByLabelText('Tệp minh chứng'), report);
  await userEvent.click(dialog.getByRole('button', { name: 'Thêm minh chứng' }));
  // Refused by the server: at the field, with what was typed still there.
  expect(await dialog.findByText('Dài quá mức cho phép.')).toBeTruthy();
  refuse = false;
  await userEvent.type(dialog.getByLabelText('Đơn vị thực hiện'), '.');
  await userEvent.click(dialog.getByRole('button', { name: /Thêm minh chứng$/ }));
  await waitFor(() => expect(screen.queryByRole('dialog')).toBeNull());
  const body = sent()[1]?.body ?? '';
  expect(body).toMatch(/name="layer"\s+3/);
  expect(body).toMatch(/name="provider"\s+Trung tâm B\./);
  expect(body).toContain('filename="bao-cao.pdf"');
  expect(body).not.toContain('name="until"');
  await userEvent.click(screen.getByRole('button', { name: 'Xóa minh chứng của Cong ty An Toan' }));
  expect(sent()).toHaveLength(2);
  const sure = within(await screen.findByRole('dialog'));
  await userEvent.click(sure.getByRole('button', { name: 'Xóa' }));
  await waitFor(() =>
    expect(sent()[2]).toMatchObject({ method: 'DELETE', path: '/api/v1/systems/y1/layers/e1' }),
  );
});

const ITEMS = [
  control('1.1', answered({ note: 'Quyết định 12' })),
  control('1.2', answered({ answer: 'partly', owner: 'Phòng CNTT', due_on: '2026-01-31' })),
  control('1.3', answered({ inherited: true, answered_by: 'Chau' })),
  control('1.4'),
];

function serve(found: () => Controls) {
  return listen(({ method, path }: Asked) => {
    if (method === 'PUT' || method === 'POST') return json({ saved: 1, refused: [] });
    if (method !== 'GET') return none();
    return path.endsWith('/controls')
      ? json(found())
      : json({ system: { ...SYSTEM, name: 'Trung tam du lieu' } });
  });
}

const row = (words: string) => screen.getByText(words, { exact: false }).closest('li') as HTMLElement;
const pressed = (words: string) =>
  within(row(words))
    .getAllByRole('button', { pressed: true })
    .map((button) => button.textContent);

it('answers with the keyboard and sends what changed alone', async () => {
  const { sent } = serve(() => controls(ITEMS, { host_system_id: 'y9' }));
  renderInShell(<ControlsTab system={SYSTEM} />);
  expect(await screen.findByText('Trung tam du lieu')).toBeTruthy();
  expect(within(row('words of 1.3')).getByText('Kế thừa')).toBeTruthy();
  expect(within(row('words of 1.2')).getByText(/^quá hạn/)).toBeTruthy();
  await userEvent.keyboard('jjjj1');
  expect(document.activeElement).toBe(row('words of 1.4'));
  expect(pressed('words of 1.4')).toEqual(['Đạt']);
  await userEvent.keyboard('kk3');
  expect(pressed('words of 1.2')).toEqual(['Chưa đạt']);
  // Said and taken back is nothing to send.
  await userEvent.keyboard('k2');
  expect(screen.getByRole('button', { name: 'Lưu 2 câu trả lời' })).toBeTruthy();
  await userEvent.keyboard('1');
  // Met by what? A word or a file says so.
  expect(within(row('words of 1.4')).getByRole('alert').textContent).toContain('đính kèm tệp');
  await userEvent.click(screen.getByRole('button', { name: 'Chi tiết mục 1.4' }));
  await userEvent.type(screen.getByLabelText('Minh chứng, ghi chú'), 'Biên bản 5');
  await userEvent.click(screen.getByRole('button', { name: 'Lưu 2 câu trả lời' }));
  await waitFor(() => expect(screen.queryByRole('button', { name: /câu trả lời$/ })).toBeNull());
  expect(sent()).toHaveLength(1);
  expect(sent()[0]).toMatchObject({ method: 'PUT', path: '/api/v1/systems/y1/controls' });
  const body = JSON.parse(sent()[0]?.body ?? '') as { answers: { item: string }[] };
  expect(body).toMatchObject({ regime: 'R85', level: 3 });
  expect(body.answers.sort((a, b) => a.item.localeCompare(b.item))).toEqual([
    {
      item: '1.2',
      answer: 'unmet',
      note: '',
      holds_until: null,
      owner: 'Phòng CNTT',
      due_on: '2026-01-31',
      common: false,
    },
    {
      item: '1.4',
      answer: 'met',
      note: 'Biên bản 5',
      holds_until: null,
      owner: '',
      due_on: null,
      common: false,
    },
  ]);
});

it('wants a reason for what does not apply, and types digits into fields as text', async () => {
  const { sent } = serve(() => controls(ITEMS));
  renderInShell(<ControlsTab system={SYSTEM} />);
  const box = within(
    await screen.findByText('words of 1.4', { exact: false }).then((e) => e.closest('li') as HTMLElement),
  );
  await userEvent.click(box.getByRole('button', { name: 'Không áp dụng' }));
  expect(box.getByRole('alert').textContent).toContain('phải có lý do');
  expect(screen.getByRole('button', { name: 'Lưu 1 câu trả lời' }).hasAttribute('disabled')).toBe(true);
  row('words of 1.4').focus();
  await userEvent.keyboard('{Enter}');
  await userEvent.type(box.getByLabelText('Lý do không áp dụng'), 'Không có mạng không dây 1');
  expect(pressed('words of 1.4')).toEqual(['Không áp dụng']);
  await userEvent.keyboard('{Escape}');
  expect(box.queryByLabelText('Lý do không áp dụng')).toBeNull();
  await userEvent.click(screen.getByRole('button', { name: 'Lưu 1 câu trả lời' }));
  await waitFor(() => expect(sent()[0]?.body).toContain('Không có mạng không dây 1'));
});

it('saves the good answers and keeps a faulty one with its fault', async () => {
  const { sent } = serve(() => controls(ITEMS));
  renderInShell(<ControlsTab system={SYSTEM} />);
  await screen.findByText('words of 1.4', { exact: false });
  await userEvent.click(within(row('words of 1.4')).getByRole('button', { name: 'Không áp dụng' }));
  await userEvent.click(within(row('words of 1.2')).getByRole('button', { name: 'Chưa đạt' }));
  await userEvent.click(screen.getByRole('button', { name: 'Lưu 1 câu trả lời' }));
  await waitFor(() => expect(sent()).toHaveLength(1));
  const body = JSON.parse(sent()[0]?.body ?? '') as { answers: { item: string }[] };
  expect(body.answers.map(({ item }) => item)).toEqual(['1.2']);
  expect(await within(row('words of 1.4')).findByRole('alert')).toBeTruthy();
  expect(pressed('words of 1.4')).toEqual(['Không áp dụng']);
});

it('shows what the product sees as computed, and presses no answer for it', async () => {
  const computed = {
    kind: 'restore_test',
    answer: 'unmet',
    figures: { done: '2026-07-01', outcome: 'failed' },
    at: '2026-07-15T00:00:00Z',
  };
  const seen = control('1.5', answered({ answer: 'unmet', by_product: true, answered_by: '' }), { computed });
  const beside = control('1.6', answered(), { computed: { ...computed, answer: 'partly' } });
  serve(() => controls([seen, beside]));
  renderInShell(<ControlsTab system={SYSTEM} />);
  const box = within(
    await screen.findByText('words of 1.5', { exact: false }).then((e) => e.closest('li') as HTMLElement),
  );
  expect(box.queryAllByRole('button', { pressed: true })).toHaveLength(0);
  const link = box.getByRole('link', { name: 'khôi phục thử gần nhất 01/07/2026: Không đạt' });
  expect(link.getAttribute('href')).toBe('/he-thong/y1?tab=records');
  expect(box.getByText(/chưa ai trả lời/)).toBeTruthy();
  expect(pressed('words of 1.6')).toEqual(['Đạt']);
  expect(within(row('words of 1.6')).getByText(/câu trả lời của người được tính/)).toBeTruthy();
});

it('sends an answer with the file that shows it, and leads to the file', async () => {
  const { sent } = serve(() => controls([control('1.4'), control('1.5', answered({ file_id: 'f5' }))]));
  renderInShell(<ControlsTab system={SYSTEM} />);
  await screen.findByText('words of 1.4', { exact: false });
  const link = within(row('words of 1.5')).getByRole('link', { name: 'Tệp minh chứng' });
  expect(link.getAttribute('href')).toBe('/api/v1/systems/y1/files/f5');
  await userEvent.click(within(row('words of 1.4')).getByRole('button', { name: 'Đạt' }));
  await userEvent.click(screen.getByRole('button', { name: 'Chi tiết mục 1.4' }));
  const file = new File(['pdf'], 'quy-che.pdf', { type: 'application/pdf' });
  await userEvent.upload(screen.getByLabelText('Tệp minh chứng'), file);
  await userEvent.click(screen.getByRole('button', { name: 'Lưu câu trả lời kèm tệp' }));
  await waitFor(() => expect(sent()).toHaveLength(1));
  expect(sent()[0]).toMatchObject({ method: 'POST', path: '/api/v1/systems/y1/controls/proofs' });
  expect(sent()[0]?.body).toMatch(/name="regime"\s+R85/);
  expect(sent()[0]?.body).toMatch(/name="item"\s+1\.4/);
  expect(sent()[0]?.body).toMatch(/name="answer"\s+met/);
  expect(sent()[0]?.body).toContain('filename="quy-che.pdf"');
  await waitFor(() => expect(screen.queryByRole('button', { name: /câu trả lời$/ })).toBeNull());
});

it('sends answers with a file together with the others', async () => {
  const { sent } = serve(() => controls(ITEMS));
  renderInShell(<ControlsTab system={SYSTEM} />);
  await screen.findByText('words of 1.4', { exact: false });
  await userEvent.click(within(row('words of 1.4')).getByRole('button', { name: 'Đạt' }));
  await userEvent.click(within(row('words of 1.2')).getByRole('button', { name: 'Chưa đạt' }));
  expect(screen.getByText(/^1 mục chưa lưu được/)).toBeTruthy();
  await userEvent.click(screen.getByRole('button', { name: 'Chi tiết mục 1.4' }));
  const file = new File(['pdf'], 'quy-che.pdf', { type: 'application/pdf' });
  await userEvent.upload(screen.getByLabelText('Tệp minh chứng'), file);
  // The file says by what it is met.
  expect(screen.queryByText(/chưa lưu được/)).toBeNull();
  await userEvent.click(screen.getByRole('button', { name: 'Lưu 2 câu trả lời' }));
  await waitFor(() => expect(sent()).toHaveLength(2));
  expect(sent()[0]).toMatchObject({ method: 'POST', path: '/api/v1/systems/y1/controls/proofs' });
  expect(sent()[0]?.body).toMatch(/name="item"\s+1\.4/);
  expect(sent()[0]?.body).toContain('filename="quy-che.pdf"');
  const body = JSON.parse(sent()[1]?.body ?? '') as { answers: { item: string }[] };
  expect(body.answers.map(({ item }) => item)).toEqual(['1.2']);
  await waitFor(() => expect(screen.queryByRole('button', { name: /câu trả lời$/ })).toBeNull());
});

it('sends no answer with a file twice when a later one is refused', async () => {
  let failing = true;
  const { sent } = listen(({ method, path }: Asked) => {
    if (method === 'PUT')
      return failing ? json({ code: 'system.invalid' }, 422) : json({ saved: 1, refused: [] });
    if (method === 'POST') return json({ saved: 1, refused: [] });
    return path.endsWith('/controls') ? json(controls(ITEMS)) : json({ system: SYSTEM });
  });
  renderInShell(<ControlsTab system={SYSTEM} />);
  await screen.findByText('words of 1.4', { exact: false });
  await userEvent.click(within(row('words of 1.4')).getByRole('button', { name: 'Đạt' }));
  await userEvent.click(within(row('words of 1.2')).getByRole('button', { name: 'Chưa đạt' }));
  await userEvent.click(screen.getByRole('button', { name: 'Chi tiết mục 1.4' }));
  await userEvent.upload(screen.getByLabelText('Tệp minh chứng'), new File(['pdf'], 'quy-che.pdf'));
  await userEvent.click(screen.getByRole('button', { name: 'Lưu 2 câu trả lời' }));
  const rest = await screen.findByRole('button', { name: 'Lưu 1 câu trả lời' });
  failing = false;
  await userEvent.click(rest);
  await waitFor(() => expect(sent().map(({ method }) => method)).toEqual(['POST', 'PUT', 'PUT']));
});

it('never writes over what somebody else has just answered', async () => {
  let found = controls(ITEMS);
  const { sent } = serve(() => found);
  renderInShell(<ControlsTab system={SYSTEM} />);
  await screen.findByText('words of 1.4', { exact: false });
  await userEvent.click(within(row('words of 1.4')).getByRole('button', { name: 'Một phần' }));
  found = controls([
    ...ITEMS.slice(0, 3),
    control('1.4', answered({ answer: 'unmet', answered_at: '2026-07-02T00:00:00Z' })),
  ]);
  await userEvent.click(screen.getByRole('button', { name: 'Lưu 1 câu trả lời' }));
  expect(await screen.findByText(/^1 mục vừa được người khác trả lời/)).toBeTruthy();
  expect(within(row('words of 1.4')).getByText(/Binh đã trả lời lúc/)).toBeTruthy();
  expect(sent()).toHaveLength(0);
  await userEvent.click(screen.getByRole('button', { name: 'Giữ câu trả lời của tôi' }));
  await userEvent.click(screen.getByRole('button', { name: 'Lưu 1 câu trả lời' }));
  await waitFor(() => expect(sent()).toHaveLength(1));
  expect(sent()[0]?.body).toContain('"item":"1.4","answer":"partly"');
});

it('keeps answers of a closed page as a draft, and offers them', async () => {
  serve(() => controls(ITEMS));
  const first = renderInShell(<ControlsTab system={SYSTEM} />);
  await screen.findByText('words of 1.4', { exact: false });
  await userEvent.click(within(row('words of 1.4')).getByRole('button', { name: 'Một phần' }));
  first.unmount();
  renderInShell(<ControlsTab system={SYSTEM} />);
  await userEvent.click(await screen.findByRole('button', { name: 'Dùng bản nháp' }));
  expect(pressed('words of 1.4')).toEqual(['Một phần']);
});

it('takes an own answer back after a second look, and never an inherited one', async () => {
  const { sent } = serve(() => controls(ITEMS));
  renderInShell(<ControlsTab system={SYSTEM} />);
  await screen.findByText('words of 1.3', { exact: false });
  await userEvent.click(screen.getByRole('button', { name: 'Chi tiết mục 1.3' }));
  expect(screen.queryByRole('button', { name: 'Rút câu trả lời' })).toBeNull();
  await userEvent.click(screen.getByRole('button', { name: 'Chi tiết mục 1.1' }));
  await userEvent.click(screen.getByRole('button', { name: 'Rút câu trả lời' }));
  const sure = within(await screen.findByRole('dialog'));
  await userEvent.click(sure.getByRole('button', { name: 'Rút câu trả lời' }));
  await waitFor(() => expect(sent()).toHaveLength(1));
  expect(sent()[0]?.method).toBe('DELETE');
  expect(Object.fromEntries(sent()[0]?.query ?? [])).toEqual({ regime: 'R85', item: '1.1' });
});

it('says plainly that a list is known in part, and lets who may not change only read', async () => {
  serve(() =>
    controls(ITEMS, {
      may_change: false,
      known_items: 195,
      covered: 180,
      score: score({ complete: false, percent: 99 }),
    }),
  );
  renderInShell(<ControlsTab system={SYSTEM} />, '/?c_gaps=true');
  expect(await screen.findByText(/mới có 180 trên 195 mục .* không bao giờ là 100%/)).toBeTruthy();
  expect(screen.getByText('99%')).toBeTruthy();
  expect(screen.queryByText('words of 1.1', { exact: false })).toBeNull();
  expect(within(row('words of 1.4')).getByText('Chưa trả lời')).toBeTruthy();
  expect(within(row('words of 1.4')).queryByRole('button', { name: 'Đạt' })).toBeNull();
  row('words of 1.4').focus();
  await userEvent.keyboard('1');
  expect(screen.queryByRole('button', { name: /^Lưu/ })).toBeNull();
});

it('says what comes first where a system has no level', async () => {
  serve(() => controls([], { regime: null, level: null, score: null, groups: [] }));
  renderInShell(<ControlsTab system={SYSTEM} />);
  expect(await screen.findByText('Hệ thống chưa có cấp độ')).toBeTruthy();
});

it('plans what is still to be done, and leads from there to the item', async () => {
  serve(() => controls(ITEMS));
  renderInShell(<ControlsTab system={SYSTEM} />, '/?c_view=plan');
  const gap = within(await screen.findByRole('row', { name: /words of 1\.2/ }));
  expect(gap.getByText('Phòng CNTT')).toBeTruthy();
  expect(gap.getByText('31/01/2026')).toBeTruthy();
  expect(screen.getByRole('row', { name: /words of 1\.4/ })).toBeTruthy();
  expect(screen.queryByRole('row', { name: /words of 1\.1/ })).toBeNull();
  await userEvent.click(screen.getByRole('row', { name: /words of 1\.2/ }));
  expect(await screen.findByLabelText('Người, đơn vị khắc phục')).toBeTruthy();
  expect(document.activeElement).toBe(row('words of 1.2'));
});

it('draws one row of hundreds anew when it is answered', async () => {
  const many = Array.from({ length: 200 }, (_, at) => control(`m${at}`));
  serve(() => controls(many));
  renderInShell(<ControlsTab system={SYSTEM} />);
  const last = (await screen.findByText('words of m199', { exact: false })).closest('li') as HTMLElement;
  drawn.length = 0;
  await userEvent.click(within(last).getByText('Đạt'));
  await screen.findByText('Lưu 1 câu trả lời');
  expect(new Set(drawn)).toEqual(new Set(['m199']));
});

it('leads from a cell of the map to the systems it is made of', async () => {
  const { asked } = listen(({ path, query }: Asked) => {
    if (path.endsWith('/choices')) return json([]);
    if (path.endsWith('/controls/agencies')) {
      const more = query.get('cursor');
      const found = query.get('search') ? [ofAgency('c', null, 40)] : undefined;
      return json({
        all: sum(53, { systems: 3 }),
        in_part: 1,
        flagged: 1,
        items:
          found ??
          (more ? [ofAgency('c', null, 40)] : [ofAgency('a', null, null, 20), ofAgency('b', null, null, 90)]),
        next_cursor: found || more ? null : '2',
        total: found ? 1 : 3,
      });
    }
    const all = [
      scored('1', 'a', 3),
      { ...scored('3', 'b', 4), flags: ['unprotected'] },
      scored('2', 'b', 3),
    ];
    const items = query.get('agency') ? [all[2]] : all;
    return json({ items, next_cursor: null, total: items.length });
  });
  const { router } = renderInShell(<ControlsOverviewPage />);
  expect(await screen.findByText('Đạt 53% yêu cầu cơ bản.')).toBeTruthy();
  expect(screen.getByText(/^1 hệ thống có danh mục mới biết một phần/)).toBeTruthy();
  expect(screen.getByText('1 hệ thống đang vận hành khi chưa đủ điều kiện.')).toBeTruthy();
  const list = () => screen.getByRole('table', { name: 'Mức đáp ứng của từng hệ thống' });
  const names = () =>
    within(list())
      .getAllByRole('rowheader')
      .map((cell) => cell.textContent);
  // As the server sorts them.
  await waitFor(() => expect(names()).toEqual(['System 1', 'System 3', 'System 2']));
  expect(within(list()).getAllByText('Có lớp 1, 3; thiếu lớp 2, 4')).toHaveLength(3);
  expect(asked.find(({ path }) => path.endsWith('/systems/controls'))?.query.get('sort')).toBe('percent');
  await userEvent.click(screen.getByRole('button', { name: /^Agency b, cấp 3, 90%/ }));
  expect(router.state.location.search).toBe('?agency=b&level=3');
  await waitFor(() => expect(names()).toEqual(['System 2']));
  const last = asked.filter(({ path }) => path.endsWith('/systems/controls')).at(-1);
  expect([last?.query.get('agency'), last?.query.get('level')]).toEqual(['b', '3']);
  expect(within(list()).getByRole('link').getAttribute('href')).toBe('/he-thong/2?tab=controls');
});

it('brings more rows of the map, and finds an agency in it', async () => {
  const { asked } = listen(({ path, query }: Asked) => {
    if (!path.endsWith('/controls/agencies')) return json({ items: [], next_cursor: null, total: 0 });
    const rest = query.get('cursor') ?? query.get('search');
    return json({
      all: sum(53, { systems: 3 }),
      in_part: 0,
      flagged: 0,
      items: [ofAgency(rest ? 'c' : 'a', 20)],
      next_cursor: rest ? null : '1',
      total: query.get('search') ? 1 : 2,
    });
  });
  renderInShell(<ControlsOverviewPage />);
  const agencies = () => screen.queryAllByRole('rowheader').map((cell) => cell.textContent);
  await waitFor(() => expect(agencies()).toEqual(['Agency a']));
  expect(screen.getByText('Hiện 1 trên 2 cơ quan.')).toBeTruthy();
  await userEvent.click(screen.getByRole('button', { name: 'Tải thêm' }));
  await waitFor(() => expect(agencies()).toEqual(['Agency a', 'Agency c']));
  await userEvent.type(screen.getByRole('searchbox', { name: 'Tìm cơ quan trong bảng' }), 'c ');
  await waitFor(() => expect(agencies()).toEqual(['Agency c']));
  expect(
    asked
      .filter(({ path }) => path.endsWith('/agencies'))
      .at(-1)
      ?.query.get('search'),
  ).toBe('c');
});
