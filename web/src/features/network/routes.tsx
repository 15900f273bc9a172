import { PhoneOutlined } from '@ant-design/icons';
import type { Feature } from '~/app/feature';
import { can } from '~/app/session';
import { NETWORK_PATH } from './model';

export const feature: Feature = {
  area: 'network',
  routes: [
    {
      path: 'mang-luoi',
      handle: { crumb: 'network:menu' },
      children: [{ index: true, lazy: () => import('./NetworkPage') }],
    },
  ],
  menu: [
    {
      label: 'network:menu',
      to: NETWORK_PATH,
      icon: <PhoneOutlined />,
      visible: (session) => can(session, 'network.read'),
      group: 'watch',
      shortcut: 'g p',
    },
  ],
};
