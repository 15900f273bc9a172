import { expect, it } from 'vitest';
import { ApiProblem } from '~/api/client';
import { atLine, gathersAll, linesOf, type Rule, rulesOf } from './groups';

const rules: Rule[] = [
  { by: 'query', kinds: ['department'], levels: ['province'] },
  { by: 'member', agency: 'a', from: null, to: null },
  { by: 'member', agency: 'b', from: '2025-07-01', to: '2026-01-01' },
  { by: 'member', agency: 'c', from: null, to: null },
  { by: 'role', role: 'operator', function: null },
  { by: 'group', group: 'g' },
  { by: 'except', agency: 'd' },
  { by: 'except', agency: 'e' },
];

it('shows named agencies of one period in one line', () => {
  const lines = linesOf(rules);
  expect(lines.map((l) => [l.by, l.agencies])).toEqual([
    ['query', undefined],
    ['member', ['a', 'c']],
    ['member', ['b']],
    ['role', undefined],
    ['group', undefined],
    ['except', ['d', 'e']],
  ]);
  expect(lines[2]?.to?.format('YYYY-MM-DD')).toBe('2025-12-31');
});

it('sends the rules that the lines stand for, and nothing of an unfinished line', () => {
  const sent = rulesOf(linesOf(rules));
  expect(sent).toHaveLength(rules.length);
  expect(new Set(sent.map((r) => JSON.stringify(r)))).toEqual(new Set(rules.map((r) => JSON.stringify(r))));
  expect(rulesOf([{}, { by: 'role' }, { by: 'group' }, { by: 'member' }])).toEqual([]);
});

it('puts a refusal of a rule at its line', () => {
  const lines = linesOf(rules);
  const problem = (field: string) =>
    new ApiProblem({ status: 422, code: 'agency.invalid', params: { field, reason: 'unknown_agency' } });
  // The rules are sent line by line: query, a, c, b, role, group, d, e.
  expect(atLine(problem('rules.2.agency'), lines).params.field).toBe('lines.1.agencies');
  expect(atLine(problem('rules.3.to'), lines).params.field).toBe('lines.2.to');
  expect(atLine(problem('rules.7.agency'), lines).params.field).toBe('lines.5.agencies');
  expect(atLine(problem('rules.9.agency'), lines).params.field).toBe('rules.9.agency');
  expect(atLine(problem('name'), lines).params.field).toBe('name');
});

it('knows a criterion that gathers everybody', () => {
  expect(gathersAll([{ by: 'query', kinds: [], levels: [] }])).toBe(true);
  expect(gathersAll(linesOf(rules))).toBe(false);
});
