import {
  infiniteQueryOptions,
  keepPreviousData,
  type QueryClient,
  queryOptions,
} from '@tanstack/react-query';
import { api, data, type Schema } from '~/api/client';

export type System = Schema<'SystemInfo'>;
export type Weakness = Schema<'WeaknessInfo'>;
export type WeaknessBody = Schema<'WeaknessBody'>;
export type Asset = Schema<'AssetInfo'>;
export type AssetBody = Schema<'AssetBody'>;
export type Inventory = Schema<'InventoryInfo'>;
export type Link = Schema<'LinkInfo'>;
export type LinkBody = Schema<'LinkBody'>;
export type Done = Schema<'RecordInfo'>;
export type Score = Schema<'ScoreInfo'>;
export type Scored = Schema<'ScoredSystem'>;
export type ScoreSum = Schema<'ScoreSum'>;
export type AgencyScores = Schema<'AgencyScores'>;
export type ScoreMap = Schema<'ScoreMap'>;

export type Layers = Schema<'LayersInfo'>;
export type Layer = Schema<'LayerInfo'>;
export type Evidence = Schema<'LayerEvidenceInfo'>;
export type Controls = Schema<'ControlsInfo'>;
export type ControlGroup = Schema<'ControlGroup'>;
export type Control = Schema<'ControlInfo'>;
export type Computed = Schema<'ComputedInfo'>;
export type Answered = Schema<'ControlAnswerInfo'>;
export type AnswerDraft = Schema<'ControlAnswerBody'>;

const KEY = ['protection'] as const;

export const layersQuery = (id: string) =>
  queryOptions({
    queryKey: [...KEY, 'layers', id],
    queryFn: ({ signal }) =>
      data(api.GET('/api/v1/systems/{id}/layers', { params: { path: { id } }, signal })),
  });

export const controlsQuery = (id: string) =>
  queryOptions({
    queryKey: [...KEY, 'controls', id],
    queryFn: ({ signal }) =>
      data(api.GET('/api/v1/systems/{id}/controls', { params: { path: { id } }, signal })),
  });

/** Agencies by level, those with most to do first, a few rows at a time. */
export const scoreMapQuery = (search: string) =>
  infiniteQueryOptions({
    queryKey: [...KEY, 'scores', 'map', search],
    initialPageParam: undefined as string | undefined,
    queryFn: ({ pageParam, signal }) =>
      data(
        api.GET('/api/v1/systems/controls/agencies', {
          params: {
            query: { limit: 20, ...(search ? { search } : {}), ...(pageParam ? { cursor: pageParam } : {}) },
          },
          signal,
        }),
      ),
    getNextPageParam: (last) => last.next_cursor ?? undefined,
    placeholderData: keepPreviousData,
  });

export const recordsQuery = (id: string) =>
  queryOptions({
    queryKey: [...KEY, 'records', id],
    queryFn: ({ signal }) =>
      data(api.GET('/api/v1/systems/{id}/records', { params: { path: { id } }, signal })),
  });

export const linksQuery = (id: string) =>
  queryOptions({
    queryKey: [...KEY, 'links', id],
    queryFn: ({ signal }) =>
      data(api.GET('/api/v1/systems/{id}/links', { params: { path: { id } }, signal })),
  });

/** How many assets are of Viet Nam, of all within reach: counted whatever the list is narrowed by. */
export const originsQuery = queryOptions({
  queryKey: [...KEY, 'assets', 'origins'],
  queryFn: async ({ signal }) => {
    const { domestic, origin_known } = await data(
      api.GET('/api/v1/systems/assets', { params: { query: { limit: 1 } }, signal }),
    );
    return { domestic, known: origin_known };
  },
});

/** Layers, answers and assets are also seen in the record of a system and in its list. */
export async function refresh(client: QueryClient): Promise<void> {
  await Promise.all([
    client.invalidateQueries({ queryKey: KEY }),
    client.invalidateQueries({ queryKey: ['system'] }),
  ]);
}

function formOf(fields: object, file: File | undefined): () => string {
  const form = new FormData();
  for (const [key, value] of Object.entries(fields))
    if (value !== null && value !== undefined && value !== '') form.append(key, String(value));
  if (file) form.append('file', file, file.name);
  return () => form as unknown as string;
}

export function fileUrl(system: string, file: string): string {
  return `/api/v1/systems/${system}/files/${file}`;
}

