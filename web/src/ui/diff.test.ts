import { expect, it } from 'vitest';
import { diffWords } from './diff';

it('marks changed words and loses none', () => {
  const before = 'one drill every year';
  const after = 'two drills every year at least';
  const pieces = diffWords(before, after);
  const side = (skip: string) =>
    pieces
      .filter((p) => p.kind !== skip)
      .map((p) => p.text)
      .join('')
      .trim();
  expect(side('added').replace(/\s+/g, ' ')).toBe(before);
  expect(side('removed').replace(/\s+/g, ' ')).toBe(after);
  expect(pieces.filter((p) => p.kind === 'same').map((p) => p.text.trim())).toEqual(['every year']);
});

it('tells a changed word from the mark behind it', () => {
  const pieces = diffWords('trình tỉnh ban hành.', 'trình tỉnh xem xét, ban hành trước khi áp dụng.');
  expect(pieces.filter((p) => p.kind === 'removed')).toEqual([]);
  expect(pieces.filter((p) => p.kind === 'added').map((p) => p.text.trim())).toEqual([
    'xem xét,',
    'trước khi áp dụng',
  ]);
});

it('keeps words apart where a mark takes the place of a word', () => {
  const pieces = diffWords('mật khẩu và thiết bị', 'mật khẩu, thiết bị');
  expect(pieces.map((p) => p.text).join('')).toContain('khẩu và ');
  expect(
    pieces
      .filter((p) => p.kind !== 'removed')
      .map((p) => p.text)
      .join(''),
  ).toBe('mật khẩu, thiết bị');
});

it('stays bounded on texts that have nothing in common', () => {
  const big = (word: string) => Array.from({ length: 5000 }, (_, n) => `${word}${n}`).join(' ');
  expect(diffWords(big('a'), big('b'))).toHaveLength(2);
});
