import { expect, it } from 'vitest';
import { shareOf } from './progress';

it('shows a share only where the job told one', () => {
  expect(shareOf({ done: 3, total: 10 })).toBe(30);
  expect(shareOf({ done: 999, total: 1000 })).toBe(99);
  expect(shareOf({ done: 12, total: 10 })).toBe(100);
  for (const none of [null, undefined, {}, { done: 1 }, { done: 0, total: 0 }, 'x'])
    expect(shareOf(none)).toBeUndefined();
});
