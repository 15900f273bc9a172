import { expect, it } from 'vitest';
import { exportLink, kindOf } from './monitoringReport';

it('takes the kind from the address and carries what was written into the file', () => {
  expect(kindOf('weekly')).toBe('weekly');
  expect(kindOf('yearly')).toBe('daily');
  const link = exportLink('daily', { to: '2026-07-15', remarks: 'Giữ trực & theo dõi', format: 'docx' });
  const url = new URL(link, 'https://coloa.invalid');
  expect(url.pathname).toBe('/api/v1/monitoring-reports/daily/export');
  expect(url.searchParams.get('remarks')).toBe('Giữ trực & theo dõi');
});
