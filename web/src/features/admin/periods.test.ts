import { expect, it } from 'vitest';
import { byPhase, dayAfter, lastDay, phaseOf } from './periods';

it('tells what is held on a day, the end day excluded', () => {
  const today = '2026-07-01';
  expect(phaseOf({ from: '2026-07-01', to: null }, today)).toBe('held');
  expect(phaseOf({ from: '2026-07-02' }, today)).toBe('future');
  expect(phaseOf({ from: '2025-01-01', to: '2026-07-01' }, today)).toBe('past');
  expect(phaseOf({ from: '2025-01-01', to: '2026-07-02' }, today)).toBe('held');
});

it('puts what is held first, then planned, then past', () => {
  const items = [
    { from: '2024-01-01', to: '2025-01-01' },
    { from: '2027-01-01' },
    { from: '2025-01-01' },
    { from: '2026-01-01' },
  ];
  expect(byPhase(items, '2026-07-01').map((x) => x.from)).toEqual([
    '2026-01-01',
    '2025-01-01',
    '2027-01-01',
    '2024-01-01',
  ]);
});

it('goes between the last day and the day after over months and leap days', () => {
  expect(lastDay('2026-07-01')).toBe('2026-06-30');
  expect(dayAfter('2024-02-28')).toBe('2024-02-29');
  expect(dayAfter(lastDay('2025-03-01'))).toBe('2025-03-01');
});
