import { ExperimentOutlined } from '@ant-design/icons';
import type { Feature } from '~/app/feature';
import { can } from '~/app/session';
import { DRILLS_PATH } from './model';

export const feature: Feature = {
  area: 'drill',
  routes: [
    {
      path: 'dien-tap',
      handle: { crumb: 'drill:menu' },
      children: [
        { index: true, lazy: () => import('./DrillListPage') },
        { path: ':drill', lazy: () => import('./DrillPage') },
      ],
    },
  ],
  menu: [
    {
      label: 'drill:menu',
      to: DRILLS_PATH,
      icon: <ExperimentOutlined />,
      visible: (session) => can(session, 'drill.read'),
      group: 'watch',
      shortcut: 'g g',
    },
  ],
};
