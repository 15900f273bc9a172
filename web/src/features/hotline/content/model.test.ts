import i18next from 'i18next';
import { expect, it } from 'vitest';
import { type Ground, groundsOf, STEPS, stepBody, stepsIn, wantsText } from './model';

const FIELDS = {
  text: ' lời ',
  document_number: ' 12/CV ',
  recipient_name: ' Cơ quan A ',
  ground: 'insult',
  competent: 'investigation_agency',
};

it('has words for every step, and puts first what goes on with it', () => {
  for (const step of STEPS)
    for (const of of ['step', 'step_about', 'stepped', 'text_of', 'said'])
      expect(i18next.exists(`hotline_desk:content.${of}.${step}`), `${of}.${step}`).toBe(true);
  expect(i18next.exists('hotline_desk:content.stepped.record')).toBe(true);
  expect(stepsIn(['assess', 'transfer', 'close', 'something new'])).toEqual(['transfer', 'assess', 'close']);
  expect(stepsIn([])).toEqual([]);
  expect(STEPS.filter(wantsText)).toEqual(['answer', 'close', 'reopen', 'appeal']);
});

it('sends what belongs to the step alone', () => {
  expect(stepBody('assess', FIELDS)).toEqual({
    step: 'assess',
    text: 'lời',
    document_number: '',
    recipient_name: '',
    ground: 'insult',
    competent: 'investigation_agency',
  });
  expect(stepBody('transfer', FIELDS)).toEqual({
    step: 'transfer',
    text: 'lời',
    document_number: '12/CV',
    recipient_name: 'Cơ quan A',
  });
  expect(stepBody('close', FIELDS)).toMatchObject({ document_number: '', recipient_name: '' });
});

it('offers grounds of the kind of content, each once', () => {
  const ground = (code: string, of: string) => ({ code, of }) as Ground;
  const all = [ground('a', 'illegal_content'), ground('a', 'illegal_content'), ground('b', 'false_news')];
  expect(groundsOf(all, 'illegal_content').map((one) => one.code)).toEqual(['a']);
  expect(groundsOf(undefined, 'false_news')).toEqual([]);
});
