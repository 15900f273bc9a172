import { QueryClient } from '@tanstack/react-query';
import { isProblem } from '~/api/problem';

/** A refused call is not asked again; an unreachable server is, twice. */
export function makeQueryClient(): QueryClient {
  return new QueryClient({
    defaultOptions: {
      queries: {
        staleTime: 15_000,
        retry: (count, error) => isProblem(error) && (error.status === 0 || error.status >= 502) && count < 2,
        refetchOnWindowFocus: true,
      },
      mutations: { retry: false },
    },
  });
}
