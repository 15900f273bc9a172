import i18next from 'i18next';
import { expect, it } from 'vitest';
import { CERTAINTIES, changedOf, dayAfter, KINDS, yearBefore } from './model';

const row = (id: string, valid_from: string, valid_to: string | null) => ({
  kind: 'criterion',
  id,
  title: id,
  source: 'Nghị định',
  article: 'Điều 1',
  certainty: 'found',
  valid_from,
  valid_to,
});

it('puts what began and what ended into one list, the latest first', () => {
  const changed = changedOf({
    began: [row('331', '2026-08-19', null), row('gap', '2026-07-01', null)],
    ended: [row('85', '2016-07-01', '2026-08-18')],
  });
  expect(changed.map((c) => [c.id, c.change, c.day])).toEqual([
    ['331', 'began', '2026-08-19'],
    ['85', 'ended', '2026-08-19'],
    ['gap', 'began', '2026-07-01'],
  ]);
});

it('knows the day after and the year before', () => {
  expect(dayAfter('2026-12-31')).toBe('2027-01-01');
  expect(dayAfter('2028-02-28')).toBe('2028-02-29');
  expect(yearBefore('2028-02-29')).toBe('2027-02-28');
  expect(yearBefore('2026-11-29')).toBe('2025-11-29');
});

it('has a word for every kind and certainty', () => {
  for (const kind of KINDS) expect(i18next.exists(`law:kind.${kind}`), kind).toBe(true);
  for (const word of CERTAINTIES) expect(i18next.exists(`law:certainty.${word}`), word).toBe(true);
});
