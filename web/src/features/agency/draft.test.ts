import { expect, it } from 'vitest';
import { draftOf } from './draft';

it('makes a merge one whole link per source, into the one that stays', () => {
  expect(draftOf({ kind: 'merge', from: ['a', 'b'], to: 'c' })).toMatchObject({
    format: 1,
    links: [
      { from: 'a', to: 'c', function: null },
      { from: 'b', to: 'c', function: null },
    ],
    renames: [],
  });
});

it('renames only the first and leaves empty parts out', () => {
  expect(draftOf({ kind: 'rename', from: ['a'], full: ' Name ', abbreviation: ' ' }).renames).toEqual([
    { agency: 'a', full: 'Name', abbreviation: null, symbol: null },
  ]);
});

it('moves a function with its role, and nothing else', () => {
  const draft = draftOf({
    kind: 'transfer_function',
    from: ['a'],
    to: 'b',
    role: 'specialised_unit',
    function: 'x',
  });
  expect(draft.links).toEqual([{ from: 'a', to: 'b', function: 'x', percent: null }]);
  expect(draft.roles).toEqual([{ role: 'specialised_unit', function: 'x', to: 'b' }]);
});

it('dissolves into nobody', () => {
  expect(draftOf({ kind: 'dissolve', from: ['a'] }).links).toEqual([
    { from: 'a', to: null, function: null, percent: null },
  ]);
});
