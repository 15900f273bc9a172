import { queryOptions } from '@tanstack/react-query';
import { api, data, type Schema } from '~/api/client';

export type LawRow = Schema<'LawRow'>;
export type LawOfDay = Schema<'LawOfDay'>;
export type LawChanges = Schema<'LawChanges'>;
export type LawRegime = Schema<'LawRegime'>;

/** The law of a day does not change while one reads. */
const STALE_MS = 600_000;

export const lawQuery = (on: string | undefined) =>
  queryOptions({
    queryKey: ['law', 'day', on ?? null],
    queryFn: ({ signal }) => data(api.GET('/api/v1/law', { params: { query: on ? { on } : {} }, signal })),
    staleTime: STALE_MS,
  });

export const changesQuery = (from: string, to: string | undefined) =>
  queryOptions({
    queryKey: ['law', 'changes', from, to ?? null],
    queryFn: ({ signal }) =>
      data(api.GET('/api/v1/law/changes', { params: { query: { from, ...(to ? { to } : {}) } }, signal })),
    staleTime: STALE_MS,
  });
