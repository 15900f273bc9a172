import { describe, expect, it } from 'vitest';
import { bySeverity, countLights, dutiesPath } from './figures';

describe('figures of the leaders page', () => {
  it('counts each target under its light', () => {
    expect(countLights([{ light: 'met' }, { light: 'behind' }, { light: 'met' }])).toEqual({
      met: 2,
      behind: 1,
      no_data: 0,
    });
  });
  it('puts what needs a look first and keeps the order of the plan', () => {
    const rows = [
      { id: 1, light: 'met' },
      { id: 2, light: 'no_data' },
      { id: 3, light: 'behind' },
      { id: 4, light: 'behind' },
    ];
    expect(bySeverity(rows).map((r) => r.id)).toEqual([3, 4, 2, 1]);
  });
  it('leads to exactly the duties behind a figure', () => {
    expect(dutiesPath({ state: 'late', agency: 'a' })).toBe('/nhiem-vu?agency=a&lateness=late');
    expect(dutiesPath({ state: 'no_answer' })).toBe('/nhiem-vu?freshness=silent');
    expect(dutiesPath({ state: 'done', plan: 'p' })).toBe('/nhiem-vu?plan=p&status=done');
    expect(dutiesPath({})).toBe('/nhiem-vu');
  });
});
