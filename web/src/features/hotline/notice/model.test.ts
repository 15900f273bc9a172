import i18next from 'i18next';
import { expect, it } from 'vitest';
import type { Notice } from './api';
import {
  AUDIENCES,
  bodyOf,
  fieldsOf,
  freshFields,
  indicatorsOf,
  lacks,
  NOTICE_KINDS,
  paragraphsOf,
  wordsIn,
} from './model';

const fresh = freshFields('warning');

it('begins as a warning unless another kind is asked for', () => {
  expect(freshFields('correction').kind).toBe('correction');
  expect(freshFields('<script>').kind).toBe('warning');
});

it('sends lists line by line, and the end of the last day as lived in Viet Nam', () => {
  const body = bodyOf({
    ...fresh,
    title: ' Giả danh điện lực ',
    signs: 'gọi từ số lạ\n\n đòi chuyển tiền ',
    indicators: [
      { kind: 'phone', value: ' 0912000101 ' },
      { kind: 'domain', value: '  ' },
    ],
    scam_type: '14',
    expires_at: '2026-12-31',
  });
  expect(body).toMatchObject({
    title: 'Giả danh điện lực',
    signs: ['gọi từ số lạ', 'đòi chuyển tiền'],
    indicators: [{ kind: 'phone', value: '0912000101' }],
    scam_type: '14',
    expires_at: '2026-12-31T17:00:00Z',
  });
  expect(bodyOf({ ...fresh, kind: 'correction', scam_type: '14' }).scam_type).toBeNull();
});

it('fills the form with what was saved', () => {
  const notice = {
    ...bodyOf({ ...fresh, title: 'A', signs: 'một\nhai', advice: 'ba', expires_at: '2026-12-31' }),
    audience: '',
  } as Notice;
  expect(fieldsOf(notice)).toMatchObject({
    title: 'A',
    signs: 'một\nhai',
    advice: 'ba',
    audience: 'everybody',
    expires_at: '2026-12-31',
  });
});

it('says what is lacking before citizens can read it', () => {
  expect(lacks(fresh)).toEqual(['title', 'summary', 'body', 'advice']);
  const whole = { ...fresh, title: 'a', summary: 'b', body: 'c' };
  expect(lacks({ ...whole, advice: 'd' })).toEqual([]);
  expect(lacks({ ...whole, kind: 'correction' })).toEqual(['source']);
  expect(lacks({ ...whole, kind: 'question' })).toEqual([]);
  for (const lack of [...lacks(fresh), 'source'])
    expect(i18next.exists(`hotline_desk:notice.lack.${lack}`)).toBe(true);
});

it('shows paragraphs, and Vietnamese where nothing was translated', () => {
  expect(paragraphsOf('một\ncòn một\n\n \nhai')).toEqual(['một\ncòn một', 'hai']);
  const fields = { ...fresh, title: 'A', title_en: 'B', summary: 'C', summary_en: ' ' };
  expect(wordsIn(fields, true)).toMatchObject({ title: 'B', summary: 'C' });
  expect(wordsIn(fields, false).title).toBe('A');
});

it('leaves out rows that hold nothing', () => {
  expect(indicatorsOf([undefined, { kind: 'url' }, { value: 'x' }])).toEqual([{ kind: 'phone', value: 'x' }]);
  expect(indicatorsOf(undefined)).toEqual([]);
});

it('has words in both languages of the portal', () => {
  for (const language of ['vi', 'en'])
    for (const key of [
      ...NOTICE_KINDS.map((kind) => `kind.${kind}`),
      ...AUDIENCES.filter((audience) => audience !== 'everybody').map((audience) => `audience.${audience}`),
    ])
      expect(i18next.exists(`hotline_desk:citizen.${language}.${key}`), key).toBe(true);
});
