import { expect, it } from 'vitest';
import { setLanguage } from '~/i18n';
import {
  daysBetween,
  decimalSign,
  formatBytes,
  formatDate,
  formatInstant,
  formatNumber,
  formatRelative,
  readNumber,
} from './format';

it('writes dates in the time of Viet Nam', () => {
  expect(formatDate('2026-03-04T17:30:00Z')).toBe('05/03/2026 00:30');
  expect(formatDate('2026-03-04T17:30:00Z', true)).toBe('05/03/2026');
  expect(formatDate('2026-03-05')).toBe('05/03/2026');
  expect(formatDate('nonsense')).toBe('');
  expect(formatInstant('2026-03-04T17:30:07.9Z')).toBe('05/03/2026 00:30:07');
  expect(formatInstant('nonsense')).toBe('');
});

it('counts days by the calendar, not by 24 hours', () => {
  expect(daysBetween('2026-03-05', new Date('2026-03-05T16:59:00Z'))).toBe(0);
  expect(daysBetween('2026-03-05', new Date('2026-03-05T17:01:00Z'))).toBe(1);
});

it('writes numbers with dots and a decimal comma', () => {
  expect(formatNumber(1234567.8)).toBe('1.234.567,8');
  expect(formatNumber(5, { min: 2 })).toBe('5,00');
  expect(formatBytes(13_002_342)).toBe('12,4 MB');
});

it('hints at relative time', () => {
  const now = new Date('2026-03-05T00:00:00Z');
  expect(formatRelative('2026-03-02T00:00:00Z', 'en', now)).toBe('3 days ago');
});

it('writes and reads numbers with the signs of the language', async () => {
  expect(readNumber('1.234.567,8')).toBe(1_234_567.8);
  expect(readNumber('−5')).toBe(-5);
  expect(readNumber('1,234.5')).toBeUndefined();
  await setLanguage('en');
  expect(formatNumber(1502)).toBe('1,502');
  expect(formatNumber(1234567.8)).toBe('1,234,567.8');
  expect(formatBytes(13_002_342)).toBe('12.4 MB');
  expect(readNumber('1,234,567.8')).toBe(1_234_567.8);
  expect(decimalSign()).toBe('.');
  expect(formatDate('2026-03-05')).toBe('05/03/2026');
  await setLanguage('vi');
});
