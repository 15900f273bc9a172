import { fireEvent, screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { beforeEach, expect, it, vi } from 'vitest';
import { ApiProblem } from '~/api/client';
import { renderInShell } from '~/test/render';
import { type DataColumn, DataTable, type DataTableProps, type FilterDef, stepFrom } from './DataTable';

interface Row {
  id: string;
  name: string;
  size: number | null;
}

const rows: Row[] = [
  { id: '1', name: 'Beta', size: 2 },
  { id: '2', name: 'Alpha', size: null },
  { id: '3', name: 'Gamma', size: 1 },
];
const columns: DataColumn<Row>[] = [
  {
    key: 'name',
    title: 'Name',
    primary: true,
    sortable: true,
    sortValue: (r) => r.name,
    render: (r) => r.name,
  },
  { key: 'size', title: 'Size', sortable: true, sortValue: (r) => r.size, render: (r) => r.size ?? 'none' },
];
const filters: FilterDef<Row>[] = [
  { key: 'big', label: 'Big', kind: 'flag', match: (r) => (r.size ?? 0) > 1 },
];

function table(props: Partial<DataTableProps<Row>> = {}, path = '/') {
  return renderInShell(
    <DataTable<Row>
      id="t"
      label="Things"
      columns={columns}
      rowKey={(r) => r.id}
      source={{ rows, text: (r) => r.name }}
      filters={filters}
      empty={{ title: 'No things', text: 'Add one' }}
      {...props}
    />,
    path,
  );
}
const names = () => screen.queryAllByRole('rowheader').map((cell) => cell.textContent);

beforeEach(() => localStorage.clear());

it('sorts by the header, keeps it in the URL, puts empty values last', async () => {
  const { router } = table();
  await userEvent.click(screen.getByRole('button', { name: /Size/ }));
  expect(names()).toEqual(['Gamma', 'Beta', 'Alpha']);
  expect(router.state.location.search).toBe('?sort=size');
  await userEvent.click(screen.getByRole('button', { name: /Size/ }));
  expect(names()).toEqual(['Beta', 'Gamma', 'Alpha']);
  expect(screen.getByRole('columnheader', { name: /Size/ }).getAttribute('aria-sort')).toBe('descending');
});

it('filters and searches from the URL, without diacritics', () => {
  table({}, '/?big=true&q=BÊTA');
  expect(names()).toEqual(['Beta']);
});

it('offers to clear the filters when nothing is found, and the next step when nothing is there', async () => {
  const { unmount } = table({}, '/?q=zzz');
  expect(screen.queryByText('No things')).toBeNull();
  await userEvent.click(screen.getAllByRole('button', { name: 'Bỏ lọc' })[0] as HTMLElement);
  expect(names()).toHaveLength(3);
  unmount();
  table({ source: { rows: [] } });
  expect(screen.getByText('Add one')).toBeTruthy();
});

it('shows a failure with a retry, and a skeleton while loading', async () => {
  const retry = vi.fn();
  const { unmount } = table({
    source: { rows: undefined, error: new ApiProblem({ status: 503, code: 'x' }), onRetry: retry },
  });
  await userEvent.click(within(screen.getByRole('alert')).getByRole('button'));
  expect(retry).toHaveBeenCalled();
  unmount();
  table({ source: { rows: undefined } });
  expect(screen.getByRole('status')).toBeTruthy();
});

it('walks with j and k, selects with x, opens with Enter, searches with /', async () => {
  const { router } = table({
    rowTo: (r) => `/rows/${r.id}`,
    bulkActions: (chosen) => <b>{chosen.map((r) => r.id).join()} chosen</b>,
  });
  const press = (key: string) => fireEvent.keyDown(document.activeElement ?? document.body, { key });
  press('j');
  await waitFor(() => expect(document.activeElement?.getAttribute('data-index')).toBe('0'));
  press('j');
  await waitFor(() => expect(document.activeElement?.getAttribute('data-index')).toBe('1'));
  press('x');
  expect(screen.getByText('2 chosen')).toBeTruthy();
  press('Enter');
  await waitFor(() => expect(router.state.location.pathname).toBe('/rows/2'));
});

it('puts the cursor into the search on /', () => {
  table();
  fireEvent.keyDown(document.body, { key: '/' });
  expect(document.activeElement?.getAttribute('type')).toBe('search');
});

it('loads pages by cursor and remembers how many in the URL', async () => {
  const fetch = vi.fn(({ cursor }: { cursor: string | undefined }) =>
    Promise.resolve(
      cursor
        ? { items: [rows[2] as Row], next_cursor: null, total: 3 }
        : { items: rows.slice(0, 2), next_cursor: 'c2', total: 3 },
    ),
  );
  const { router } = table({ source: { queryKey: ['x'], fetch } });
  await waitFor(() => expect(names()).toEqual(['Beta', 'Alpha']));
  await userEvent.click(screen.getByRole('button', { name: 'Tải thêm' }));
  await waitFor(() => expect(names()).toHaveLength(3));
  expect(router.state.location.search).toBe('?page=2');
  expect(fetch.mock.calls.map(([ask]) => ask.cursor)).toEqual([undefined, 'c2']);
});

it('gives the present query to the export', async () => {
  const run = vi.fn();
  table({ onExport: run, exportFormats: ['csv'] }, '/?sort=-size&big=true');
  await userEvent.click(screen.getByRole('button', { name: /Xuất/ }));
  expect(run).toHaveBeenCalledWith('csv', { search: '', sort: '-size', filters: { big: ['true'] } });
});

it('remembers chosen columns and saved views', async () => {
  localStorage.setItem('coloa.columns.t', JSON.stringify({ size: false }));
  localStorage.setItem('coloa.views.t', JSON.stringify([{ name: 'only big', search: 'big=true' }]));
  const { router } = table();
  expect(screen.queryByRole('columnheader', { name: /Size/ })).toBeNull();
  await userEvent.click(screen.getByRole('button', { name: 'Chế độ xem' }));
  await userEvent.click(await screen.findByRole('button', { name: 'only big' }));
  expect(router.state.location.search).toBe('?big=true');
});

it('has keys for the row one stands at, also after the rows changed places; the second key of a jump is none', async () => {
  const acted: string[] = [];
  const props = { rowTo: (r: Row) => `/rows/${r.id}`, rowKeys: { a: (r: Row) => void acted.push(r.name) } };
  table(props);
  await userEvent.keyboard('a');
  expect(acted).toEqual([]);
  await userEvent.keyboard('jj');
  await waitFor(() => expect(document.activeElement?.textContent).toContain('Alpha'));
  await userEvent.keyboard('a');
  expect(acted).toEqual(['Alpha']);
  await userEvent.keyboard('ga');
  expect(acted).toEqual(['Alpha']);
  await userEvent.click(screen.getByRole('button', { name: /Name/ }));
  // No row is marked now, so nothing is done to one.
  await userEvent.keyboard('a');
  expect(acted).toEqual(['Alpha']);
  await userEvent.keyboard('j');
  await waitFor(() => expect(document.activeElement?.textContent).toContain('Beta'));
  await new Promise((resolve) => setTimeout(resolve, 1250));
  await userEvent.keyboard('a');
  expect(acted).toEqual(['Alpha', 'Beta']);
});

it('goes on from where a row has left the list', () => {
  const gone = { key: 'x', index: 2 };
  expect(stepFrom(gone, -1, 1, 5)).toBe(2);
  expect(stepFrom(gone, -1, -1, 5)).toBe(1);
  expect(stepFrom(gone, -1, 1, 2)).toBe(1);
  expect(stepFrom({ key: 'x', index: 0 }, 3, 1, 5)).toBe(4);
  expect(stepFrom(undefined, -1, 1, 5)).toBe(0);
});

it('puts a heading above rows of the same band, which is no row to stand at', async () => {
  const { router } = table({
    bandOf: (row) =>
      row.size === null ? undefined : { key: row.size > 1 ? 'big' : 'small', label: `of ${row.size}` },
    rowTo: (row) => `/rows/${row.id}`,
  });
  const lines = () => screen.getAllByRole('row').map((row) => row.textContent);
  expect(lines()).toEqual(['Name↕Size↕', 'of 2', 'Beta2', 'Alphanone', 'of 1', 'Gamma1']);
  await userEvent.keyboard('jjj{Enter}');
  expect(router.state.location.pathname).toBe('/rows/3');
});
