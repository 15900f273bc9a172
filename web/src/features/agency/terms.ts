import { useQuery } from '@tanstack/react-query';
import { useCallback } from 'react';
import { useTranslation } from 'react-i18next';
import { api, data } from '~/api/client';

export type Vocabulary = 'kind' | 'level' | 'tree' | 'code_system' | 'role' | 'function';

/** The installation's words for kinds, levels, trees, roles; they are data of the server, not sentences of the app. */
export function useTerms() {
  const { i18n } = useTranslation();
  const terms = useQuery({
    queryKey: ['agencies', 'terms'],
    queryFn: ({ signal }) => data(api.GET('/api/v1/agencies/terms', { signal })),
    staleTime: 10 * 60_000,
  });
  const english = i18n.language === 'en';
  const word = useCallback(
    (vocabulary: Vocabulary, code: string | null | undefined): string => {
      const term = terms.data?.find((x) => x.vocabulary === vocabulary && x.code === code);
      return term ? (english ? term.en : term.vi) : (code ?? '');
    },
    [terms.data, english],
  );
  const options = useCallback(
    (vocabulary: Vocabulary) =>
      (terms.data ?? [])
        .filter((x) => x.vocabulary === vocabulary)
        .map((x) => ({ value: x.code, label: english ? x.en : x.vi })),
    [terms.data, english],
  );
  return { word, options };
}
