import { describe, expect, it } from 'vitest';
import { barOf, MAX_QUARTERS, quarterOf, rangeOf, shareOf, startOf } from './gantt';

describe('quarters', () => {
  it('knows the quarter of a day and the first day of a quarter', () => {
    expect(quarterOf('2026-03-31')).toEqual({ year: 2026, quarter: 1 });
    expect(quarterOf('2026-04-01')).toEqual({ year: 2026, quarter: 2 });
    expect(startOf({ year: 2026, quarter: 4 })).toBe('2026-10-01');
  });
  it('draws whole quarters, at least a year, around all dates', () => {
    const range = rangeOf([{ starts_on: '2026-05-10', due_on: '2026-11-02' }], '2026-06-15');
    expect(range.from).toBe('2026-04-01');
    expect(range.to).toBe('2027-03-31');
    expect(range.quarters).toHaveLength(4);
  });
  it('cuts a far future and a far past, and always holds today', () => {
    const range = rangeOf([{ due_on: '2019-01-01' }, { due_on: '2045-12-31' }], '2026-06-15');
    expect(range.quarters).toHaveLength(MAX_QUARTERS);
    expect(range.from).toBe('2025-07-01');
    expect(range.from <= '2026-06-15' && '2026-06-15' <= range.to).toBe(true);
  });
});

describe('bars', () => {
  const range = rangeOf([{ due_on: '2026-12-31' }], '2026-01-10');
  it('fills the year of a duty of the year', () => {
    const bar = barOf({ starts_on: '2026-01-01', due_on: '2026-12-31' }, range);
    expect(bar).toEqual({ left: 0, width: 100, cutLeft: false, cutRight: false, point: false });
  });
  it('counts the due day itself', () => {
    const bar = barOf({ starts_on: '2026-01-01', due_on: '2026-01-01' }, range);
    expect(bar?.width).toBeCloseTo(100 / 365, 5);
    expect(bar?.point).toBe(true);
  });
  it('marks what is cut and drops what is outside', () => {
    expect(barOf({ starts_on: '2024-01-01', due_on: '2026-02-01' }, range)?.cutLeft).toBe(true);
    expect(barOf({ starts_on: '2026-11-01', due_on: '2030-01-01' }, range)?.cutRight).toBe(true);
    expect(barOf({ due_on: '2020-01-01' }, range)).toBeUndefined();
    expect(barOf({ starts_on: '2026-01-01', due_on: null }, range)).toBeUndefined();
  });
  it('takes a start after the end for no start', () => {
    expect(barOf({ starts_on: '2026-09-01', due_on: '2026-06-30' }, range)?.point).toBe(true);
  });
  it('clamps days outside to the edges', () => {
    expect(shareOf('2000-01-01', range)).toBe(0);
    expect(shareOf('2100-01-01', range)).toBe(100);
  });
});
