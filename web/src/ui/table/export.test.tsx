import { fireEvent, screen, waitFor } from '@testing-library/react';
import { beforeEach, expect, it, vi } from 'vitest';
import { renderInShell } from '~/test/render';
import { type DataColumn, DataTable } from '../DataTable';
import { StatusTag } from '../StatusTag';
import { DateText, NumberText } from '../texts';
import { cellOf } from './export';

const write = vi.fn((_data: unknown, _options: unknown) => ({ toBlob: async () => new Blob(['x']) }));
vi.mock('write-excel-file/universal', () => ({
  default: (data: unknown, options: unknown) => write(data, options),
}));

interface Row {
  id: string;
  name: string;
  share: number | null;
  due: string | null;
}
const columns: DataColumn<Row>[] = [
  { key: 'name', title: 'Name', primary: true, render: (r) => r.name },
  { key: 'share', title: 'Share', align: 'right', render: (r) => <NumberText value={r.share} /> },
  { key: 'due', title: 'Due', render: (r) => <DateText value={r.due} dayOnly /> },
  { key: 'state', title: 'State', render: () => <StatusTag tone="good" label="Done" /> },
  { key: 'note', title: 'Note', hidden: true, render: () => 'not shown' },
];
const row = (n: number): Row => ({
  id: String(n),
  name: `Row ${n}`,
  share: n === 2 ? null : 1234.5,
  due: '2026-12-05',
});

/** Values of the written sheet, without styles. */
function sheet(): unknown[][] {
  const data = write.mock.calls[0]?.[0] as ({ value: unknown } | null)[][];
  return data.map((line) => line.map((cell) => cell?.value));
}

beforeEach(() => {
  localStorage.clear();
  write.mockClear();
  vi.stubGlobal(
    'URL',
    Object.assign(URL, { createObjectURL: () => 'blob:x', revokeObjectURL: () => undefined }),
  );
  vi.spyOn(HTMLAnchorElement.prototype, 'click').mockImplementation(() => undefined);
});

it('writes what the list shows: all pages, shown columns, numbers and days as such, nothing for no value', async () => {
  const fetch = vi.fn(async ({ cursor }: { cursor: string | undefined }) =>
    cursor ? { items: [row(2)], total: 2 } : { items: [row(1)], next_cursor: 'more', total: 2 },
  );
  renderInShell(
    <DataTable<Row>
      id="t"
      label="Báo cáo đến hạn"
      columns={columns}
      rowKey={(r) => r.id}
      source={{ queryKey: ['t'], fetch }}
      empty={{ title: 'none' }}
    />,
  );
  await screen.findByText('Row 1');
  fireEvent.click(screen.getByRole('button', { name: /Xuất/ }));
  await waitFor(() => expect(write).toHaveBeenCalledTimes(1));
  const day = new Date(Date.UTC(2026, 11, 5));
  expect(sheet()).toEqual([
    ['Name', 'Share', 'Due', 'State'],
    ['Row 1', 1234.5, day, 'Done'],
    ['Row 2', undefined, day, 'Done'],
  ]);
});

it('says so when a page cannot be read, and writes no half of a list', async () => {
  let failing = false;
  const fetch = vi.fn(async () => {
    if (failing) throw new Error('gone');
    return { items: [row(1)], next_cursor: 'more', total: 2 };
  });
  renderInShell(
    <DataTable<Row>
      id="t"
      label="Things"
      columns={columns}
      rowKey={(r) => r.id}
      source={{ queryKey: ['t'], fetch }}
      empty={{ title: 'none' }}
    />,
  );
  await screen.findByText('Row 1');
  failing = true;
  fireEvent.click(screen.getByRole('button', { name: /Xuất/ }));
  expect(await screen.findByRole('alert')).toBeTruthy();
  expect(write).not.toHaveBeenCalled();
});

it('keeps text as text where it only looks like a number', () => {
  expect(cellOf('86/KH-UBND', 'right')).toBe('86/KH-UBND');
  expect(cellOf('2026', undefined)).toBe('2026');
  expect(cellOf('1.234.567,8', 'right')).toBe(1_234_567.8);
  expect(cellOf('−3', 'right')).toBe(-3);
  expect(cellOf('', 'right')).toBeUndefined();
});
