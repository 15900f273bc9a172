import { describe, expect, it } from 'vitest';
import {
  bundles,
  byDay,
  inOrder,
  isMonth,
  keyOf,
  type Line,
  meetParts,
  monthRange,
  shiftMonth,
  weekdayOf,
  weeksOf,
} from './calendar';

function line(change: Partial<Line>): Line {
  return {
    source: 'plan',
    title: 'Báo cáo',
    standing: 'due',
    met: [],
    due_on: '2026-12-05',
    ...change,
  } as Line;
}

describe('months', () => {
  it('moves over the turn of the year', () => {
    expect(shiftMonth('2026-12', 1)).toBe('2027-01');
    expect(shiftMonth('2026-01', -1)).toBe('2025-12');
    expect(shiftMonth('2026-06', -18)).toBe('2024-12');
  });
  it('knows the last day', () => {
    expect(monthRange('2028-02')).toEqual({ from: '2028-02-01', to: '2028-02-29' });
  });
  it('lays out whole weeks from Monday to Sunday', () => {
    const weeks = weeksOf('2026-11');
    expect(weeks[0]?.[0]).toBe('2026-10-26');
    expect(weeks[0]?.[6]).toBe('2026-11-01');
    expect(weeks.at(-1)?.[6]).toBe('2026-12-06');
    expect(weeksOf('2027-02')).toHaveLength(4);
  });
  it('takes only months from the address', () => {
    expect(isMonth('2026-11')).toBe(true);
    for (const bad of [null, '', '2026-13', '2026-1', '9999-01', '<b>']) expect(isMonth(bad)).toBe(false);
  });
});

it('makes one of the report that many agencies owe on the same day', () => {
  const all = bundles([
    line({ id: 'a', agency_name: 'A', standing: 'met' }),
    line({ id: 'b', agency_name: 'B' }),
    line({ id: 'c', agency_name: 'C', due_on: '2027-12-05' }),
    line({ id: 'd', agency_name: 'D', source: 'law' }),
  ]);
  expect(all.map((b) => b.lines.map((l) => l.id))).toEqual([['a', 'b'], ['c'], ['d']]);
  // Done by one is not done by all.
  expect(all[0]).toMatchObject({ standing: 'due', met: 1 });
  const [late] = bundles([line({ standing: 'due' }), line({ standing: 'overdue' })]);
  expect(late?.standing).toBe('overdue');
  const [done] = bundles([line({ standing: 'met' }), line({ standing: 'met_late' })]);
  expect(done).toMatchObject({ standing: 'met_late', met: 2 });
});

it('groups by day and leaves undated ones out', () => {
  const days = byDay(bundles([line({}), line({ title: 'B' }), line({ due_on: null })]));
  expect([...days.keys()]).toEqual(['2026-12-05']);
  expect(days.get('2026-12-05')).toHaveLength(2);
});

it('puts overdue ones first and undated ones last', () => {
  const sorted = inOrder([
    line({ title: 'u', standing: 'undated', due_on: null }),
    line({ title: 'd' }),
    line({ title: 'o', standing: 'overdue', due_on: '2026-12-30' }),
  ]);
  expect(sorted.map((l) => l.title)).toEqual(['o', 'd', 'u']);
});

it('has a key for dates of the law that nobody met yet', () => {
  expect(keyOf(line({ id: null, statutory_code: 'x', source: 'law' }))).toBe('x@2026-12-05');
  expect(keyOf(line({ id: 'i' }))).toBe('i');
});

describe('marking as met', () => {
  it('sends a receipt only with a system', () => {
    const values = { name: ' 12/BC ', day: '2026-12-01', receipt: 'R1' };
    expect(meetParts({ ...values, kind: 'document' }, line({ id: 'i', version: 3 }))).toEqual({
      kind: 'document',
      name: '12/BC',
      day: '2026-12-01',
      version: '3',
    });
    expect(meetParts({ ...values, kind: 'system' }, line({ id: 'i' })).receipt).toBe('R1');
  });
  it('names the agency for a date of the law', () => {
    const parts = meetParts(
      { kind: 'system', name: 'x', day: '2026-12-01', agency: 'a1' },
      line({ id: null }),
    );
    expect(parts.agency).toBe('a1');
    expect(parts).not.toHaveProperty('version');
  });
});

it('counts the days of a week from Monday', () => {
  expect(['2026-11-23', '2026-11-28', '2026-11-29'].map(weekdayOf)).toEqual([1, 6, 7]);
});
