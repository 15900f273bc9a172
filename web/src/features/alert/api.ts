import { type InfiniteData, type QueryClient, queryOptions } from '@tanstack/react-query';
import { api, data, type Schema } from '~/api/client';
import type { TableQuery } from '~/ui/DataTable';
import { OPEN } from './model';

export type Alert = Schema<'AlertInfo'>;
export type AlertDetail = Schema<'AlertDetail'>;
export type Finding = Schema<'FindingInfo'>;
export type StepBody = Schema<'StepBody'>;
export type Suppression = Schema<'SuppressionInfo'>;
export type SuppressionBody = Schema<'SuppressionBody'>;
export type Channel = Schema<'ChannelInfo'>;
export type ChannelBody = Schema<'ChannelBody'>;
export type ShiftNote = Schema<'ShiftNote'>;
export type Figures = Schema<'AlertFigures'>;
export type Technique = Schema<'TechniqueInfo'>;
export type Top = Schema<'TopInfo'>;

/** A list that people act by is asked for again by itself. */
export const REFRESH_MS = 10_000;

export const pulseQuery = queryOptions({
  queryKey: ['alert', 'pulse'],
  queryFn: ({ signal }) => data(api.GET('/api/v1/alerts/pulse', { signal })),
  refetchInterval: REFRESH_MS,
});

export const alertQuery = (id: string) =>
  queryOptions({
    queryKey: ['alert', 'one', id],
    queryFn: ({ signal }) => data(api.GET('/api/v1/alerts/{id}', { params: { path: { id } }, signal })),
    refetchInterval: REFRESH_MS,
  });

export const suppressionsQuery = queryOptions({
  queryKey: ['alert', 'suppressions'],
  queryFn: ({ signal }) => data(api.GET('/api/v1/alerts/suppressions', { signal })),
  refetchInterval: 30_000,
});

export const channelsQuery = queryOptions({
  queryKey: ['alert', 'channels'],
  queryFn: ({ signal }) => data(api.GET('/api/v1/alerts/channels', { signal })),
  refetchInterval: 30_000,
});

export const shiftNotesQuery = queryOptions({
  queryKey: ['alert', 'shift-notes'],
  queryFn: ({ signal }) => data(api.GET('/api/v1/alerts/shift-notes', { signal })),
  refetchInterval: 30_000,
});

export const figuresQuery = (from: string, to?: string) =>
  queryOptions({
    queryKey: ['alert', 'figures', from, to ?? null],
    queryFn: ({ signal }) =>
      data(
        api.GET('/api/v1/alerts/figures', {
          params: { query: { from, ...(to ? { to } : {}) } },
          signal,
        }),
      ),
    staleTime: 60_000,
  });

/** What the list asks of the server for what stands in the URL. */
export function askOf({ search, sort, filters }: TableQuery): Record<string, string> {
  const ask: Record<string, string> = {};
  // Without a word about states it is the open ones: the rest is history.
  ask.state = (filters.state ?? OPEN).join(',');
  for (const key of ['severity', 'verdict']) if (filters[key]?.length) ask[key] = filters[key].join(',');
  for (const key of ['agency', 'source', 'system', 'rule']) if (filters[key]?.[0]) ask[key] = filters[key][0];
  if (filters.mine?.[0] === 'true') ask.assignee = 'me';
  if (search) ask.search = search;
  if (sort === 'newest') ask.sort = sort;
  // Days as lived in Viet Nam.
  if (filters.at_from?.[0]) ask.from = `${filters.at_from[0]}T00:00:00+07:00`;
  if (filters.at_to?.[0]) ask.to = `${filters.at_to[0]}T23:59:59+07:00`;
  return ask;
}

/** One step, with one alert or with several: all of them or none. */
export async function takeStep(alerts: readonly Pick<Alert, 'id' | 'version'>[], step: StepBody) {
  const [only, ...others] = alerts;
  if (!only) return;
  if (others.length === 0) {
    await api.POST('/api/v1/alerts/{id}/steps', {
      params: { path: { id: only.id }, header: { 'if-match': `"${only.version}"` } },
      body: step,
    });
    return;
  }
  await api.POST('/api/v1/alerts/steps', {
    body: { ...step, alerts: alerts.map(({ id, version }) => ({ id, version })) },
  });
}

/** The newest version of an alert that has been read. */
export function latestOf(client: QueryClient, alert: Alert): Alert {
  const listed = client.getQueriesData<InfiniteData<Schema<'AlertPage'>>>({ queryKey: ['alert', 'list'] });
  const known = [
    client.getQueryData(alertQuery(alert.id).queryKey)?.alert,
    ...listed.flatMap(([, list]) => list?.pages.flatMap((page) => page.items) ?? []),
  ];
  return known.reduce<Alert>((best, a) => (a?.id === alert.id && a.version > best.version ? a : best), alert);
}

export function refresh(client: QueryClient): Promise<void> {
  return client.invalidateQueries({ queryKey: ['alert'] });
}
