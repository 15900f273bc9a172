import { type QueryClient, queryOptions } from '@tanstack/react-query';
import { api, data, type Schema } from '~/api/client';

export type Standing = Schema<'NationalStanding'>;
export type Criterion = Schema<'ListCriterion'>;
export type Request = Schema<'NationalRequest'>;
export type Detail = Schema<'NationalDetail'>;

export const PATH = '/he-thong/an-ninh-quoc-gia';

const KEY = ['national'] as const;

/** The sweep of a year; this one without a year. */
export const sweepQuery = (year?: number) =>
  queryOptions({
    queryKey: [...KEY, 'sweep', year ?? null],
    queryFn: ({ signal }) =>
      data(api.GET('/api/v1/systems/national', { params: { query: year ? { year } : {} }, signal })),
  });

export const standingQuery = (system: string) =>
  queryOptions({
    queryKey: [...KEY, 'system', system],
    queryFn: ({ signal }) =>
      data(api.GET('/api/v1/systems/{id}/national', { params: { path: { id: system } }, signal })),
  });

export async function refresh(client: QueryClient): Promise<void> {
  await Promise.all([
    client.invalidateQueries({ queryKey: KEY }),
    client.invalidateQueries({ queryKey: ['system'] }),
  ]);
}

export function review(system: string, why: string): Promise<unknown> {
  return data(
    api.PUT('/api/v1/systems/{id}/national/review', { params: { path: { id: system } }, body: { why } }),
  );
}

export function ask(system: string, body: { note: string; on: string | null }): Promise<Request> {
  return data(api.POST('/api/v1/systems/{id}/national/requests', { params: { path: { id: system } }, body }));
}

function formOf(fields: Record<string, string>, file: File | undefined): () => string {
  const form = new FormData();
  for (const [key, value] of Object.entries(fields)) form.append(key, value);
  if (file) form.append('file', file, file.name);
  return () => form as unknown as string;
}

export function fileDocument(request: string, name: string, file: File | undefined): Promise<Request> {
  return data(
    api.POST('/api/v1/systems/national/{id}/documents', {
      params: { path: { id: request } },
      body: {} as never,
      bodySerializer: formOf({ name }, file),
    }),
  );
}

const versionOf = ({ id, version }: Pick<Request, 'id' | 'version'>) => ({
  path: { id },
  header: { 'if-match': `"${version}"` },
});

export function withdraw(request: Request, note: string): Promise<Request> {
  return data(
    api.POST('/api/v1/systems/national/{id}/withdraw', { params: versionOf(request), body: { note } }),
  );
}

export interface DecisionFields {
  listed: boolean;
  number: string;
  on: string;
  by: string;
  note: string;
}

export function decide(
  request: Request,
  { listed, ...said }: DecisionFields,
  file: File | undefined,
): Promise<Request> {
  return data(
    api.POST('/api/v1/systems/national/{id}/decide', {
      params: versionOf(request),
      body: {} as never,
      bodySerializer: formOf({ ...said, listed: String(listed) }, file),
    }),
  );
}
