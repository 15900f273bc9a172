import { useQuery } from '@tanstack/react-query';
import { useDeferredValue, useMemo, useState } from 'react';
import { api, data } from '~/api/client';
import { matches } from '~/app/fold';
import { type AgencyOption, candidates } from './agencies';

/** Agencies to choose for a printed name: those of the plan first, likeliest first, then those of the directory. */
export function useAgencySearch(printed: string, names: Record<string, string>) {
  const [text, setText] = useState('');
  const known = useMemo(() => candidates(printed, names), [printed, names]);
  const search = useDeferredValue(text.trim());
  const directory = useQuery({
    queryKey: ['agencies', 'select', search],
    queryFn: ({ signal }) =>
      data(
        api.GET('/api/v1/agencies', {
          params: { query: { limit: 30, state: 'active', ...(search ? { search } : {}) } },
          signal,
        }),
      ),
    staleTime: 60_000,
  });
  const options: AgencyOption[] = useMemo(() => {
    const near = (text.trim() ? known.filter((o) => matches(o.label, text)) : known).slice(0, 50);
    const more = (directory.data?.items ?? [])
      .filter((row) => !near.some((o) => o.value === row.id))
      .map((row) => ({ value: row.id, label: row.name }));
    return [...near, ...more];
  }, [known, text, directory.data]);
  return { options, onSearch: setText, loading: directory.isFetching };
}
