import { describe, expect, it } from 'vitest';
import {
  changedTo,
  type Draft,
  type DraftFields,
  draftOf,
  editable,
  fieldsOf,
  foundedBy,
  freshFields,
  KINDS,
  type Kind,
  missing,
  newId,
  percentSum,
  SHAPES,
} from './draft';

const fields = (kind: Kind, some: Partial<DraftFields> = {}): DraftFields => ({
  kind,
  from: [],
  to: [],
  functions: [],
  shares: [],
  renames: [],
  moves: [],
  roles: [],
  codes: [],
  ...some,
});

const unit = (id: string, percent: number | null = null) => ({
  mode: 'new' as const,
  id,
  full: ` Phòng ${id} `,
  abbreviation: ' ',
  symbol: null,
  kind: 'unit',
  level: 'affiliated',
  parent: 'p',
  percent,
});
const there = (agency: string, percent: number | null = null) => ({
  mode: 'existing' as const,
  id: `row-${agency}`,
  agency,
  percent,
});
const whole = (from: string, to: string | null, percent: number | null = null) => ({
  from,
  to,
  function: null,
  percent,
});

/** One example of each kind, and the links that it makes. */
const examples: Record<Kind, { f: DraftFields; links: Draft['links']; units?: string[] }> = {
  rename: {
    f: fields('rename', { renames: [{ agency: 'a', full: ' Tên ', abbreviation: ' ', symbol: 'T' }] }),
    links: [],
  },
  merge: {
    f: fields('merge', { from: ['a', 'b'], to: [there('c')] }),
    links: [whole('a', 'c'), whole('b', 'c')],
  },
  consolidate: {
    f: fields('consolidate', { from: ['a', 'b'], to: [unit('n')] }),
    links: [whole('a', 'n'), whole('b', 'n')],
    units: ['n'],
  },
  divide: {
    f: fields('divide', {
      from: ['a'],
      to: [unit('n', 60), there('c', 40)],
      shares: [{ function: 'x', to: 'c' }],
    }),
    links: [whole('a', 'n', 60), whole('a', 'c', 40), { from: 'a', to: 'c', function: 'x', percent: null }],
    units: ['n'],
  },
  split: {
    f: fields('split', { from: ['a'], to: [unit('n', 30), unit('m')] }),
    links: [whole('a', 'n', 30), whole('a', 'm')],
    units: ['n', 'm'],
  },
  transfer_function: {
    f: fields('transfer_function', {
      from: ['a'],
      to: [there('b')],
      functions: ['x', 'y'],
      roles: [{ role: 'specialised_unit', function: 'x', to: 'b' }],
    }),
    links: [
      { from: 'a', to: 'b', function: 'x', percent: null },
      { from: 'a', to: 'b', function: 'y', percent: null },
    ],
  },
  transfer_territory: {
    f: fields('transfer_territory', {
      from: ['old'],
      to: [there('b', 25), there('c', 75)],
      moves: [{ agency: 'v', tree: 'administrative', parent: 'b' }],
    }),
    links: [whole('old', 'b', 25), whole('old', 'c', 75)],
  },
  dissolve: {
    f: fields('dissolve', {
      from: ['a'],
      shares: [{ function: 'x', to: 'b' }],
      moves: [{ agency: 'child', tree: 'administrative', parent: 'b' }],
    }),
    links: [whole('a', null), { from: 'a', to: 'b', function: 'x', percent: null }],
  },
};

describe.each(KINDS)('%s', (kind) => {
  const { f, links, units = [] } = examples[kind];
  it('writes its links and the agencies it founds', () => {
    const draft = draftOf(f);
    expect(draft.links).toEqual(links);
    expect(draft.units.map((u) => u.id)).toEqual(units);
    for (const u of draft.units) expect([u.full, u.abbreviation]).toEqual([`Phòng ${u.id}`, null]);
    expect(missing(f)).toBeUndefined();
  });
  it('is opened again as it was written', () => {
    const draft = draftOf(f);
    expect(editable(kind, draft)).toBe(true);
    const again = draftOf(fieldsOf(kind, draft));
    expect(again.links).toEqual(draft.links);
    expect(again.units).toEqual(draft.units);
    expect([again.renames, again.moves, again.roles]).toEqual([draft.renames, draft.moves, draft.roles]);
  });
  it('begins with as many rows as it demands', () => {
    const fresh = freshFields(kind);
    expect([fresh.from.length, fresh.to.length]).toEqual([SHAPES[kind].from[0], SHAPES[kind].to[0]]);
    expect(missing(fields(kind, fresh))).toBeDefined();
  });
});

it('keeps what was entered when the kind is changed, and drops empty rows', () => {
  const begun = fields('rename', { renames: [{}], from: ['a', null], to: [{ ...unit('n'), full: ' ' }] });
  const split = changedTo('split', begun);
  expect([split.renames, split.from]).toEqual([[], ['a']]);
  expect(split.to).toHaveLength(1);
  expect(split.to[0]?.id).not.toBe('n');
  const moved = changedTo('transfer_territory', begun);
  expect([moved.moves, moved.from, moved.to]).toEqual([[{ tree: 'administrative' }], ['a'], []]);
  const again = changedTo('rename', { ...begun, moves: [{ tree: 'administrative' }] });
  expect([again.renames, again.moves, again.from]).toEqual([[{}], [], []]);
  // Those to be founded have no place in a merger; the agency that is there has.
  const merged = changedTo('merge', examples.divide.f);
  expect(merged.to.map((row) => row.agency)).toEqual(['c']);
});

it('leaves out what another kind held before the kind was changed', () => {
  const f = { ...examples.divide.f, kind: 'merge' as const };
  const draft = draftOf(f);
  expect(draft.units).toEqual([]);
  expect(draft.links).toEqual([whole('a', 'c'), { from: 'a', to: 'c', function: 'x', percent: null }]);
});

it('does not open a draft that is finer than the editor', () => {
  // Each source gives another share to each target.
  const draft = draftOf(examples.transfer_territory.f);
  const finer = { ...draft, links: [...draft.links, whole('other', 'b', 10)] };
  expect(editable('transfer_territory', finer)).toBe(false);
});

it('offers the agencies that it founds to the rest of the draft', () => {
  expect(foundedBy(examples.divide.f)).toEqual([{ value: 'n', label: 'Phòng n' }]);
  expect(foundedBy({ ...examples.divide.f, kind: 'merge' })).toEqual([]);
});

it('counts the shares that were said', () => {
  expect(percentSum(examples.divide.f.to)).toBe(100);
  expect(percentSum([{ percent: null }, {}])).toBe(0);
});

it('makes ids as the server takes them', () => {
  const ids = new Set(Array.from({ length: 50 }, newId));
  expect(ids.size).toBe(50);
  for (const id of ids)
    expect(id).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
});
