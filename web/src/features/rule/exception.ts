import { fieldsOf } from '~/features/alert/model';
import { textOf } from '~/features/search/event';
import type { RuleDetail, RuleReference } from './api';
import type { Picked } from './trial';
import type { Condition } from './yaml';

export const EMPTY: Condition = { field: '', match: 'equals', values: [] };

/** The fields of an event with their values, the telling ones first. */
export function offered(picked: Picked | undefined): { first: [string, string][]; rest: [string, string][] } {
  if (!picked) return { first: [], rest: [] };
  const { first, rest } = fieldsOf(picked.event);
  const pairs = (fields: typeof first) => fields.map(([name, value]): [string, string] => [name, value]);
  return { first: pairs(first), rest: pairs(rest) };
}

/** What an exception of a finding begins with: the thing that it is about, else what tells the event best. */
export function conditionsOf(picked: Picked | undefined): Condition[] {
  if (!picked) return [EMPTY];
  const { first, rest } = offered(picked);
  const all = [...first, ...rest];
  const about = picked.entity
    ? all.find(([name]) => textOf(picked.event[name]) === picked.entity)
    : undefined;
  // A whole message is seldom the same twice.
  const best = about ?? first.find(([name]) => name !== 'message') ?? first[0];
  return best ? [{ field: best[0], match: 'equals', values: [best[1]] }] : [EMPTY];
}

/** Adds a field with its value; where it stands already, the value joins the others. */
export function added(conditions: readonly Condition[], field: string, value: string): Condition[] {
  const at = conditions.findIndex((c) => c.field === field && c.match === 'equals');
  const there = conditions[at];
  if (there) {
    if (there.values.includes(value)) return [...conditions];
    return conditions.map((c, place) => (place === at ? { ...c, values: [...c.values, value] } : c));
  }
  // A line that says nothing yet is taken for it.
  const kept = conditions.filter((c) => c.field.trim() !== '' || c.values.length > 0);
  return [...kept, { field, match: 'equals', values: [value] }];
}

/** Rules that an exception can be for: filters reach what looks at events, so of a correlation what it counts. */
export function targetsOf(detail: Pick<RuleDetail, 'rule' | 'refers'>): RuleReference[] {
  const { rule, refers } = detail;
  if (rule.kind === 'detection') return [{ id: rule.id, title: rule.title, kind: rule.kind }];
  return refers.filter((r) => r.kind === 'detection');
}
