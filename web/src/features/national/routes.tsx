import { SafetyCertificateOutlined } from '@ant-design/icons';
import type { Feature } from '~/app/feature';
import { can } from '~/app/session';
import { PATH } from './api';

/** The list of systems important to national security; what is written out here comes before `he-thong/:system`. */
export const feature: Feature = {
  area: 'national',
  routes: [
    {
      path: 'he-thong',
      handle: { crumb: 'system:menu' },
      children: [
        {
          path: 'an-ninh-quoc-gia',
          lazy: () => import('./SweepPage'),
          handle: { crumb: 'national:title' },
        },
      ],
    },
  ],
  menu: [
    {
      label: 'national:menu',
      to: PATH,
      icon: <SafetyCertificateOutlined />,
      visible: (session) => can(session, 'system.read'),
      group: 'watch',
    },
  ],
};
