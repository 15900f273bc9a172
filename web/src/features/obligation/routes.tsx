import { CalendarOutlined } from '@ant-design/icons';
import { redirect } from 'react-router';
import type { Feature } from '~/app/feature';
import { can } from '~/app/session';

export const feature: Feature = {
  area: 'obligation',
  routes: [
    {
      path: 'nghia-vu',
      lazy: () => import('./ObligationPage'),
      handle: { crumb: 'obligation:menu' },
    },
    // Links of mails and calendars that name the area in the words of the API.
    { path: 'obligations', loader: () => redirect('/nghia-vu') },
  ],
  menu: [
    {
      label: 'obligation:menu',
      to: '/nghia-vu',
      icon: <CalendarOutlined />,
      visible: (session) => can(session, 'obligation.read'),
      group: 'work',
      shortcut: 'g l',
    },
  ],
  home: [
    {
      id: 'obligation.due',
      order: 20,
      visible: (session) => can(session, 'obligation.read'),
      load: () => import('./ObligationHomeCard'),
    },
  ],
};
