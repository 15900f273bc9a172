import { type QueryClient, queryOptions } from '@tanstack/react-query';
import { api, data, type Schema } from '~/api/client';
import { type Fields, isBusy, partsOf } from './model';

export type IndicatorList = Schema<'IndicatorListInfo'>;
export type Indicator = Schema<'IndicatorEntry'>;
export type ListDetail = Schema<'IndicatorListDetail'>;
export type Imported = Schema<'IndicatorImport'>;
export type LookUp = Schema<'LookUp'>;

/** While stored events are looked through, the numbers move. */
const REFRESH_MS = 3_000;

export const listsQuery = queryOptions({
  queryKey: ['indicator', 'lists'],
  queryFn: ({ signal }) => data(api.GET('/api/v1/indicators', { signal })),
  refetchInterval: (query) => (query.state.data?.items.some(isBusy) ? REFRESH_MS : false),
});

export const listQuery = (id: string, search = '') =>
  queryOptions({
    queryKey: ['indicator', 'one', id, search],
    queryFn: ({ signal }) =>
      data(
        api.GET('/api/v1/indicators/{id}', {
          params: { path: { id }, query: search ? { search } : {} },
          signal,
        }),
      ),
    refetchInterval: (query) => (query.state.data && isBusy(query.state.data.list) ? REFRESH_MS : false),
  });

export const lookUpQuery = (value: string) =>
  queryOptions({
    queryKey: ['indicator', 'look-up', value],
    queryFn: ({ signal }) =>
      data(api.GET('/api/v1/indicators/look-up', { params: { query: { value } }, signal })),
    staleTime: 0,
    retry: false,
  });

function formOf(fields: Fields, file: File | undefined): () => string {
  const form = new FormData();
  for (const [key, value] of Object.entries(partsOf(fields))) form.append(key, value);
  if (file) form.append('file', file, file.name);
  return () => form as unknown as string;
}

export function importList(fields: Fields, file: File): Promise<Imported> {
  return data(api.POST('/api/v1/indicators', { body: {} as never, bodySerializer: formOf(fields, file) }));
}

/** Path and version of a change. */
function paramsOf(list: Pick<IndicatorList, 'id' | 'version'>) {
  return { path: { id: list.id }, header: { 'if-match': `"${list.version}"` } };
}

/** Without a file what is on the list stays. */
export function changeList(
  list: Pick<IndicatorList, 'id' | 'version'>,
  fields: Fields,
  file: File | undefined,
): Promise<Imported> {
  return data(
    api.PUT('/api/v1/indicators/{id}', {
      params: paramsOf(list),
      body: {} as never,
      bodySerializer: formOf(fields, file),
    }),
  );
}

export async function removeList(list: Pick<IndicatorList, 'id' | 'version'>): Promise<void> {
  await api.DELETE('/api/v1/indicators/{id}', { params: paramsOf(list) });
}

export function refresh(client: QueryClient): Promise<void> {
  return client.invalidateQueries({ queryKey: ['indicator'] });
}
