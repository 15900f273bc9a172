import { queryOptions } from '@tanstack/react-query';
import { api, data, type Schema } from '~/api/client';

export type Transition = Schema<'TransitionList'>;
export type Work = Schema<'TransitionWork'>;
export type Rule = Schema<'TransitionRule'>;
export type Count = Schema<'TransitionCount'>;
export type Waiting = Schema<'WaitingInfo'>;

export const TRANSITION_PATH = '/he-thong/chuyen-tiep';
export const WAITING_PATH = '/he-thong/den-han';

export const transitionQuery = queryOptions({
  queryKey: ['system', 'transition'],
  queryFn: ({ signal }) => data(api.GET('/api/v1/systems/transition', { signal })),
});

export const waitingQuery = queryOptions({
  queryKey: ['system', 'waiting'],
  queryFn: ({ signal }) => data(api.GET('/api/v1/systems/waiting', { signal })),
});

/** Counts of one day over all agencies. */
export interface DayCount {
  deadline: string | null;
  total: number;
  done: number;
}

/** Work by day, the nearest first; what has no day is to be done now and comes last. */
export function byDay(counts: readonly Count[]): DayCount[] {
  const days = new Map<string, DayCount>();
  for (const { deadline, total, done } of counts) {
    const key = deadline ?? '';
    const known = days.get(key) ?? { deadline: deadline ?? null, total: 0, done: 0 };
    days.set(key, { ...known, total: known.total + total, done: known.done + done });
  }
  return [...days.values()].sort((a, b) => (a.deadline ?? '9').localeCompare(b.deadline ?? '9'));
}
