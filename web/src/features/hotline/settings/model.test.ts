import { expect, it } from 'vitest';
import { isPublicKey, isReachable, isStale, refusedTone, STALE_DAYS } from './model';

it('takes 32 bytes in Base64 for a key, and nothing else', () => {
  expect(isPublicKey(` ${btoa('k'.repeat(32))} `)).toBe(true);
  for (const wrong of ['', btoa('k'.repeat(31)), btoa('k'.repeat(33)), `${'A'.repeat(42)}!=`, 'A'.repeat(44)])
    expect(isPublicKey(wrong), wrong).toBe(false);
});

it('takes for a contact only what a citizen can press', () => {
  for (const value of ['113', '1800 8108', '+84 900 000 101', 'https://tra-cuu.example/a?b'])
    expect(isReachable(value), value).toBe(true);
  for (const value of [
    '',
    '12',
    'http://a.example',
    'javascript:alert(1)',
    'https://',
    'https://a..b',
    'gọi 113',
  ])
    expect(isReachable(value), value).toBe(false);
});

it('stresses what a front that was taken over may have made up', () => {
  expect(refusedTone('forged')).toBe('urgent');
  expect(refusedTone('unknown')).toBe('high');
  expect(refusedTone('erased')).toBe('info');
});

it('asks to check a number again that nobody called for long', () => {
  expect(isStale(null, '2026-11-29')).toBe(true);
  expect(isStale('2026-11-29', '2026-11-29')).toBe(false);
  expect(isStale('2026-01-01', '2026-11-29')).toBe(true);
  expect(STALE_DAYS).toBeLessThan(365);
});
