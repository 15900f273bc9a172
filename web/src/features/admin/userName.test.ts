import { expect, it } from 'vitest';
import { suggestUserName } from './userName';

it('suggests the given name with initials, without diacritics', () => {
  expect(suggestUserName('Nguyễn Thị Hồng Phượng')).toBe('phuong.nth');
  expect(suggestUserName('  Đỗ   Đức ')).toBe('duc.d');
  expect(suggestUserName('An')).toBe('an');
  expect(suggestUserName(' ')).toBe('');
});
