import { expect, it } from 'vitest';
import { formOf, missingOf, partsOf, wantsEvidence } from './report';

it('sends only what was said', () => {
  expect(partsOf({ status: 'in_progress', percent: null, note: '  ', product: ' KH 12 ' })).toEqual({
    status: 'in_progress',
    product: 'KH 12',
  });
});
it('keeps a percent of zero apart from no answer', () => {
  expect(partsOf({ status: 'in_progress', percent: 0 }).percent).toBe('0');
  expect(partsOf({ status: 'in_progress' })).not.toHaveProperty('percent');
});
it('leaves percent and day out where the status tells them', () => {
  expect(partsOf({ status: 'done', percent: 80, done_on: '2026-05-01' })).toEqual({
    status: 'done',
    done_on: '2026-05-01',
  });
  expect(partsOf({ status: 'not_started', percent: 40, done_on: '2026-05-01' })).toEqual({
    status: 'not_started',
    percent: '0',
  });
});
it('sends every file under the same name', () => {
  const form = formOf({ status: 'done' }, [new File(['a'], 'a.pdf'), new File(['b'], 'b.jpg')]);
  expect(form.get('status')).toBe('done');
  expect(form.getAll('files').map((f) => (f as File).name)).toEqual(['a.pdf', 'b.jpg']);
});
it('asks for evidence of what is done', () => {
  expect(wantsEvidence({ status: 'done' }, 0)).toBe(true);
  expect(wantsEvidence({ status: 'done' }, 1)).toBe(false);
  expect(wantsEvidence({ status: 'in_progress' }, 0)).toBe(false);
});

it('names exactly what a report lacks', () => {
  const of = (status: string, has_percent: boolean, has_files: boolean) =>
    missingOf({
      duty: { status },
      sufficiency: { answered: true, has_percent, has_files, sufficient: false },
    });
  expect(of('done', true, false)).toEqual(['files']);
  expect(of('in_progress', false, true)).toEqual(['percent']);
  expect(of('in_progress', false, false)).toEqual(['percent']);
  expect(of('done', false, false)).toEqual(['percent', 'files']);
});
