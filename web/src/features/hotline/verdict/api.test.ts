import { expect, it } from 'vitest';
import { exactly } from './api';

it('counts reports of the very number that was meant, however it is written', () => {
  const found = [
    { value: '09120001012', match_key: '09120001012' },
    { value: '0912 000 101', match_key: '0912000101' },
  ];
  expect(exactly(found, '0912.000.101')?.match_key).toBe('0912000101');
  expect(exactly(found, '0912000')).toBeNull();
  expect(exactly([{ value: '@Mau.Gia', match_key: '@mau.gia' }], '@mau.gia')?.value).toBe('@Mau.Gia');
});
