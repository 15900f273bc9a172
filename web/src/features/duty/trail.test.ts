import { expect, it } from 'vitest';
import { later } from './ExtensionCard';
import { trailLine } from './trail';

it('tells a return from an acceptance', () => {
  expect(trailLine('duty.accept', { review: 'accepted' }).key).toBe('accept');
  expect(trailLine('duty.accept', { review: 'returned', reason: 'x' })).toMatchObject({
    key: 'return',
    reason: 'x',
  });
});
it('tells a refusal from an approval and keeps the dates', () => {
  expect(trailLine('duty.decide_extension', { state: 'refused', reason: 'no' }).key).toBe('refuse_extension');
  const approved = trailLine('duty.decide_extension', {
    state: 'approved',
    from: '2026-01-01',
    to: '2026-02-01',
  });
  expect(approved).toMatchObject({ key: 'decide_extension', params: { to: '2026-02-01' } });
  expect(trailLine('duty.extend', { from: null, to: '2026-02-01' }).key).toBe('extend_plain');
});
it('never shows an action it has no sentence for', () => {
  expect(trailLine('duty.something_new', null).key).toBe('other');
});
it('asks for a day after the due date and after today', () => {
  expect(later('2026-12-31', '2026-06-01')).toBe('2027-01-01');
  expect(later('2026-01-31', '2026-06-01')).toBe('2026-06-02');
  expect(later(null, '2026-02-28')).toBe('2026-03-01');
});
