import i18next from 'i18next';
import { expect, it } from 'vitest';
import { problemText } from '~/app/problemText';

it('names a missing field as people know it', () => {
  const t = i18next.getFixedT('vi', 'errors');
  const text = problemText(t, { code: 'document.missing', status: 422, params: { field: 'place' } });
  expect(text.what).toBe('Thể thức còn thiếu: địa danh.');
  const refused = problemText(t, { code: 'report.invalid', status: 422, params: { field: 'period_kind' } });
  expect(refused.what).toBe('Có ô chưa hợp lệ: kỳ báo cáo.');
});
