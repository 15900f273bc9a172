import { type QueryClient, queryOptions } from '@tanstack/react-query';
import { api, data, type Schema, versioned } from '~/api/client';

export type Duty = Schema<'DutyItem'>;
export type DutyDetail = Schema<'DutyDetail'>;
export type Progress = Schema<'ProgressInfo'>;
export type Extension = Schema<'ExtensionInfo'>;
export type Counts = Schema<'DutyCounts'>;

/** A query string of `GET /api/v1/duties`, without empty words. */
export interface DutyAsk {
  plan?: string;
  agency?: string;
  guide?: string;
  text?: string;
  status?: string;
  role?: string;
  review?: string;
  late?: string;
  due_from?: string;
  due_to?: string;
  answered?: boolean;
  search?: string;
  sort?: string;
  cursor?: string;
  limit?: number;
}

export const homeQuery = queryOptions({
  queryKey: ['duty', 'home'],
  queryFn: ({ signal }) => data(api.GET('/api/v1/duties/home', { signal })),
});

export const dutyQuery = (id: string) =>
  queryOptions({
    queryKey: ['duty', 'one', id],
    queryFn: ({ signal }) => versioned(api.GET('/api/v1/duties/{id}', { params: { path: { id } }, signal })),
  });

export const historyQuery = (id: string) =>
  queryOptions({
    queryKey: ['duty', 'history', id],
    queryFn: ({ signal }) =>
      data(api.GET('/api/v1/duties/{id}/history', { params: { path: { id } }, signal })),
  });

export const extensionsQuery = queryOptions({
  queryKey: ['duty', 'extensions'],
  queryFn: ({ signal }) => data(api.GET('/api/v1/duties/extensions', { signal })),
});

/** Counts, in all and per plan. */
export const summaryQuery = (plan?: string) =>
  queryOptions({
    queryKey: ['duty', 'summary', plan ?? ''],
    staleTime: 60_000,
    queryFn: ({ signal }) =>
      data(api.GET('/api/v1/duties/summary', { params: { query: plan ? { plan } : {} }, signal })),
  });

/** Agencies that have duties within reach, with their counts. */
export const owingQuery = queryOptions({
  queryKey: ['duty', 'agencies'],
  staleTime: 60_000,
  queryFn: ({ signal }) => data(api.GET('/api/v1/duties/agencies', { signal })),
});

export function listDuties(query: DutyAsk, signal?: AbortSignal) {
  return data(api.GET('/api/v1/duties', { params: { query }, ...(signal ? { signal } : {}) }));
}

/** What `If-Match` wants of a version that came in a body. */
export function tag(version: number): string {
  return `"${version}"`;
}

/** After any change of a duty: lists, counts and the page are asked for again. */
export function reread(client: QueryClient): Promise<void> {
  return client.invalidateQueries({ queryKey: ['duty'] });
}
