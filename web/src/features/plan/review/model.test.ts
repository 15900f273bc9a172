import { describe, expect, it } from 'vitest';
import type { Item } from '../api';
import { chunks, dayKept, dayText, group, marksOf, proposeParts, segments } from './model';

function item(id: string, path: string, change: Partial<Item> = {}): Item {
  return {
    id,
    path,
    kind: 'task',
    review: 'unseen',
    sure: true,
    parties: [],
    spans: {},
    heading: `h ${path}`,
    ...change,
  } as Item;
}

describe('groups', () => {
  const items = [
    item('1', 'III.1.a'),
    item('2', 'III.1.b', { sure: false }),
    item('3', 'III.2.a', { kind: 'target' }),
    item('4', 'III.2.b', { review: 'removed' }),
  ];
  const none = new Set<string>();

  it('puts what wants a look first and the rest by part', () => {
    const groups = group(items, 'first', new Set(['2']), none);
    expect(groups.map((g) => [g.first, g.path, g.items.map((i) => i.id)])).toEqual([
      [true, '', ['2']],
      [false, 'III.1', ['1']],
      [false, 'III.2', ['3']],
    ]);
  });

  it('keeps an item in place after it was marked', () => {
    const marked = items.map((i) => (i.id === '2' ? item('2', 'III.1.b', { review: 'checked' }) : i));
    expect(group(marked, 'first', new Set(['2']), none)[0]?.items.map((i) => i.id)).toEqual(['2']);
  });

  it('filters by kind and shows removed ones apart', () => {
    expect(
      group(items, 'document', none, new Set(['target'])).flatMap((g) => g.items.map((i) => i.id)),
    ).toEqual(['3']);
    expect(group(items, 'removed', none, none).flatMap((g) => g.items.map((i) => i.id))).toEqual(['4']);
  });

  it('shows what is past due, and keeps in place what was just said to be done', () => {
    const late = items.map((i) => (i.id === '1' ? item('1', 'III.1.a', { past: true }) : i));
    const shown = (first: string[], of = late) =>
      group(of, 'past', new Set(first), none).flatMap((g) => g.items.map((i) => i.id));
    expect(shown([])).toEqual(['1']);
    expect(shown(['1'], items)).toEqual(['1']);
  });
});

describe('segments', () => {
  it('cuts the text at every border, the nearest mark first', () => {
    const marks = marksOf([
      item('1', 'a', {
        spans: { text: { start: 2, end: 10, confidence: 1 }, timeframe: { start: 4, end: 6, confidence: 1 } },
      }),
    ]);
    const cut = segments(0, 12, marks);
    expect(cut.map((s) => [s.start, s.end, s.marks.map((m) => m.field)])).toEqual([
      [0, 2, []],
      [2, 4, ['text']],
      [4, 6, ['timeframe', 'text']],
      [6, 10, ['text']],
      [10, 12, []],
    ]);
  });

  it('covers the whole text without gaps', () => {
    const text = Array.from({ length: 900 }, (_, n) => `dòng ${n}`).join('\n');
    const parts = chunks(text, 500);
    expect(parts[0]?.start).toBe(0);
    expect(parts[parts.length - 1]?.end).toBe(text.length);
    for (let i = 1; i < parts.length; i += 1) expect(parts[i]?.start).toBe(parts[i - 1]?.end);
    expect(chunks('')).toEqual([]);
  });
});

it('proposes parts at semicolons, else at sentences, else leaves room', () => {
  expect(proposeParts('Trang bị phần mềm; kiểm tra máy')).toEqual(['Trang bị phần mềm', 'kiểm tra máy']);
  expect(proposeParts('Làm một. Đến hai.')).toEqual(['Làm một.', 'Đến hai.']);
  expect(proposeParts('Một việc')).toEqual(['Một việc', '']);
});

it('writes days as people do and keeps them as the server does', () => {
  expect(['2026-12-05', '2026', '05/12', null].map(dayText)).toEqual([
    '05/12/2026',
    '2026',
    '05/12',
    undefined,
  ]);
  expect(['5/12/2026', '05/12', '2026-12-05'].map(dayKept)).toEqual(['2026-12-05', '05/12', '2026-12-05']);
});
