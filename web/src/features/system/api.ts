import { queryOptions } from '@tanstack/react-query';
import { api, data, type Schema } from '~/api/client';
import type { FilterOption, TableQuery } from '~/ui/DataTable';

export type System = Schema<'SystemInfo'>;
export type SystemBody = Schema<'SystemBody'>;
export type SystemDetail = Schema<'SystemDetail'>;
export type Profile = Schema<'ProfileBody'>;
export type Host = Schema<'HostInfo'>;
export type UnregisteredHost = Schema<'UnregisteredHost'>;
export type Through = Schema<'ThroughInfo'>;
export type Connection = Schema<'ConnectionInfo'>;
export type Connected = Schema<'ConnectedSystem'>;

/** Whether a system is heard changes while one looks. */
export const REFRESH_MS = 30_000;

export const systemQuery = (id: string) =>
  queryOptions({
    queryKey: ['system', 'one', id],
    queryFn: ({ signal }) => data(api.GET('/api/v1/systems/{id}', { params: { path: { id } }, signal })),
    refetchInterval: REFRESH_MS,
  });

export const connectionQuery = (levels: readonly string[], all: boolean) =>
  queryOptions({
    queryKey: ['system', 'connection', levels, all],
    queryFn: ({ signal }) =>
      data(
        api.GET('/api/v1/systems/connection', {
          params: {
            query: { ...(levels.length > 0 ? { level: levels.join(',') } : {}), ...(all ? { all } : {}) },
          },
          signal,
        }),
      ),
    refetchInterval: REFRESH_MS,
  });

/** Systems of one agency, or of all within reach, that match a text. */
export const choicesQuery = (search: string, agency?: string) =>
  queryOptions({
    queryKey: ['system', 'choices', search, agency ?? null],
    queryFn: ({ signal }) =>
      data(
        api.GET('/api/v1/systems', {
          params: {
            query: { limit: 50, ...(search ? { search } : {}), ...(agency ? { agency } : {}) },
          },
          signal,
        }),
      ),
    staleTime: 60_000,
  });

/** What the list asks of the server for what stands in the URL. */
export function askOf({ search, sort, filters }: TableQuery) {
  const [agency] = filters.agency ?? [];
  const [sector] = filters.sector ?? [];
  return {
    ...(sort ? { sort: sort.replace('-', '') } : {}),
    ...(filters.state?.length ? { state: filters.state.join(',') } : {}),
    ...(filters.dossier?.length ? { dossier: filters.dossier.join(',') } : {}),
    ...(filters.flagged?.[0] === 'true' ? { flagged: true } : {}),
    ...(sector ? { sector } : {}),
    ...(search ? { search } : {}),
    ...(filters.level?.length ? { level: filters.level.join(',') } : {}),
    ...(filters.priority?.[0] === 'true' ? { priority: true } : {}),
    ...(filters.retired?.[0] === 'true' ? { retired: true } : {}),
    ...(agency ? { agency } : {}),
  };
}

/** Path and version of a change. */
export function paramsOf(system: Pick<System, 'id' | 'version'>) {
  return { path: { id: system.id }, header: { 'if-match': `"${system.version}"` } };
}

/** Options and labels of a filter by system, for lists of other areas. */
export const systemFilter = {
  loadOptions: async (text: string, signal: AbortSignal): Promise<FilterOption[]> => {
    const typed = text.trim();
    const page = await data(
      api.GET('/api/v1/systems', {
        params: { query: { limit: 50, ...(typed ? { search: typed } : {}) } },
        signal,
      }),
    );
    return page.items.map((s) => ({ value: s.id, label: s.name }));
  },
  loadLabels: (values: string[], signal: AbortSignal): Promise<FilterOption[]> =>
    Promise.all(
      values.map(async (id) => {
        const found = await data(api.GET('/api/v1/systems/{id}', { params: { path: { id } }, signal }));
        return { value: id, label: found.system.name };
      }),
    ),
};
