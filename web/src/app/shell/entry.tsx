import type { QueryClient } from '@tanstack/react-query';
import { type LoaderFunctionArgs, type RouteObject, redirect } from 'react-router';
import { ApiProblem } from '~/api/problem';
import { loadAllSentences } from '~/i18n';
import { inParts } from '../parts';
import { signInPath } from '../router';
import { features } from '../routes';
import { sessionQuery } from '../session';
import { RouteProblem } from './RouteProblem';
import { Shell } from './Shell';

/** The route tree of everything behind the sign-in. */
export async function shellRoutes(client: QueryClient): Promise<RouteObject[]> {
  await loadAllSentences();
  return [
    {
      id: 'shell',
      path: '/',
      Component: Shell,
      loader: async ({ request }: LoaderFunctionArgs) => {
        if (await client.ensureQueryData(sessionQuery)) return null;
        const { pathname, search } = new URL(request.url);
        return redirect(signInPath(pathname + search));
      },
      // The session is kept fresh by its query; moving between pages does not ask again.
      shouldRevalidate: () => false,
      children: [
        {
          // One net for every page, so that the menu stays when a page fails.
          ErrorBoundary: RouteProblem,
          children: [
            ...inParts(features.flatMap((feature) => feature.routes)),
            {
              path: '*',
              loader: () => {
                throw new ApiProblem({ status: 404, code: 'page.not_found' });
              },
            },
          ],
        },
      ],
    },
  ];
}
