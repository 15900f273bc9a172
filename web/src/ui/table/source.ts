import { keepPreviousData, useInfiniteQuery } from '@tanstack/react-query';
import { useEffect, useMemo, useState } from 'react';
import { fold, matches } from '~/app/fold';
import type { DataColumn, FilterDef, TablePage, TableQuery } from './model';
import type { TableState } from './query';

export interface ServerSource<T> {
  /** Begins the cache key; the query is added. */
  queryKey: readonly unknown[];
  fetch: (
    ask: TableQuery & { cursor: string | undefined; limit: number; signal: AbortSignal },
  ) => Promise<TablePage<T>>;
  /** Rows per page (default 100). */
  limit?: number;
  /** Asks again by itself, in milliseconds, and without drawing the rows as stale meanwhile. */
  refreshMs?: number;
}

/** A list that is already here (at most a few thousand rows): searched, filtered and sorted in the browser. */
export interface LocalSource<T> {
  rows: readonly T[] | undefined;
  error?: unknown;
  onRetry?: () => void;
  /** The text a row is found by. */
  text?: (row: T) => string;
}

export type TableSource<T> = ServerSource<T> | LocalSource<T>;

export interface Rows<T> {
  rows: T[];
  total: number | undefined;
  loading: boolean;
  /** Older rows are shown while newer ones come. */
  refreshing: boolean;
  error: unknown;
  retry: () => void;
  hasMore: boolean;
  loadingMore: boolean;
  loadMore: () => void;
  /** Every row that matches, also those not loaded yet; at most `most`. */
  all: (most: number) => Promise<T[]>;
}

const MOST_RESTORED = 20;
/** Rows asked for at once when all are wanted; the server gives no more. */
const EXPORT_PAGE = 500;

export function useRows<T>(
  source: TableSource<T>,
  state: TableState,
  columns: readonly DataColumn<T>[],
  filters: readonly FilterDef<T>[],
): Rows<T> {
  const server = 'fetch' in source ? source : undefined;
  const local = 'fetch' in source ? undefined : source;
  const { query, pages, setPages } = state;

  const remote = useInfiniteQuery({
    queryKey: [...(server?.queryKey ?? ['local']), query],
    enabled: server !== undefined,
    initialPageParam: undefined as string | undefined,
    queryFn: ({ pageParam, signal }) => {
      if (!server) throw new Error('a local table does not fetch');
      return server.fetch({ ...query, cursor: pageParam, limit: server.limit ?? 100, signal });
    },
    getNextPageParam: (last) => last.next_cursor ?? undefined,
    placeholderData: keepPreviousData,
    refetchInterval: server?.refreshMs ?? false,
  });

  // Coming back to `?page=3` loads the pages one had before (at most twenty); another query begins anew.
  const asked = JSON.stringify(query);
  const [wanted, setWanted] = useState({ asked, pages: Math.min(pages, MOST_RESTORED) });
  const target = wanted.asked === asked ? wanted.pages : 1;
  const have = remote.data?.pages.length ?? 0;
  const { hasNextPage, isFetching, isError, fetchNextPage } = remote;
  useEffect(() => {
    if (have > 0 && have < target && hasNextPage && !isFetching && !isError) void fetchNextPage();
  }, [have, target, hasNextPage, isFetching, isError, fetchNextPage]);

  const rows = useMemo(() => {
    if (local) return sift(local, query, columns, filters);
    return remote.data?.pages.flatMap((page) => page.items) ?? [];
  }, [local, query, columns, filters, remote.data]);

  if (local) {
    return {
      rows,
      total: rows.length,
      loading: local.rows === undefined && !local.error,
      refreshing: false,
      error: local.error,
      retry: () => local.onRetry?.(),
      hasMore: false,
      loadingMore: false,
      loadMore: () => undefined,
      all: async (most) => rows.slice(0, most),
    };
  }
  return {
    rows,
    total: remote.data?.pages[0]?.total ?? undefined,
    loading: remote.isPending,
    refreshing:
      remote.isPlaceholderData ||
      (!server?.refreshMs && remote.isFetching && !remote.isPending && !remote.isFetchingNextPage),
    error: remote.error,
    retry: () => void remote.refetch(),
    hasMore: hasNextPage,
    loadingMore: remote.isFetchingNextPage,
    loadMore: () => {
      if (!hasNextPage || isFetching) return;
      setWanted({ asked, pages: have + 1 });
      setPages(have + 1);
    },
    all: async (most) => {
      if (!server) throw new Error('a local table does not fetch');
      const { signal } = new AbortController();
      const found: T[] = [];
      let cursor: string | undefined;
      do {
        const page = await server.fetch({ ...query, cursor, limit: EXPORT_PAGE, signal });
        found.push(...page.items);
        cursor = page.next_cursor ?? undefined;
      } while (cursor && found.length < most);
      return found.slice(0, most);
    },
  };
}

/** Search, filter and sort in the browser. */
export function sift<T>(
  local: LocalSource<T>,
  query: TableQuery,
  columns: readonly DataColumn<T>[],
  filters: readonly FilterDef<T>[],
): T[] {
  let rows = [...(local.rows ?? [])];
  const { text } = local;
  if (query.search && text) rows = rows.filter((row) => matches(text(row), query.search));
  for (const filter of filters) {
    const values =
      filter.kind === 'dates'
        ? [query.filters[`${filter.key}_from`]?.[0] ?? '', query.filters[`${filter.key}_to`]?.[0] ?? '']
        : (query.filters[filter.key] ?? []);
    if (values.some((v) => v !== '') && filter.match) {
      const { match } = filter;
      rows = rows.filter((row) => match(row, values));
    }
  }
  const by = columns.find((c) => c.key === query.sort?.replace(/^-/, ''))?.sortValue;
  if (by) {
    const way = query.sort?.startsWith('-') ? -1 : 1;
    rows.sort((a, b) => compare(by(a), by(b), way));
  }
  return rows;
}

const words = new Intl.Collator('vi', { numeric: true });

/** Nothing comes last, whichever way one sorts. */
function compare(
  a: string | number | null | undefined,
  b: string | number | null | undefined,
  way: 1 | -1,
): number {
  const none = (v: unknown) => v === null || v === undefined || v === '';
  if (none(a) || none(b)) return Number(none(a)) - Number(none(b));
  if (typeof a === 'number' && typeof b === 'number') return (a - b) * way;
  return (words.compare(String(a), String(b)) || fold(String(a)).localeCompare(fold(String(b)))) * way;
}
