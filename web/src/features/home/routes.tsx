import { HomeOutlined } from '@ant-design/icons';
import type { Feature } from '~/app/feature';

export const feature: Feature = {
  area: 'home',
  routes: [{ index: true, lazy: () => import('./HomePage') }],
  menu: [
    {
      label: 'home:menu',
      to: '/',
      icon: <HomeOutlined />,
      visible: () => true,
      shortcut: 'g h',
      phone: true,
    },
  ],
};
