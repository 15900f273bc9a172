import { ScheduleOutlined } from '@ant-design/icons';
import type { Feature } from '~/app/feature';
import { can } from '~/app/session';
import { TRANSITION_PATH, WAITING_PATH } from './api';

/** What systems have to do and by when; what is written out here comes before `he-thong/:system`. */
export const feature: Feature = {
  area: 'upcoming',
  routes: [
    {
      path: 'he-thong',
      handle: { crumb: 'system:menu' },
      children: [
        {
          path: 'chuyen-tiep',
          lazy: () => import('./TransitionPage'),
          handle: { crumb: 'upcoming:transition.title' },
        },
        {
          path: 'den-han',
          lazy: () => import('./WaitingPage'),
          handle: { crumb: 'upcoming:waiting.title' },
        },
      ],
    },
  ],
  menu: [
    {
      label: 'upcoming:transition.menu',
      to: TRANSITION_PATH,
      icon: <ScheduleOutlined />,
      visible: (session) => can(session, 'system.read'),
      group: 'watch',
    },
  ],
  commands: [
    {
      id: 'upcoming.waiting',
      label: 'upcoming:waiting.title',
      visible: (session) => can(session, 'system.read'),
      run: ({ navigate }) => navigate(WAITING_PATH),
    },
  ],
  home: [
    {
      id: 'upcoming',
      order: 36,
      visible: (session) => can(session, 'system.change'),
      load: () => import('./WaitingHomeCard'),
    },
  ],
};
