import i18next from 'i18next';
import { describe, expect, it } from 'vitest';
import { problemText } from '~/app/problemText';
import { askOf } from './api';
import {
  byNeed,
  EXEMPT,
  faultsOf,
  hostsIn,
  hostsOf,
  isAddress,
  pasted,
  percentOf,
  rowOf,
  rowsWith,
  stateOf,
} from './model';

describe('hosts that are pasted', () => {
  it('reads a name and addresses in any order, a line at a time', () => {
    expect(
      hostsIn(
        'web01 10.1.0.5\r\n10.1.0.6\tdb01.tinh.vn\n\n# a remark\nfw;10.1.0.1,10.2.0.0/16 # edge\n2001:db8::1',
      ),
    ).toEqual([
      { name: 'web01', addresses: '10.1.0.5' },
      { name: 'db01.tinh.vn', addresses: '10.1.0.6' },
      { name: 'fw', addresses: '10.1.0.1, 10.2.0.0/16' },
      { name: '', addresses: '2001:db8::1' },
    ]);
  });
  it('takes further names of a line as hosts of their own', () => {
    expect(hostsIn('10.1.0.5 web01 web01.tinh.vn')).toEqual([
      { name: 'web01', addresses: '10.1.0.5' },
      { name: 'web01.tinh.vn', addresses: '' },
    ]);
  });
  it('keeps an address that is written wrongly as one', () => {
    expect(hostsIn('web01 10.1.0')).toEqual([{ name: 'web01', addresses: '10.1.0' }]);
  });
  it('takes the place of an empty row and follows one that says something', () => {
    const rows = [rowOf({ name: 'a' }), rowOf()];
    const hosts = [{ name: 'b', addresses: '' }, { name: 'c' }];
    expect(pasted(rows, 1, hosts).map((r) => r.name)).toEqual(['a', 'b', 'c']);
    expect(pasted(rows, 0, hosts).map((r) => r.name)).toEqual(['a', 'b', 'c', '']);
    expect(hostsOf([rowOf({ name: ' a ' }), rowOf()])).toEqual([{ name: 'a', addresses: '' }]);
  });
});

it('tells addresses from names', () => {
  for (const word of ['10.1.0.5', '10.1.0.0/16', '2001:db8::/32', '::1', '0.0.0.0/0'])
    expect(isAddress(word), word).toBe(true);
  for (const word of ['web01', '10.1.0', '10.1.0.300', '10.1.0.0/33', 'a:b', 'cafe', '2001:db8::/129'])
    expect(isAddress(word), word).toBe(false);
});

it('finds the rows that the server would refuse', () => {
  const rows = [
    rowOf({ name: 'web01', addresses: '10.1.0.5' }),
    rowOf({ name: 'WEB01.' }),
    rowOf({ name: 'a b' }),
    rowOf({ addresses: '10.1.0.300' }),
    rowOf({ name: 'db', addresses: '10.1.0.5' }),
    rowOf(),
  ];
  const faults = faultsOf(rows);
  expect(rows.map((row) => faults.get(row.key))).toEqual([
    undefined,
    'twice',
    'malformed_name',
    'malformed_address',
    'twice',
    undefined,
  ]);
  for (const fault of [...faults.values(), 'too_many', 'taken'])
    expect(i18next.exists(`system:hosts.${fault}`)).toBe(true);
  expect([...rowsWith(rows, 'web01')]).toEqual([rows[0]?.key, rows[1]?.key]);
  expect([...rowsWith(rows, '10.1.0.5')]).toEqual([rows[0]?.key, rows[4]?.key]);
});

it('says how a system is connected, and what share is', () => {
  const through = [{ source_id: 's', name: 'S', standing: 'silent' }];
  const of = (connected: boolean, sources: typeof through, last_at: string | null) =>
    stateOf({ connected, through: sources, system: { last_at } });
  expect(of(true, through, null)).toBe('connected');
  expect(of(false, [], null)).toBe('no_source');
  expect(of(false, through, null)).toBe('never');
  expect(of(false, through, '2026-07-01T00:00:00Z')).toBe('silent');
  expect(percentOf(199, 200)).toBe(99.5);
  expect(percentOf(1999, 2000)).toBe(99.9);
  expect(percentOf(0, 0)).toBeUndefined();
});

it('puts first what is not connected, the higher level before the lower', () => {
  const of = (name: string, connected: boolean, level: number) =>
    ({ connected, system: { name, level } }) as Parameters<typeof byNeed>[0];
  const all = [of('a', true, 5), of('b', false, 2), of('c', false, 3)].sort(byNeed);
  expect(all.map((c) => c.system.name)).toEqual(['c', 'b', 'a']);
});

it('asks for what stands in the address', () => {
  expect(askOf({ search: '', sort: undefined, filters: {} })).toEqual({});
  expect(
    askOf({
      search: 'cổng',
      sort: undefined,
      filters: { level: ['3', '4'], priority: ['true'], retired: ['true'], agency: ['g1'] },
    }),
  ).toEqual({ search: 'cổng', level: '3,4', priority: true, retired: true, agency: 'g1' });
});

it('has a word for every kind, and for every refusal', () => {
  for (const kind of EXEMPT) expect(i18next.exists(`system:exempt.${kind}`)).toBe(true);
  const text = (code: string, params: Record<string, unknown>) =>
    problemText(i18next.t, { code, status: 422, params }).what;
  for (const reason of ['required', 'too_long', 'too_many', 'out_of_range', 'unknown', 'twice'])
    expect(text('system.invalid', { field: 'hosts', reason })).toBe(i18next.t(`system:reason.${reason}`));
  expect(text('system.host_taken', { host: 'web01', name: 'Cổng' })).toContain('web01');
});
