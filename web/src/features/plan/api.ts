import { type QueryClient, queryOptions } from '@tanstack/react-query';
import { api, data, type Schema, versioned } from '~/api/client';

export type Item = Schema<'PlanItem'>;
export type Items = Schema<'PlanItems'>;
export type Party = Schema<'PlanParty'>;
export type ItemChange = Schema<'ItemChange'>;
export type VersionDetail = Schema<'PlanVersionDetail'>;
export type PlanDetail = Schema<'PlanDetail'>;
export type PlanRow = Schema<'PlanRow'>;
export type Comparison = Schema<'PlanComparison'>;

export const planQuery = (plan: string) =>
  queryOptions({
    queryKey: ['plan', 'plan', plan],
    queryFn: () => versioned(api.GET('/api/v1/plans/{id}', { params: { path: { id: plan } } })),
  });

export const versionQuery = (version: string) =>
  queryOptions({
    queryKey: ['plan', 'version', version],
    queryFn: () => versioned(api.GET('/api/v1/plans/versions/{version}', { params: { path: { version } } })),
  });

/** The text never changes, so it is asked for once. */
export const textQuery = (version: string) =>
  queryOptions({
    queryKey: ['plan', 'text', version],
    staleTime: Number.POSITIVE_INFINITY,
    queryFn: async () =>
      (await data(api.GET('/api/v1/plans/versions/{version}/text', { params: { path: { version } } }))).text,
  });

const PAGE = 500;

/** All items of a version, page after page. */
export const itemsQuery = (version: string) =>
  queryOptions({
    queryKey: ['plan', 'items', version],
    queryFn: async ({ signal }): Promise<Items> => {
      const all: Items = { items: [], total: 0, agencies: {} };
      do {
        const page = await data(
          api.GET('/api/v1/plans/versions/{version}/items', {
            params: { path: { version }, query: { offset: all.items.length, limit: PAGE } },
            signal,
          }),
        );
        all.items.push(...page.items);
        all.total = page.total;
        Object.assign(all.agencies, page.agencies);
        if (page.items.length === 0) break;
      } while (all.items.length < all.total);
      return all;
    },
  });

export const comparisonQuery = (version: string) =>
  queryOptions({
    queryKey: ['plan', 'comparison', version],
    queryFn: () =>
      data(api.GET('/api/v1/plans/versions/{version}/comparison', { params: { path: { version } } })),
  });

/** Puts changed items into the list on screen at once; counts are asked for again. */
export function takeItems(
  client: QueryClient,
  version: string,
  changed: readonly Item[],
  names: object,
): void {
  const byId = new Map(changed.map((item) => [item.id, item]));
  client.setQueryData<Items>(itemsQuery(version).queryKey, (old) =>
    old
      ? {
          ...old,
          items: old.items.map((item) => byId.get(item.id) ?? item),
          agencies: { ...old.agencies, ...names },
        }
      : old,
  );
  void client.invalidateQueries({ queryKey: ['plan', 'version', version] });
  void client.invalidateQueries({ queryKey: ['plan', 'comparison', version] });
}

/** After items were added, split or merged: the list itself is another. */
export function reread(client: QueryClient, version: string): Promise<void> {
  void client.invalidateQueries({ queryKey: ['plan', 'version', version] });
  void client.invalidateQueries({ queryKey: ['plan', 'comparison', version] });
  return client.invalidateQueries({ queryKey: ['plan', 'items', version] });
}

/** What is sent to keep an item as it is. */
export function changeOf(item: Item): ItemChange {
  return {
    kind: item.kind,
    path: item.path,
    heading: item.heading ?? null,
    text: item.text,
    content: item.content,
    starting_state: item.starting_state ?? null,
    parties: item.parties.map((p) => ({ role: p.role, printed: p.printed, scope: p.scope ?? null })),
  };
}

/** Leaves out what is not given: the query string has no word for nothing. */
export function given<T extends object>(query: T): { [K in keyof T]?: NonNullable<T[K]> } {
  return Object.fromEntries(
    Object.entries(query).filter(([, value]) => value !== undefined && value !== null && value !== ''),
  ) as { [K in keyof T]?: NonNullable<T[K]> };
}
