import { infiniteQueryOptions, keepPreviousData, queryOptions } from '@tanstack/react-query';
import { api, data } from '~/api/client';
import type { Ask, NewHold, NewSearch } from './types';

/** Rows of a page, and values of a field. */
const PAGE = 200;
const VALUES = 10;

/** What was found stays as it is until one searches again, so that nothing moves under the eye. */
const STILL = { staleTime: Number.POSITIVE_INFINITY, refetchOnWindowFocus: false, retry: false } as const;

export const eventsQuery = (ask: Ask) =>
  infiniteQueryOptions({
    queryKey: ['search', 'events', ask],
    initialPageParam: undefined as string | undefined,
    queryFn: ({ pageParam, signal }) =>
      data(
        api.GET('/api/v1/search', {
          params: { query: { ...ask, ...(pageParam ? { cursor: pageParam } : {}), limit: PAGE } },
          signal,
        }),
      ),
    getNextPageParam: (last) => last.next_cursor ?? undefined,
    placeholderData: keepPreviousData,
    ...STILL,
  });

export const histogramQuery = (ask: Ask) =>
  queryOptions({
    queryKey: ['search', 'histogram', ask],
    queryFn: ({ signal }) => data(api.GET('/api/v1/search/histogram', { params: { query: ask }, signal })),
    placeholderData: keepPreviousData,
    ...STILL,
  });

export const topQuery = (ask: Ask, field: string, limit = VALUES) =>
  queryOptions({
    queryKey: ['search', 'top', ask, field, limit],
    queryFn: ({ signal }) =>
      data(api.GET('/api/v1/search/top', { params: { query: { ...ask, field, limit } }, signal })),
    ...STILL,
  });

export const fieldsQuery = queryOptions({
  queryKey: ['search', 'fields'],
  queryFn: ({ signal }) => data(api.GET('/api/v1/search/fields', { signal })),
  ...STILL,
});

/** The next events; without `after`, where the end is. */
export function readTail(q: string, after: number | undefined, signal: AbortSignal) {
  return data(
    api.GET('/api/v1/search/tail', {
      params: { query: { q, ...(after === undefined ? {} : { after }) } },
      signal,
    }),
  );
}

export const sqlQuery = (sql: string, run: number) =>
  queryOptions({
    queryKey: ['search', 'sql', sql, run],
    queryFn: ({ signal }) => data(api.GET('/api/v1/search/sql', { params: { query: { sql } }, signal })),
    placeholderData: keepPreviousData,
    ...STILL,
  });

/** Where a browser fetches the events as a file. */
export function exportUrl(ask: Ask, format: string, columns: readonly string[]): string {
  const params = new URLSearchParams({ format });
  for (const key of ['q', 'from', 'to'] as const) if (ask[key]) params.set(key, ask[key]);
  if (columns.length > 0) params.set('columns', columns.join(','));
  return `/api/v1/search/export?${params}`;
}

/** Events of an exported file at most. */
export const MOST_EXPORTED = 1_000_000;

export const savedQuery = queryOptions({
  queryKey: ['search', 'saved'],
  queryFn: ({ signal }) => data(api.GET('/api/v1/search/saved', { signal })),
});

export function keepSearch(body: NewSearch) {
  return data(api.POST('/api/v1/search/saved', { body }));
}

export async function forgetSearch(id: string): Promise<void> {
  await api.DELETE('/api/v1/search/saved/{id}', { params: { path: { id } } });
}

export const keepingQuery = queryOptions({
  queryKey: ['search', 'keeping'],
  queryFn: ({ signal }) => data(api.GET('/api/v1/search/keeping', { signal })),
});

export const holdsQuery = queryOptions({
  queryKey: ['search', 'holds'],
  queryFn: ({ signal }) => data(api.GET('/api/v1/search/holds', { signal })),
});

export function placeHold(body: NewHold) {
  return data(api.POST('/api/v1/search/holds', { body }));
}

export function liftHold(id: string, reason: string) {
  return data(api.POST('/api/v1/search/holds/{id}/lift', { params: { path: { id } }, body: { reason } }));
}
