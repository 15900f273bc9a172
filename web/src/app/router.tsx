import type { QueryClient } from '@tanstack/react-query';
import { createBrowserRouter, Outlet } from 'react-router';
import { inParts, loadPart } from './parts';
import { RouteFailure } from './RouteFailure';
import { sessionQuery } from './session';

/** Where a person who is not signed in is sent; `tiep` is the page to come back to. */
export function signInPath(next: string): string {
  return next === '/' ? '/dang-nhap' : `/dang-nhap?tiep=${encodeURIComponent(next)}`;
}

/** Only a path of our own: `//elsewhere` and absolute addresses become the first page. */
export function safeNext(next: string | null): string {
  return next && /^\/(?![/\\])/.test(next) ? next : '/';
}

/** Pages that need no session, and so neither the shell nor the component library. */
export function isLightPath(path: string): boolean {
  return path === '/dang-nhap' || path.startsWith('/lien-ket/');
}

/**
 * Two worlds behind one router: the light pages, and the shell with all areas, which is discovered (and
 * downloaded) only when a person who is signed in goes there.
 */
export async function makeRouter(client: QueryClient) {
  const { pathname, search } = window.location;
  if (!isLightPath(pathname)) {
    const session = await client.ensureQueryData(sessionQuery).catch(() => undefined);
    if (session === null) window.history.replaceState(null, '', signInPath(pathname + search));
  }
  return createBrowserRouter(
    [
      {
        id: 'root',
        Component: Outlet,
        ErrorBoundary: RouteFailure,
        HydrateFallback: Nothing,
        children: inParts([
          { path: '/dang-nhap', lazy: () => import('~/features/auth/SignInPage') },
          { path: '/lien-ket/:token', lazy: () => import('~/features/auth/InvitationPage') },
        ]),
      },
    ],
    {
      async patchRoutesOnNavigation({ path, patch }) {
        if (isLightPath(path)) return;
        patch('root', await loadPart(async () => (await import('./shell/entry')).shellRoutes(client)));
      },
    },
  );
}

function Nothing() {
  return null;
}
