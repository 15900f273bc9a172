import { BookOutlined } from '@ant-design/icons';
import type { Feature } from '~/app/feature';
import { LAW_PATH } from './model';

export const feature: Feature = {
  area: 'law',
  routes: [
    {
      path: 'phap-luat',
      handle: { crumb: 'law:menu' },
      children: [{ index: true, lazy: () => import('./LawPage') }],
    },
  ],
  menu: [
    {
      label: 'law:menu',
      to: LAW_PATH,
      icon: <BookOutlined />,
      // Everybody who is signed in may read the law.
      visible: () => true,
      group: 'manage',
      shortcut: 'g l',
    },
  ],
  commands: [
    {
      id: 'law.changes',
      label: 'law:view_changes_long',
      visible: () => true,
      run: ({ navigate }) => navigate(`${LAW_PATH}?view=changes`),
    },
  ],
};
