import { FlagOutlined } from '@ant-design/icons';
import type { Feature } from '~/app/feature';
import { can } from '~/app/session';

export const feature: Feature = {
  area: 'difficulty',
  routes: [
    {
      path: 'vuong-mac',
      handle: { crumb: 'difficulty:menu' },
      children: [
        { index: true, lazy: () => import('./DifficultyListPage') },
        { path: 'neu', lazy: () => import('./RaisePage'), handle: { crumb: 'difficulty:raise.title' } },
        { path: ':difficulty', lazy: () => import('./DifficultyPage') },
      ],
    },
  ],
  menu: [
    {
      label: 'difficulty:menu',
      to: '/vuong-mac',
      icon: <FlagOutlined />,
      visible: (session) => can(session, 'difficulty.read'),
      group: 'work',
      shortcut: 'g v',
    },
  ],
  commands: [
    {
      id: 'difficulty.raise',
      label: 'difficulty:raise.title',
      visible: (session) => can(session, 'difficulty.raise'),
      run: ({ navigate }) => navigate('/vuong-mac/neu'),
    },
  ],
};
