import { expect, it } from 'vitest';
import { askOf, listPath, narrowOf } from './filters';

it('asks the server for what stands in the URL', () => {
  expect(
    askOf({
      search: '  an toàn ',
      sort: '-due',
      filters: {
        plan: ['p1'],
        agency: ['a1', 'a2'],
        status: ['not_started', 'in_progress'],
        review: ['returned'],
        late: ['late'],
        due_from: ['2026-01-01'],
        due_to: ['2026-03-31'],
        silent: ['true'],
      },
    }),
  ).toEqual({
    plan: 'p1',
    agency: 'a1,a2',
    status: 'not_started,in_progress',
    review: 'returned',
    late: 'late',
    due_from: '2026-01-01',
    due_to: '2026-03-31',
    answered: false,
    search: 'an toàn',
    sort: '-due',
  });
});

it('sends no empty words and no order the server does not know', () => {
  expect(askOf({ search: ' ', sort: 'text', filters: { status: [] } })).toEqual({});
  expect(askOf({ search: '', sort: undefined, filters: { silent: ['false'] } })).toEqual({ answered: true });
});

it('leads to the list with filters', () => {
  expect(listPath({})).toBe('/nhiem-vu');
  expect(listPath({ status: ['not_started', 'in_progress'], late: 'late' })).toBe(
    '/nhiem-vu?status=not_started&status=in_progress&late=late',
  );
});

it('keeps to the one piece of work a link speaks of', () => {
  expect(narrowOf(new URLSearchParams('text=t1&q=x'))).toEqual({ text: 't1' });
  expect(narrowOf(new URLSearchParams('text='))).toEqual({});
});
