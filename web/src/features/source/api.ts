import { queryOptions } from '@tanstack/react-query';
import { api, data, type Schema } from '~/api/client';

export type Source = Schema<'SourceInfo'>;
export type SourceBody = Schema<'SourceBody'>;
export type Traffic = Schema<'TrafficMinute'>;
export type Doors = Schema<'Doors'>;
export type Made = Schema<'SourceWithToken'>;

export const REFRESH_MS = 15_000;

export const sourcesQuery = queryOptions({
  queryKey: ['source', 'list'],
  queryFn: ({ signal }) => data(api.GET('/api/v1/sources', { signal })),
  refetchInterval: REFRESH_MS,
});

export const sourceQuery = (id: string) =>
  queryOptions({
    queryKey: ['source', 'one', id],
    queryFn: ({ signal }) =>
      data(api.GET('/api/v1/sources/{id}', { params: { path: { id }, query: { hours: 24 } }, signal })),
    refetchInterval: REFRESH_MS,
  });

/** Path and version of a change. */
export function paramsOf(source: Pick<Source, 'id' | 'version'>) {
  return { path: { id: source.id }, header: { 'if-match': `"${source.version}"` } };
}
