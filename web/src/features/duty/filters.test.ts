import { expect, it } from 'vitest';
import { askableStatuses, askOf, askOfStatus, listPath, narrowOf, seenStatus } from './filters';

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

it('tells no report from the answer "not started"', () => {
  expect(seenStatus({ status: 'not_started', reported_at: null })).toBe('no_answer');
  expect(seenStatus({ status: 'not_started', reported_at: '2026-07-01T00:00:00Z' })).toBe('not_started');
  expect(seenStatus({ status: 'cancelled', reported_at: null })).toBe('cancelled');
  expect(askOfStatus(['no_answer'])).toEqual({ status: 'not_started', answered: false });
  expect(askOfStatus(['not_started', 'done'])).toEqual({ status: 'not_started,done', answered: true });
  expect(askOfStatus(['no_answer', 'not_started'])).toEqual({ status: 'not_started' });
  expect(askOfStatus(['done'])).toEqual({ status: 'done' });
});

it('widens what cannot be asked for in one go', () => {
  expect(askableStatuses(['no_answer'])).toEqual(['no_answer']);
  expect(askableStatuses(['no_answer', 'done'])).toEqual(['no_answer', 'done', 'not_started']);
  expect(askableStatuses(['not_started', 'cancelled'])).toEqual(['not_started', 'cancelled', 'no_answer']);
  expect(askableStatuses(['not_started', 'in_progress'])).toEqual(['not_started', 'in_progress']);
});
