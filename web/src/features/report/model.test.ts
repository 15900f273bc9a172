import { describe, expect, it } from 'vitest';
import { roman } from '~/ui/format';
import { endToCome, freshId, isCompleted, moved, type PeriodPreset, presetFor, sortParts } from './model';

const preset = (kind: string, index: number, from: string, to: string): PeriodPreset => ({
  kind,
  index,
  year: 2026,
  from,
  to,
  citation: '',
});

describe('reports', () => {
  it('offers the last quarter that is over', () => {
    const quarters = [
      preset('quarter', 1, '2025-12-15', '2026-03-14'),
      preset('quarter', 2, '2026-03-15', '2026-06-14'),
      preset('quarter', 3, '2026-06-15', '2026-09-14'),
    ];
    expect(presetFor(quarters, 'quarter', '2026-07-15')?.index).toBe(2);
    expect(presetFor(quarters, 'quarter', '2026-01-15')?.index).toBe(1);
    expect(presetFor(quarters, 'year', '2026-07-15')).toBeUndefined();
  });
  it('puts those who are silent on top, then those who are not finished', () => {
    const part = (name: string, state: string, silent: boolean) => ({ name, state, silent });
    const sorted = sortParts([
      part('a', 'complete', false),
      part('b', 'open', false),
      part('c', 'open', true),
      part('d', 'frozen', true),
    ]);
    expect(sorted.map((p) => p.name)).toEqual(['c', 'b', 'a', 'd']);
  });
  it('moves within the list only', () => {
    expect(moved(['a', 'b', 'c'], 1, -1)).toEqual(['b', 'a', 'c']);
    expect(moved(['a', 'b'], 0, -1)).toEqual(['a', 'b']);
    expect(moved(['a', 'b'], 1, 1)).toEqual(['a', 'b']);
  });
  it('finds a free name', () => {
    expect(freshId(['s_1', 's_3'], 's')).toBe('s_4');
    expect(freshId(['s_1', 's_2', 's_4'], 's')).toBe('s_5');
  });
  it('numbers sections', () => {
    expect([1, 4, 9, 14].map(roman)).toEqual(['I', 'IV', 'IX', 'XIV']);
  });
});

it('counts what agencies completed, not what was frozen without them', () => {
  const parts = [
    { state: 'complete' },
    { state: 'frozen', completed_at: '2026-03-01T00:00:00Z' },
    { state: 'frozen', completed_at: null },
    { state: 'open' },
  ];
  expect(parts.map(isCompleted)).toEqual([true, true, false, false]);
});

it('knows an end that is still to come', () => {
  expect(endToCome('2026-12-14', '2026-11-28')).toBe('2026-12-14');
  expect(endToCome('2026-11-28', '2026-11-28')).toBeUndefined();
  expect(endToCome(undefined, '2026-11-28')).toBeUndefined();
});
