import { expect, test } from 'vitest';
import { byDay, type Count } from './api';

const count = (agency: string, deadline: string | null, total: number, done: number): Count => ({
  agency_id: agency,
  agency_name: agency,
  deadline,
  total,
  done,
});

test('work is counted by day over all agencies, the nearest first', () => {
  const found = byDay([
    count('a', null, 4, 0),
    count('a', '2027-07-01', 2, 1),
    count('b', '2027-01-01', 1, 0),
    count('b', '2027-07-01', 3, 2),
  ]);
  expect(found).toEqual([
    { deadline: '2027-01-01', total: 1, done: 0 },
    { deadline: '2027-07-01', total: 5, done: 3 },
    { deadline: null, total: 4, done: 0 },
  ]);
});
