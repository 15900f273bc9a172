import { describe, expect, it } from 'vitest';
import { isSaid, kindOf, ownFacts, type Question, questionsOf, saidOf, say } from './assess';

const q = (fact: string, more: Partial<Question> = {}): Question => ({
  fact,
  text: fact,
  options: [],
  decides: [],
  up_to: null,
  last: false,
  ...more,
});

describe('what is said of a system', () => {
  it('is unknown until somebody says it, and again when it is taken back', () => {
    const facts = say({}, 'settles_procedures', false);
    expect(isSaid(facts, 'settles_procedures')).toBe(true);
    expect(say(facts, 'settles_procedures', undefined)).toEqual({});
    expect(say({ types: ['INT'] }, 'types', [])).toEqual({});
  });
  it('keeps answers to questions of a later decree apart', () => {
    const facts = say({ types: ['SVC'] }, 'answers.uses_ai', true);
    expect(facts).toEqual({ types: ['SVC'], answers: { uses_ai: true } });
    expect(saidOf(facts, 'answers.uses_ai')).toBe(true);
    expect(say(facts, 'answers.uses_ai', null)).toEqual({ types: ['SVC'] });
  });
  it('is kept without what the register adds', () => {
    expect(ownFacts({ name: 'A', siblings: [], owner: 'B', types: ['INT'] })).toEqual({ types: ['INT'] });
  });
});

it('asks for each fact in its way', () => {
  expect(kindOf(q('types'))).toBe('types');
  expect(kindOf(q('subjects_basic'))).toBe('count');
  expect(kindOf(q('risk_level'))).toBe('degree');
  expect(kindOf(q('served', { options: [{ code: 'one_body', label: 'một' }] }))).toBe('options');
  expect(kindOf(q('always_on'))).toBe('flag');
});

it('shows the first two, what is answered, and three that decide next', () => {
  const all = ['types', 'information', 'sign_ins', 'a', 'b', 'c', 'd']
    .map((f) => q(f))
    .concat(q('rare', { last: true }));
  const open = ['a', 'b', 'c', 'd'].map((f) => q(f)).concat(q('rare', { last: true }));
  const shown = (more: boolean) =>
    questionsOf(all, { sign_ins: true }, open, more).map((s) => s.question.fact);
  expect(shown(false)).toEqual(['types', 'information', 'sign_ins', 'a', 'b', 'c']);
  expect(shown(true)).toEqual(['types', 'information', 'sign_ins', 'a', 'b', 'c', 'd', 'rare']);
  expect(
    questionsOf(all, {}, open, false)
      .filter((s) => s.next)
      .map((s) => s.question.fact),
  ).toEqual(['a', 'b', 'c']);
});
