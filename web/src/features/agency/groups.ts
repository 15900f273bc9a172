import { ApiProblem, type Schema } from '~/api/client';
import { type FormPeriod, formPeriod, wirePeriod } from './dated';

export type Rule = Schema<'RuleWire'>;
export type GroupRow = Schema<'GroupRow'>;

export const KINDS = ['query', 'member', 'role', 'group', 'except'] as const;

/** A line of the editor: one criterion; agencies that are named one by one share a line and a period. */
export interface RuleLine extends FormPeriod {
  by?: (typeof KINDS)[number];
  kinds?: string[];
  levels?: string[];
  agencies?: string[];
  role?: string;
  function?: string | null;
  group?: string;
}

/** The rules that a line stands for. */
function rulesOfLine(line: RuleLine): Rule[] {
  switch (line.by) {
    case 'query':
      return [{ by: 'query', kinds: line.kinds ?? [], levels: line.levels ?? [] }];
    case 'member':
      return (line.agencies ?? []).map((agency) => ({ by: 'member', agency, ...wirePeriod(line) }));
    case 'role':
      return line.role ? [{ by: 'role', role: line.role, function: line.function ?? null }] : [];
    case 'group':
      return line.group ? [{ by: 'group', group: line.group }] : [];
    case 'except':
      return (line.agencies ?? []).map((agency) => ({ by: 'except', agency }));
    default:
      return [];
  }
}

export const rulesOf = (lines: readonly RuleLine[]): Rule[] => lines.flatMap(rulesOfLine);

/** Lines of stored rules: named agencies with one period come together. */
export function linesOf(rules: readonly Rule[]): RuleLine[] {
  const lines: RuleLine[] = [];
  const named = new Map<string, RuleLine>();
  for (const rule of rules) {
    if (rule.by === 'member' || rule.by === 'except') {
      const key = rule.by === 'member' ? `${rule.from ?? ''} ${rule.to ?? ''}` : 'except';
      const line = named.get(key);
      if (line) {
        line.agencies?.push(rule.agency);
        continue;
      }
      const fresh: RuleLine =
        rule.by === 'member'
          ? { by: 'member', agencies: [rule.agency], ...formPeriod(rule) }
          : { by: 'except', agencies: [rule.agency] };
      named.set(key, fresh);
      lines.push(fresh);
    } else if (rule.by === 'query') {
      lines.push({ by: 'query', kinds: [...rule.kinds], levels: [...rule.levels] });
    } else if (rule.by === 'role') {
      lines.push({ by: 'role', role: rule.role, function: rule.function ?? null });
    } else lines.push({ by: 'group', group: rule.group });
  }
  return lines;
}

/** The server counts rules; the person sees lines: `rules.7.agency` is a field of the line that holds the eighth. */
export function atLine(problem: ApiProblem, lines: readonly RuleLine[]): ApiProblem {
  const found = /^rules\.(\d+)\.(\w+)$/.exec(String(problem.params.field ?? ''));
  if (!found) return problem;
  let left = Number(found[1]);
  const line = lines.findIndex((l) => {
    const count = rulesOfLine(l).length;
    if (left < count) return true;
    left -= count;
    return false;
  });
  if (line < 0) return problem;
  const what = found[2] === 'agency' ? 'agencies' : found[2];
  return new ApiProblem({
    status: problem.status,
    code: problem.code,
    params: { ...problem.params, field: `lines.${line}.${what}` },
    requestId: problem.requestId,
  });
}

/** A criterion without kind and level gathers every agency there is; it is asked about before it is stored. */
export const gathersAll = (lines: readonly RuleLine[]): boolean =>
  lines.some((l) => l.by === 'query' && !l.kinds?.length && !l.levels?.length);
