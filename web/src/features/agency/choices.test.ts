import { QueryClient } from '@tanstack/react-query';
import { afterEach, expect, it, vi } from 'vitest';
import { matches } from '~/app/fold';
import type { Session } from '~/app/session';
import { agencyFilter, mergeOptions, optionOf, ownAgencies } from './choices';

afterEach(() => vi.restoreAllMocks());

const option = (value: string, label = value) => ({ value, label });

it('offers the near ones first, each agency once, and keeps what is chosen', () => {
  const list = mergeOptions({
    typed: '',
    first: [option('own')],
    extra: [option('new')],
    found: [option('a'), option('own')],
    chosen: [option('a'), option('closed')],
    matches,
  });
  expect(list.map((o) => o.value)).toEqual(['new', 'own', 'a', 'closed']);
});

it('narrows the near ones by what is typed, and leaves the directory to the server', () => {
  const list = mergeOptions({
    typed: 'y te',
    first: [option('syt', 'Sở Y tế'), option('snv', 'Sở Nội vụ')],
    found: [option('bv', 'Bệnh viện đa khoa')],
    chosen: [],
    matches,
  });
  expect(list.map((o) => o.value)).toEqual(['syt', 'bv']);
});

it('says by which earlier name an agency was found, and that one is closed', () => {
  const hint = optionOf({
    id: 'x',
    name: 'Sở Khoa học và Công nghệ',
    state: 'closed',
    found_by: 'Sở Thông tin và Truyền thông',
    parent_name: 'Ủy ban nhân dân tỉnh',
  }).hint;
  expect(hint).toBe('Đã kết thúc · tên cũ: Sở Thông tin và Truyền thông · Ủy ban nhân dân tỉnh');
});

it('names each agency of the person once', () => {
  const session = {
    posts: [{ agency_id: 'a', agency_name: 'A', title: 't' }],
    roles: [
      { role: 'focal_point', agency_id: 'a', agency_name: 'A' },
      { role: 'head', agency_id: 'b', agency_name: 'B' },
      { role: 'leader', agency_id: null },
    ],
  } as unknown as Session;
  expect(ownAgencies(session)).toEqual([
    { value: 'a', label: 'A' },
    { value: 'b', label: 'B' },
  ]);
});

/** Answers of the choices route by the query it is asked. */
function server(answer: (query: URLSearchParams) => string[]) {
  const asked: URLSearchParams[] = [];
  vi.spyOn(globalThis, 'fetch').mockImplementation(async (input) => {
    const query = new URL((input as Request).url).searchParams;
    asked.push(query);
    return Response.json(answer(query).map((id) => ({ id, name: `name ${id}`, state: 'active' })));
  });
  return asked;
}

it('filters by the whole directory once something is typed, closed agencies too', async () => {
  const asked = server((query) => (query.get('search') ? ['far'] : ['first']));
  const filter = agencyFilter(new QueryClient(), () => [option('near')]);
  expect((await filter.loadOptions('')).map((o) => o.value)).toEqual(['near', 'first']);
  expect((await filter.loadOptions(' sttt ')).map((o) => o.value)).toEqual(['far']);
  expect(asked[1]?.get('search')).toBe('sttt');
  expect(asked[1]?.get('all')).toBe('true');
});

it('resolves the labels of ids in the address, many at a time', async () => {
  const asked = server((query) => (query.get('ids') ?? '').split(','));
  const ids = Array.from({ length: 230 }, (_, at) => `id${String(at).padStart(3, '0')}`);
  const labels = await agencyFilter(new QueryClient(), () => []).loadLabels(ids);
  expect(labels).toHaveLength(230);
  expect(labels[0]).toMatchObject({ value: 'id000', label: 'name id000' });
  expect(asked).toHaveLength(2);
});
