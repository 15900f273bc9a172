import i18next from 'i18next';
import { expect, it } from 'vitest';
import { askedOf, BY, barsOf, MOST_BARS, monthsOf, mostOf } from './model';

const asked = (search: string) => askedOf(new URLSearchParams(search), '2026-11-29');

it('reads the address, and takes the year so far for nonsense', () => {
  expect(asked('')).toEqual({ from: '2026-01-01', to: '2026-11-29', by: 'scam_type' });
  expect(asked('from=2026-02-01&to=2026-02-28&by=commune')).toEqual({
    from: '2026-02-01',
    to: '2026-02-28',
    by: 'commune',
  });
  expect(asked('from=2026-03-01&to=2026-02-28').from).toBe('2026-01-01');
  expect(asked('by=person').by).toBe('scam_type');
  for (const by of BY) expect(i18next.exists(`hotline_desk:statistics.by_of.${by}`)).toBe(true);
});

it('asks for whole months, the one that runs until today', () => {
  expect(monthsOf('2026-01', '2026-02', '2026-11-29')).toEqual({ from: '2026-01-01', to: '2026-02-28' });
  expect(monthsOf('2026-11', '2026-11', '2026-11-29')).toEqual({ from: '2026-11-01', to: '2026-11-29' });
});

it('draws the largest first and no hidden ones, but months all and in their order', () => {
  const rows = [
    { name: 'a', reports: 7 },
    { name: 'b', reports: null },
    { name: 'c', reports: 12 },
  ];
  expect(barsOf(rows, 'commune').map((row) => row.name)).toEqual(['c', 'a']);
  expect(barsOf(rows, 'month').map((row) => row.name)).toEqual(['a', 'b', 'c']);
  expect(mostOf(rows)?.name).toBe('c');
  expect(mostOf([{ name: 'b', reports: null }])).toBeUndefined();
  const many = Array.from({ length: 40 }, (_, n) => ({ name: String(n), reports: n }));
  expect(barsOf(many, 'commune')).toHaveLength(MOST_BARS);
});
