import type { Feature } from '~/app/feature';

/** Signing in itself is a light page, see `app/router.tsx`. */
export const feature: Feature = {
  area: 'auth',
  routes: [
    { path: 'tai-khoan', lazy: () => import('./AccountPage'), handle: { crumb: 'auth:account.menu' } },
  ],
};
