import { describe, expect, it } from 'vitest';
import { askOf } from '~/features/duty/filters';
import { bySeverity, countLights, dutiesPath, targetsPath } from './figures';

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
    const on = '2026-07-15';
    expect(dutiesPath({ state: 'late', agency: 'a' }, on)).toBe('/nhiem-vu?agency=a&late=late');
    expect(dutiesPath({ state: 'no_answer' }, on)).toBe('/nhiem-vu?status=no_answer&due_from=2026-07-15');
    expect(dutiesPath({ state: 'in_progress' }, on)).toBe(
      '/nhiem-vu?status=not_started&status=in_progress&due_from=2026-07-15',
    );
    expect(dutiesPath({ state: 'done', plan: 'p' }, on)).toBe('/nhiem-vu?plan=p&status=done');
    expect(dutiesPath({}, on)).toBe('/nhiem-vu');
  });
  it('asks the list of duties in the words that the list understands', () => {
    const filters: Record<string, string[]> = {};
    for (const [key, value] of new URL(
      dutiesPath({ state: 'no_answer', agency: 'a', plan: 'p' }, '2026-07-15'),
      'http://x',
    ).searchParams)
      filters[key] = [...(filters[key] ?? []), value];
    expect(askOf({ search: '', sort: undefined, filters })).toEqual({
      plan: 'p',
      agency: 'a',
      status: 'not_started',
      due_from: '2026-07-15',
      answered: false,
    });
  });
  it('leads to the targets of a light', () => {
    expect(targetsPath('no_data', undefined)).toBe('/chi-tieu?light=no_data');
    expect(targetsPath('behind', 'p')).toBe('/chi-tieu?light=on_track&light=behind&light=missed&plan=p');
  });
});
