import type { Feature } from '~/app/feature';

/** The components with invented data, for `npm run dev` and `vite build --mode gallery` only. */
export const feature: Feature = {
  area: 'dev',
  routes: [{ path: 'gallery', lazy: () => import('./Gallery'), handle: { crumb: 'dev:gallery' } }],
  menu: [
    {
      label: 'dev:gallery',
      to: '/gallery',
      visible: () => true,
      group: 'manage',
      shortcut: 'g t',
      phone: true,
    },
  ],
};
