import type { Dayjs } from 'dayjs';
import type { Schema } from '~/api/client';
import { byBeginning, clash, type FormPeriod, formPeriod, pickerDay, wireDay, wirePeriod } from './dated';

export type Facts = Schema<'FactsWire'>;

interface NameRow extends FormPeriod {
  full?: string;
  abbreviation?: string | null;
  symbol?: string | null;
  basis?: string | null;
}
interface CodeRow extends FormPeriod {
  system?: string;
  code?: string;
}
interface ParentRow extends FormPeriod {
  tree?: string;
  parent_id?: string | null;
}
interface RoleRow extends FormPeriod {
  role?: string;
  function?: string | null;
  basis?: string | null;
}

/** What the editor holds; names of fields are those of the wire, so that refusals find their place. */
export interface FactsFields {
  kind?: string;
  level?: string;
  founded?: Dayjs | null;
  /** The first day on which it no longer exists. */
  closed?: Dayjs | null;
  names: NameRow[];
  codes: CodeRow[];
  parents: ParentRow[];
  roles: RoleRow[];
}

const text = (value: string | null | undefined) => value?.trim() || null;

/** The wire's facts as the editor holds them. */
export function fieldsOf(facts: Facts): FactsFields {
  return {
    kind: facts.kind,
    level: facts.level,
    founded: pickerDay(facts.founded),
    closed: pickerDay(facts.closed),
    names: facts.names.map((n) => ({
      full: n.full,
      abbreviation: n.abbreviation ?? null,
      symbol: n.symbol ?? null,
      basis: n.basis ?? null,
      ...formPeriod(n),
    })),
    codes: (facts.codes ?? []).map((c) => ({ system: c.system, code: c.code, ...formPeriod(c) })),
    parents: (facts.parents ?? []).map((p) => ({ tree: p.tree, parent_id: p.parent_id, ...formPeriod(p) })),
    roles: (facts.roles ?? []).map((r) => ({
      role: r.role,
      function: r.function ?? null,
      basis: r.basis ?? null,
      ...formPeriod(r),
    })),
  };
}

/** What is sent: texts trimmed, rows oldest first, so that the row a refusal names is the row the person sees. */
export function factsOf(f: FactsFields): Facts {
  return {
    kind: f.kind ?? '',
    level: f.level ?? '',
    founded: wireDay(f.founded),
    closed: wireDay(f.closed),
    names: byBeginning(
      (f.names ?? []).map((n) => ({
        full: n.full?.trim() ?? '',
        abbreviation: text(n.abbreviation),
        symbol: text(n.symbol),
        ...wirePeriod(n),
        basis: text(n.basis),
      })),
    ),
    codes: byBeginning(
      (f.codes ?? []).map((c) => ({ system: c.system ?? '', code: c.code?.trim() ?? '', ...wirePeriod(c) })),
    ),
    parents: byBeginning(
      (f.parents ?? []).map((p) => ({
        tree: p.tree ?? '',
        parent_id: p.parent_id ?? '',
        ...wirePeriod(p),
      })),
    ),
    roles: byBeginning(
      (f.roles ?? []).map((r) => ({
        role: r.role ?? '',
        function: text(r.function),
        ...wirePeriod(r),
        basis: text(r.basis),
      })),
    ),
  };
}

export type Refusal = { field: string; reason: 'overlap' | 'before_from' | 'before_founded' };

/** What can be told before sending; the server checks the same and more. */
export function refusal(facts: Facts): Refusal | undefined {
  if (facts.founded && facts.closed && facts.closed <= facts.founded)
    return { field: 'closed', reason: 'before_founded' };
  const lists = [
    ['names', clash(facts.names, () => '')],
    ['codes', clash(facts.codes ?? [], (c) => c.system)],
    ['parents', clash(facts.parents ?? [], (p) => p.tree)],
    ['roles', clash(facts.roles ?? [], (r) => `${r.role} ${r.function ?? ''}`)],
  ] as const;
  for (const [list, found] of lists) {
    if (found)
      return {
        field: `${list}.${found.at}.${found.reason === 'overlap' ? 'from' : 'to'}`,
        reason: found.reason,
      };
  }
  return undefined;
}

/** A conflict is about what can be edited: the names of parents that the server adds are none. */
export function comparable(facts: Facts): Facts {
  return factsOf(fieldsOf(facts));
}
