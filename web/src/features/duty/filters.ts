import type { TableQuery } from '~/ui/DataTable';
import type { DutyAsk } from './api';

export const STATUSES = ['not_started', 'in_progress', 'done', 'not_done', 'cancelled'] as const;
export const REVIEWS = ['none', 'submitted', 'accepted', 'returned'] as const;
export const ROLES = ['lead', 'assignee', 'coordinate'] as const;
export const LATENESS = ['late', 'soon', 'on_time'] as const;
/** Columns the server can sort by. */
const SORTS = new Set(['due', 'reported', 'agency', 'created']);

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
  put('status', many('status'));
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
