import { type QueryClient, queryOptions } from '@tanstack/react-query';
import { api, data, type Schema } from '~/api/client';
import { uploadFile } from '~/api/upload';
import { saveFile } from '~/features/agency/accounts';

export type System = Schema<'SystemInfo'>;
export type Dossier = Schema<'DossierInfo'>;
export type Detail = Schema<'DossierDetail'>;
export type Doc = Schema<'DossierDocumentInfo'>;
export type RouteStep = Schema<'DossierRouteInfo'>;
export type Gate = Schema<'GateInfo'>;
export type Taken = Schema<'DossierStepInfo'>;
export type DossierBody = Schema<'DossierBody'>;
export type Imported = Schema<'SystemImport'>;
export type RowError = Schema<'TableRowError'>;
export type Statutory = Schema<'StatutoryInfo'>;
export type FormTemplate = Schema<'FormTemplate'>;
export type FormTemplates = Schema<'FormTemplates'>;
/** Steps that one person takes; approving comes with a decision. */
export type PlainStep = 'send' | 'accept' | 'return' | 'appraise' | 'drop';
export type Step = PlainStep | 'approve';

export interface Decision {
  number: string;
  on: string;
  by: string;
}

export const dossiersQuery = queryOptions({
  queryKey: ['dossier', 'open'],
  queryFn: ({ signal }) => data(api.GET('/api/v1/systems/dossiers', { signal })),
});

export const systemDossiersQuery = (id: string) =>
  queryOptions({
    queryKey: ['dossier', 'system', id],
    queryFn: ({ signal }) =>
      data(api.GET('/api/v1/systems/{id}/dossiers', { params: { path: { id } }, signal })),
  });

export const dossierQuery = (id: string) =>
  queryOptions({
    queryKey: ['dossier', 'one', id],
    queryFn: ({ signal }) =>
      data(api.GET('/api/v1/systems/dossiers/{id}', { params: { path: { id } }, signal })),
  });

/** The regimes of levels, and the one of today. */
export const regimesQuery = queryOptions({
  queryKey: ['dossier', 'regimes'],
  staleTime: 5 * 60_000,
  queryFn: ({ signal }) => data(api.GET('/api/v1/systems/assess/choices', { signal })),
});

export interface StatutoryAsk {
  /** This year without one. */
  year?: number;
  /** One owner alone. */
  agency?: string;
}

export const statutoryQuery = (ask: StatutoryAsk) =>
  queryOptions({
    queryKey: ['dossier', 'statutory', ask],
    queryFn: ({ signal }) => data(api.GET('/api/v1/systems/statutory', { params: { query: ask }, signal })),
  });

export function openDossier(system: string, body: DossierBody): Promise<Detail> {
  return data(api.POST('/api/v1/systems/{id}/dossiers', { params: { path: { id: system } }, body }));
}

/** Path and version of a step. */
function paramsOf({ id, version }: Pick<Dossier, 'id' | 'version'>) {
  return { path: { id }, header: { 'if-match': `"${version}"` } };
}

export function takeStep(
  dossier: Pick<Dossier, 'id' | 'version'>,
  step: PlainStep,
  body: Schema<'DossierStepBody'>,
): Promise<Detail> {
  const options = { params: paramsOf(dossier), body };
  switch (step) {
    case 'send':
      return data(api.POST('/api/v1/systems/dossiers/{id}/send', options));
    case 'accept':
      return data(api.POST('/api/v1/systems/dossiers/{id}/accept', options));
    case 'return':
      return data(api.POST('/api/v1/systems/dossiers/{id}/return', options));
    case 'appraise':
      return data(api.POST('/api/v1/systems/dossiers/{id}/appraise', options));
    case 'drop':
      return data(api.POST('/api/v1/systems/dossiers/{id}/drop', options));
  }
}

/** A form of text fields with a file, where there is one. */
function formOf(fields: Record<string, string>, file: File | undefined): () => string {
  const form = new FormData();
  for (const [key, value] of Object.entries(fields)) form.append(key, value);
  if (file) form.append('file', file, file.name);
  return () => form as unknown as string;
}

export function approve(
  dossier: Pick<Dossier, 'id' | 'version'>,
  { number, on, by }: Decision,
  file: File | undefined,
): Promise<Detail> {
  return data(
    api.POST('/api/v1/systems/dossiers/{id}/approve', {
      params: paramsOf(dossier),
      body: {} as never,
      bodySerializer: formOf({ number, on, by }, file),
    }),
  );
}

