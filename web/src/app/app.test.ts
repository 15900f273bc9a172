import i18next from 'i18next';
import { expect, it } from 'vitest';
import { ApiProblem } from '~/api/problem';
import { fold, matches } from './fold';
import { problemText } from './problemText';
import { isLightPath, safeNext, signInPath } from './router';

it('matches typed words without diacritics, tone placement apart', () => {
  expect(fold('Đầu mối')).toBe('dau moi');
  expect(matches('Sở Khoa học và Công nghệ', 'cong so')).toBe(true);
  expect(matches('Sở Khoa học và Công nghệ', 'y te')).toBe(false);
});

it('returns only to pages of its own after signing in', () => {
  expect(safeNext('/ke-hoach?x=1')).toBe('/ke-hoach?x=1');
  for (const bad of ['//evil.invalid', '/\\evil.invalid', 'https://evil.invalid', null, ''])
    expect(safeNext(bad)).toBe('/');
  expect(signInPath('/a?b=1')).toBe('/dang-nhap?tiep=%2Fa%3Fb%3D1');
  expect(isLightPath('/lien-ket/abc')).toBe(true);
  expect(isLightPath('/')).toBe(false);
});

it('explains known codes with params, unknown ones by status, the rest in general', () => {
  const t = i18next.t;
  const text = (status: number, code: string, params = {}) =>
    problemText(t, new ApiProblem({ status, code, params }));
  expect(text(429, 'auth.too_many_attempts', { retry_after_seconds: 130 }).todo).toContain('3 phút');
  expect(text(503, 'db.locked')).toMatchObject({ known: false, what: i18next.t('errors:http.503.what') });
  expect(text(418, 'no.such_code').what).toBe(i18next.t('errors:unknown.what'));
});
