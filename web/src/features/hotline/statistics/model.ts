import dayjs from 'dayjs';
import { presetPeriod } from '~/features/incident/statistics';

export const BY = ['scam_type', 'kind', 'commune', 'channel', 'month', 'desk'] as const;
export type By = (typeof BY)[number];

/** Days as lived in Viet Nam, both are part of the period. */
export interface Asked {
  from: string;
  to: string;
  by: By;
}

const DAY = /^\d{4}-\d{2}-\d{2}$/;

/** What the address asks for; without sensible days the year so far. */
export function askedOf(params: URLSearchParams, today: string): Asked {
  const by = BY.find((one) => one === params.get('by')) ?? 'scam_type';
  const [from, to] = [params.get('from') ?? '', params.get('to') ?? ''];
  if (DAY.test(from) && DAY.test(to) && from <= to) return { from, to, by };
  return { ...presetPeriod('year', today), by };
}

/** Whole months, both part of it: of other days the server tells nothing. The month that runs ends today. */
export function monthsOf(first: string, last: string, today: string): Pick<Asked, 'from' | 'to'> {
  const end = dayjs(`${last}-01`).endOf('month').format('YYYY-MM-DD');
  return { from: `${first}-01`, to: end < today ? end : today };
}

/** At most so many bars; the table has all. */
export const MOST_BARS = 15;

interface Counted {
  name: string;
  reports: number | null;
}

/**
 * The largest first; what is hidden has no bar and stands in the table. Months stay in their order, and all of them: a
 * hidden one is drawn as no value, never as nothing.
 */
export function barsOf<T extends Counted>(rows: readonly T[], by: By): T[] {
  if (by === 'month') return [...rows];
  return rows
    .filter((row) => row.reports !== null)
    .sort((a, b) => (b.reports ?? 0) - (a.reports ?? 0))
    .slice(0, MOST_BARS);
}

/** Of most reports among those that are shown. */
export function mostOf<T extends Counted>(rows: readonly T[]): T | undefined {
  return rows.reduce<T | undefined>(
    (most, row) => (row.reports !== null && row.reports > (most?.reports ?? 0) ? row : most),
    undefined,
  );
}
