import { render } from '@testing-library/react';
import { expect, it } from 'vitest';
import { Goal } from './words';

it('says of which year a goal is, where it is not the one looked at', () => {
  const target = { kind: 'numeric', text: 'x', comparator: '>=', unit: '%' };
  const text = (goal: object | null, change: object = {}) =>
    render(<Goal line={{ goal, target: { ...target, ...change } } as never} year={2026} />).container
      .textContent;
  expect(text({ year: 2026, value: 80 })).toBe('≥ 80%');
  expect(text({ year: 2030, value: 95 })).toBe('≥ 95% (năm 2030)');
  expect(text({ year: 2030, milestone: 'xong' }, { kind: 'milestone' })).toBe('xong (năm 2030)');
  expect(text(null)).toContain('–');
});
