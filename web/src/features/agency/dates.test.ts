import i18next from 'i18next';
import { expect, it } from 'vitest';
import { periodText } from './dates';

it('writes a period with its last day, and says nothing where nothing is recorded', () => {
  const t = i18next.getFixedT('vi', 'agency') as Parameters<typeof periodText>[0];
  expect(periodText(t, { from: '2025-03-01', to: '2025-07-01' })).toBe('01/03/2025 – 30/06/2025');
  expect(periodText(t, { from: '2025-07-01' })).toBe('từ 01/07/2025');
  expect(periodText(t, { to: '2025-07-01' })).toBe('đến hết 30/06/2025');
  expect(periodText(t, {})).toBe('');
});
