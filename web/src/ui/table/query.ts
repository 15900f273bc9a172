import { useCallback, useMemo } from 'react';
import { useSearchParams } from 'react-router';
import type { FilterDef, TableQuery } from './model';

/** The keys a filter uses in the URL. */
function keysOf(filter: FilterDef<never>): string[] {
  return filter.kind === 'dates' ? [`${filter.key}_from`, `${filter.key}_to`] : [filter.key];
}

export interface TableState {
  query: TableQuery;
  /** Pages loaded, so that "back" returns to the same place. */
  pages: number;
  activeFilters: number;
  setSearch: (text: string) => void;
  setSort: (sort: string | undefined) => void;
  setFilter: (key: string, values: string[]) => void;
  setPages: (pages: number) => void;
  clear: () => void;
  /** The part of the URL that belongs to this table, for saved views. */
  search: string;
  applySearch: (search: string) => void;
}

/** Filters, sort and page of a list in the URL (`?q=…&sort=-due&status=late`); `prefix` when a page has two lists. */
export function useTableState(
  filters: readonly FilterDef<never>[],
  { prefix = '', defaultSort }: { prefix?: string; defaultSort?: string | undefined } = {},
): TableState {
  const [params, setParams] = useSearchParams();
  const name = useCallback((key: string) => `${prefix}${key}`, [prefix]);
  const filterKeys = useMemo(() => filters.flatMap(keysOf), [filters]);
  const ours = useMemo(() => ['q', 'sort', ...filterKeys].map(name), [filterKeys, name]);

  const change = useCallback(
    (edit: (next: URLSearchParams) => void, keepPages = false) =>
      setParams(
        (old) => {
          const next = new URLSearchParams(old);
          edit(next);
          if (!keepPages) next.delete(name('page'));
          return next;
        },
        { replace: true, preventScrollReset: true },
      ),
    [setParams, name],
  );
  const put = useCallback(
    (key: string, values: string[]) =>
      change((next) => {
        next.delete(name(key));
        for (const value of values) if (value !== '') next.append(name(key), value);
      }),
    [change, name],
  );

  return useMemo(() => {
    const chosen: Record<string, string[]> = {};
    for (const key of filterKeys) {
      const values = params.getAll(name(key));
      if (values.length > 0) chosen[key] = values;
    }
    const view = new URLSearchParams();
    for (const key of ours) for (const value of params.getAll(key)) view.append(key, value);
    return {
      query: {
        search: params.get(name('q')) ?? '',
        sort: params.get(name('sort')) ?? defaultSort,
        filters: chosen,
      },
      pages: Math.max(1, Number.parseInt(params.get(name('page')) ?? '1', 10) || 1),
      activeFilters: Object.keys(chosen).length,
      setSearch: (text) => put('q', [text]),
      setSort: (sort) => put('sort', sort ? [sort] : []),
      setFilter: put,
      setPages: (pages) => change((next) => next.set(name('page'), String(pages)), true),
      clear: () =>
        change((next) => {
          for (const key of ['q', ...filterKeys]) next.delete(name(key));
        }),
      search: view.toString(),
      applySearch: (search) =>
        change((next) => {
          for (const key of ours) next.delete(key);
          for (const [key, value] of new URLSearchParams(search))
            if (ours.includes(key)) next.append(key, value);
        }),
    };
  }, [params, filterKeys, ours, name, put, change, defaultSort]);
}
