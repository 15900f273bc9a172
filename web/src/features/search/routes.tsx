import { FileSearchOutlined } from '@ant-design/icons';
import i18next from 'i18next';
import type { Feature } from '~/app/feature';
import { can } from '~/app/session';
import { SEARCH_PATH, searchLink } from './state';

export const feature: Feature = {
  area: 'search',
  routes: [
    {
      path: 'tim-kiem',
      handle: { crumb: 'search:menu' },
      children: [
        { index: true, lazy: () => import('./SearchPage') },
        { path: 'sql', lazy: () => import('./SqlPage'), handle: { crumb: 'search:sections.sql' } },
        {
          path: 'chua-hieu',
          lazy: () => import('./DeadLettersPage'),
          handle: { crumb: 'search:sections.dead' },
        },
        {
          path: 'luu-giu',
          lazy: () => import('./KeepingPage'),
          handle: { crumb: 'search:sections.keeping' },
        },
      ],
    },
  ],
  menu: [
    {
      label: 'search:menu',
      to: SEARCH_PATH,
      icon: <FileSearchOutlined />,
      visible: (session) => can(session, 'search.read'),
      group: 'watch',
      shortcut: 'g f',
    },
  ],
  search: [
    {
      id: 'events',
      label: 'search:menu',
      visible: (session) => can(session, 'search.read'),
      // One way there; the events themselves are more than a palette can hold.
      search: async (text) => [
        {
          id: 'events',
          title: i18next.t('search:palette.title', { text }),
          hint: i18next.t('search:palette.hint'),
          to: searchLink({ q: text }),
        },
      ],
    },
  ],
};
