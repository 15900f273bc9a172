import { AimOutlined } from '@ant-design/icons';
import type { Feature } from '~/app/feature';
import { can } from '~/app/session';

export const feature: Feature = {
  area: 'target',
  routes: [
    {
      path: 'chi-tieu',
      handle: { crumb: 'target:menu' },
      children: [
        { index: true, lazy: () => import('./TargetListPage') },
        { path: ':target', lazy: () => import('./TargetPage') },
      ],
    },
  ],
  menu: [
    {
      label: 'target:menu',
      to: '/chi-tieu',
      icon: <AimOutlined />,
      visible: (session) => can(session, 'target.read'),
      group: 'work',
      shortcut: 'g c',
    },
  ],
};
