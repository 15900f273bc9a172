import { expect, it } from 'vitest';
import { byBeginning, clash } from './dated';
import { comparable, type Facts, factsOf, fieldsOf, refusal } from './facts';

const facts: Facts = {
  kind: 'department',
  level: 'province',
  founded: '2025-03-01',
  closed: null,
  names: [
    { full: 'Sở A', abbreviation: null, symbol: null, from: null, to: '2025-03-01', basis: null },
    { full: 'Sở B', abbreviation: 'SB', symbol: 'SB', from: '2025-03-01', to: null, basis: '12/NQ' },
  ],
  codes: [{ system: 'internal', code: 'SB', from: null, to: null }],
  parents: [{ tree: 'party', parent_id: 'p', from: '2025-07-01', to: null }],
  roles: [{ role: 'operator', function: null, from: null, to: null, basis: null }],
};

it('comes back from the editor as it went in', () => {
  expect(factsOf(fieldsOf(facts))).toEqual(facts);
});

it('shows the last day of a period, which the wire does not hold', () => {
  expect(fieldsOf(facts).names[0]?.to?.format('YYYY-MM-DD')).toBe('2025-02-28');
});

it('sends rows oldest first, those from before at the beginning', () => {
  const [before, after] = facts.names;
  if (!before || !after) throw new Error('two names');
  const turned = factsOf(fieldsOf({ ...facts, names: [after, before] }));
  expect(turned.names.map((n) => n.full)).toEqual(['Sở A', 'Sở B']);
  expect(byBeginning([{ from: '2025-01-01' }, {}])).toEqual([{}, { from: '2025-01-01' }]);
});

it('trims texts and leaves empty ones out', () => {
  const fields = fieldsOf(facts);
  const sent = factsOf({ ...fields, names: [{ full: ' Sở  A ', abbreviation: ' ', symbol: ' S ' }] });
  expect(sent.names[0]).toEqual({
    full: 'Sở  A',
    abbreviation: null,
    symbol: 'S',
    from: null,
    to: null,
    basis: null,
  });
});

it('names the row whose period overlaps, and the one that holds on no day', () => {
  const late = facts.names.map((n) => ({ ...n, to: null }));
  expect(refusal({ ...facts, names: late })).toEqual({ field: 'names.1.from', reason: 'overlap' });
  const backwards = [{ tree: 'party', parent_id: 'p', from: '2025-07-01', to: '2025-07-01' }];
  expect(refusal({ ...facts, parents: backwards })).toEqual({ field: 'parents.0.to', reason: 'before_from' });
  expect(refusal({ ...facts, closed: '2025-03-01' })).toEqual({ field: 'closed', reason: 'before_founded' });
  expect(refusal(facts)).toBeUndefined();
});

it('lets trees, systems and roles overlap with others of their list', () => {
  const rows = [
    { key: 'a', from: null, to: null },
    { key: 'b', from: null, to: null },
    { key: 'a', from: '2025-01-01', to: null },
  ];
  expect(clash(rows.slice(0, 2), (r) => r.key)).toBeUndefined();
  expect(clash(rows, (r) => r.key)).toEqual({ at: 2, reason: 'overlap' });
});

it('leaves out of a conflict what nobody can edit', () => {
  const named = (facts.parents ?? []).map((p) => ({ ...p, parent_name: 'x' }));
  expect(comparable({ ...facts, parents: named })).toEqual(facts);
});
