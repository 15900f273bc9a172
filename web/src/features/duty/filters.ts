import type { TableQuery } from '~/ui/DataTable';
import type { Duty, DutyAsk } from './api';

/** As people see them: no report yet is not the answer "not started", though the server holds both as `not_started`. */
export const STATUSES = ['no_answer', 'not_started', 'in_progress', 'done', 'not_done', 'cancelled'] as const;
export const REVIEWS = ['none', 'submitted', 'accepted', 'returned'] as const;
export const ROLES = ['lead', 'assignee', 'coordinate'] as const;
export const LATENESS = ['late', 'soon', 'on_time'] as const;
/** Columns the server can sort by. */
const SORTS = new Set(['due', 'reported', 'agency', 'created']);

/** The status as people see it. */
export function seenStatus(duty: Pick<Duty, 'status' | 'reported_at'>): string {
  return duty.status === 'not_started' && !duty.reported_at ? 'no_answer' : duty.status;
}

/** Chosen statuses as the server asks for them: by its own status, and whether there was an answer. */
export function askOfStatus(chosen: readonly string[]): Pick<DutyAsk, 'status' | 'answered'> {
  if (chosen.length === 0) return {};
  const silent = chosen.includes('no_answer');
  const begun = chosen.includes('not_started');
  const status = [...new Set(chosen.map((s) => (s === 'no_answer' ? 'not_started' : s)))].join(',');
  if (begun && !silent) return { status, answered: true };
  return silent && !begun ? { status, answered: false } : { status };
}

/**
 * The nearest choice above that the server can be asked for in one go; the control shows what is listed.
 * "No report" with other answers is asked together with "not started"; likewise "not started" with what was dropped.
 */
export function askableStatuses(chosen: string[]): string[] {
  const silent = chosen.includes('no_answer');
  const begun = chosen.includes('not_started');
  if (silent && !begun && chosen.length > 1) return [...chosen, 'not_started'];
  if (begun && !silent && chosen.includes('cancelled')) return [...chosen, 'no_answer'];
  return chosen;
}

/** What stands in the URL, as the server asks for it. */
export function askOf({ search, sort, filters }: TableQuery): DutyAsk {
  const ask: DutyAsk = {};
  const one = (key: string) => filters[key]?.[0] || undefined;
  const many = (key: string) => filters[key]?.join(',') || undefined;
  const put = <K extends keyof DutyAsk>(key: K, value: DutyAsk[K] | undefined) => {
    if (value !== undefined && value !== '') ask[key] = value;
  };
  put('plan', one('plan'));
  put('agency', many('agency'));
  Object.assign(ask, askOfStatus(askableStatuses(filters.status ?? [])));
  put('role', many('role'));
  put('review', many('review'));
  put('late', one('late'));
  put('due_from', one('due_from'));
  put('due_to', one('due_to'));
  // Asked as it is seen: silent or not; the server asks whether there was an answer.
  if (one('silent')) ask.answered = one('silent') === 'false';
  put('search', search.trim() || undefined);
  if (sort && SORTS.has(sort.replace(/^-/, ''))) ask.sort = sort;
  return ask;
}

/** What a link from elsewhere narrows the list to, without a control of its own: one piece of work, one guide. */
export type Narrow = Pick<DutyAsk, 'text' | 'guide'>;

export function narrowOf(params: URLSearchParams): Narrow {
  const narrow: Narrow = {};
  for (const key of ['text', 'guide'] as const) {
    const value = params.get(key);
    if (value) narrow[key] = value;
  }
  return narrow;
}

/** The address of the list with the same filters: `/nhiem-vu?late=late`. */
export function listPath(filters: Record<string, string | string[]>): string {
  const params = new URLSearchParams();
  for (const [key, value] of Object.entries(filters))
    for (const one of [value].flat()) params.append(key, one);
  const text = params.toString();
  return text ? `/nhiem-vu?${text}` : '/nhiem-vu';
}
