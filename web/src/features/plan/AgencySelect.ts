import { useMemo, useState } from 'react';
import { matches } from '~/app/fold';
import { type AgencyOption, candidates } from './agencies';

/** Agencies to choose for a printed name: likeliest first, searched while one types. */
export function useAgencySearch(printed: string, names: Record<string, string>) {
  const [text, setText] = useState('');
  const known = useMemo(() => candidates(printed, names), [printed, names]);
  const options: AgencyOption[] = useMemo(
    () => (text.trim() ? known.filter((o) => matches(o.label, text)) : known).slice(0, 50),
    [known, text],
  );
  return { options, onSearch: setText, loading: false };
}
