import { DashboardOutlined } from '@ant-design/icons';
import type { Feature } from '~/app/feature';
import { can, hasRole } from '~/app/session';

const leads = ['leader', 'head', 'coordinator', 'auditor'];

export const feature: Feature = {
  area: 'dashboard',
  routes: [{ path: 'tong-quan', lazy: () => import('./DashboardPage'), handle: { crumb: 'dashboard:menu' } }],
  menu: [
    {
      label: 'dashboard:menu',
      to: '/tong-quan',
      icon: <DashboardOutlined />,
      visible: (session) => leads.some((role) => hasRole(session, role)),
      group: 'work',
      shortcut: 'g t',
      phone: true,
    },
  ],
  home: [
    {
      id: 'dashboard.state',
      order: 20,
      // Whoever reports has work of the own agency there; the others would find an empty page.
      visible: (session) => leads.some((role) => hasRole(session, role)) && !can(session, 'duty.report'),
      load: () => import('./DashboardHomeCard'),
    },
  ],
};