export function addEvidence(id: string, fields: object, file: File | undefined) {
  return data(
    api.POST('/api/v1/systems/{id}/layers', {
      params: { path: { id } },
      body: {} as never,
      bodySerializer: formOf(fields, file),
    }),
  );
}

export function removeEvidence(id: string, child: string) {
  return api.DELETE('/api/v1/systems/{id}/layers/{child}', { params: { path: { id, child } } });
}

export function addRecord(id: string, fields: object, file: File | undefined) {
  return data(
    api.POST('/api/v1/systems/{id}/records', {
      params: { path: { id } },
      body: {} as never,
      bodySerializer: formOf(fields, file),
    }),
  );
}

export function addLink(id: string, body: LinkBody) {
  return data(api.POST('/api/v1/systems/{id}/links', { params: { path: { id } }, body }));
}

export function removeLink(id: string, child: string) {
  return api.DELETE('/api/v1/systems/{id}/links/{child}', { params: { path: { id, child } } });
}

export function putAnswers(id: string, regime: string, level: number, answers: AnswerDraft[]) {
  return data(
    api.PUT('/api/v1/systems/{id}/controls', { params: { path: { id } }, body: { regime, level, answers } }),
  );
}

/** Answers one item with the file that proves it. */
export function proveAnswer(
  id: string,
  { regime, level }: { regime: string; level: number },
  answer: AnswerDraft,
  file: File,
) {
  return data(
    api.POST('/api/v1/systems/{id}/controls/proofs', {
      params: { path: { id } },
      body: {} as never,
      bodySerializer: formOf({ regime, level, ...answer }, file),
    }),
  );
}

export function withdrawAnswer(id: string, regime: string, item: string) {
  return api.DELETE('/api/v1/systems/{id}/controls', { params: { path: { id }, query: { regime, item } } });
}

/** Path and version of a change. */
const changeOf = (id: string, child: string, version: number) => ({
  path: { id, child },
  header: { 'if-match': `"${version}"` },
});

export function saveWeakness(system: string, body: WeaknessBody, over: Weakness | undefined) {
  return data(
    over
      ? api.PUT('/api/v1/systems/{id}/weaknesses/{child}', {
          params: changeOf(system, over.id, over.version),
          body,
        })
      : api.POST('/api/v1/systems/{id}/weaknesses', { params: { path: { id: system } }, body }),
  );
}

export function saveAsset(system: string, body: AssetBody, over: Asset | undefined) {
  return data(
    over
      ? api.PUT('/api/v1/systems/{id}/assets/{child}', {
          params: changeOf(system, over.id, over.revision),
          body,
        })
      : api.POST('/api/v1/systems/{id}/assets', { params: { path: { id: system } }, body }),
  );
}

export function removeAsset(id: string, child: string) {
  return api.DELETE('/api/v1/systems/{id}/assets/{child}', { params: { path: { id, child } } });
}

/** Without `apply` nothing is written: the answer says what would be. */
export function importInventory(id: string, file: File, apply: boolean): Promise<Inventory> {
  return data(
    api.POST('/api/v1/systems/{id}/assets/import', {
      params: { path: { id } },
      body: {} as never,
      bodySerializer: formOf(apply ? { apply: true } : {}, file),
    }),
  );
}

/** Rows of one question; the server gives no more. */
const PAGE = 500;

/** One record of a list: no address gives it alone. */
async function among<T extends { id: string }>(
  id: string,
  page: (cursor: string | undefined) => Promise<{ items: T[]; next_cursor?: string | null }>,
): Promise<T | undefined> {
  let cursor: string | undefined;
  do {
    const { items, next_cursor } = await page(cursor);
    const found = items.find((one) => one.id === id);
    if (found) return found;
    cursor = next_cursor ?? undefined;
  } while (cursor);
  return undefined;
}

export function readWeakness({ id, system_id }: Pick<Weakness, 'id' | 'system_id'>) {
  return among<Weakness>(id, (cursor) =>
    data(
      api.GET('/api/v1/systems/weaknesses', {
        params: { query: { system: system_id, limit: PAGE, ...(cursor ? { cursor } : {}) } },
      }),
    ),
  );
}

export function readAsset({ id, system_id }: Pick<Asset, 'id' | 'system_id'>) {
  return among<Asset>(id, (cursor) =>
    data(
      api.GET('/api/v1/systems/assets', {
        params: { query: { system: system_id, limit: PAGE, ...(cursor ? { cursor } : {}) } },
      }),
    ),
  );
}