export function recordLevel(
  system: string,
  { regime, level, number, on, by, note }: Decision & { regime: string; level: number; note: string },
  file: File | undefined,
): Promise<Detail> {
  return data(
    api.POST('/api/v1/systems/{id}/dossiers/recorded', {
      params: { path: { id: system } },
      body: {} as never,
      bodySerializer: formOf({ regime, level: String(level), number, on, by, note: note.trim() }, file),
    }),
  );
}

/** Names another appraiser. */
export function addressDossier(
  dossier: Pick<Dossier, 'id' | 'version'>,
  body: Schema<'AppraiserBody'>,
): Promise<Detail> {
  return data(api.PUT('/api/v1/systems/dossiers/{id}/appraiser', { params: paramsOf(dossier), body }));
}

export const templatesQuery = queryOptions({
  queryKey: ['dossier', 'templates'],
  queryFn: ({ signal }) => data(api.GET('/api/v1/systems/templates', { signal })),
});

export const templateLink = (code: string) => `/api/v1/systems/templates/${code}`;

export function putTemplate(code: string, file: File | undefined): Promise<unknown> {
  return data(
    api.PUT('/api/v1/systems/templates/{code}', {
      params: { path: { code } },
      body: {} as never,
      bodySerializer: formOf({}, file),
    }),
  );
}

export function resetTemplate(code: string): Promise<unknown> {
  return data(api.DELETE('/api/v1/systems/templates/{code}', { params: { path: { code } } }));
}

interface UploadTools {
  onProgress: (share: number) => void;
  signal: AbortSignal;
}

export function fileDocument(dossier: string, code: string, file: File, tools: UploadTools): Promise<Detail> {
  const url = `/api/v1/systems/dossiers/${dossier}/documents/${encodeURIComponent(code)}`;
  return uploadFile<Detail>(url, file, { ...tools, method: 'PUT', field: 'file' });
}

export function writeDocument(dossier: string, code: string): Promise<Detail> {
  return data(
    api.POST('/api/v1/systems/dossiers/{id}/documents/{code}/write', {
      params: { path: { id: dossier, code } },
    }),
  );
}

/** Where a file of a dossier is read. */
export function fileLink(system: string, file: string): string {
  return `/api/v1/systems/${system}/files/${file}`;
}

export function printLetter(dossier: string, code: string, format: string): Promise<void> {
  return saved(
    api.GET('/api/v1/systems/dossiers/{id}/print/{code}', {
      params: { path: { id: dossier, code }, query: { format } },
      parseAs: 'blob',
    }),
  );
}

export function exportStatutory(
  ask: StatutoryAsk,
  format: string,
  issuer: string | undefined,
): Promise<void> {
  return saved(
    api.GET('/api/v1/systems/statutory/export', {
      params: { query: { ...ask, format, ...(issuer ? { issuer } : {}) } },
      parseAs: 'blob',
    }),
  );
}

async function saved(call: Promise<{ data?: unknown; response: Response }>): Promise<void> {
  const { data: content, response } = await call;
  saveFile(content as Blob, nameOf(response.headers.get('content-disposition')));
}

/** The name of a file as the server gives it. */
export function nameOf(disposition: string | null): string {
  const [, encoded] = /filename\*=UTF-8''([^;]+)/i.exec(disposition ?? '') ?? [];
  try {
    return encoded ? decodeURIComponent(encoded) : '';
  } catch {
    return encoded ?? '';
  }
}

export const IMPORT_URL = '/api/v1/systems/import';
export const TEMPLATE_URL = `${IMPORT_URL}/template`;

/** Without a mode the server only says what it would do. */
export function importTable(
  file: File,
  mode?: 'all' | 'good',
  tools: Partial<UploadTools> = {},
): Promise<Imported> {
  return uploadFile<Imported>(IMPORT_URL, file, {
    ...tools,
    field: 'file',
    ...(mode ? { extra: { mode } } : {}),
  });
}

/** After a step: the dossier, its lists, and the system whose level it may have changed. */
export async function refresh(client: QueryClient, detail?: Detail): Promise<void> {
  if (detail) client.setQueryData(dossierQuery(detail.dossier.id).queryKey, detail);
  await Promise.all([
    client.invalidateQueries({ queryKey: ['dossier'] }),
    client.invalidateQueries({ queryKey: ['system'] }),
  ]);
}
