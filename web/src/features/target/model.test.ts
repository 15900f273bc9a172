import { describe, expect, it } from 'vitest';
import { countedFrom, goalText, lightCounts, valueParts, yearSeries } from './model';

it('writes a goal as it is read', () => {
  expect(goalText('>=', 95.5, '%')).toBe('≥ 95,5%');
  expect(goalText(undefined, 12, 'lớp')).toBe('12 lớp');
  expect(goalText('>=', null, '%')).toBe('');
});
it('keeps gaps of the years and leaves out years of which nothing is known', () => {
  const year = (y: number, goal: number | null, value: number | null) => ({
    year: y,
    goal,
    value,
    reached: null,
    light: 'no_data',
  });
  expect(yearSeries([year(2027, 90, null), year(2025, null, null), year(2026, 80, 0)])).toEqual({
    categories: ['2026', '2027'],
    values: [0, null],
    goals: [80, 90],
  });
});
it('counts the lights, the worst first', () => {
  expect(lightCounts([{ light: 'reached' }, { light: 'missed' }, { light: 'reached' }])).toEqual([
    ['missed', 1],
    ['reached', 2],
  ]);
});
describe('value form', () => {
  it('sends the two numbers of a share instead of a rounded one', () => {
    expect(valueParts({ year: 2026, numerator: 2, denominator: 3, value: 66.7 }, 'numeric')).toEqual({
      year: '2026',
      numerator: '2',
      denominator: '3',
    });
  });
  it('sends zero, and nothing for nothing', () => {
    expect(valueParts({ year: 2026, value: 0, note: ' ' }, 'numeric')).toEqual({ year: '2026', value: '0' });
    expect(valueParts({ year: 2026, value: null }, 'numeric')).toEqual({ year: '2026' });
  });
  it('says of a milestone only whether it is reached', () => {
    expect(valueParts({ year: 2026, value: 5 }, 'milestone')).toEqual({ year: '2026', reached: 'false' });
  });
});
it('tells what a share was counted from only when both numbers are there', () => {
  expect(countedFrom({ numerator: 1200, denominator: 1500 })).toEqual(['1.200', '1.500']);
  expect(countedFrom({ numerator: 3, denominator: null })).toBeUndefined();
});
