import { FileDoneOutlined, NumberOutlined } from '@ant-design/icons';
import type { Feature } from '~/app/feature';
import { can } from '~/app/session';

export const feature: Feature = {
  area: 'report',
  routes: [
    { path: 'bao-cao', lazy: () => import('./ReportsPage'), handle: { crumb: 'report:menu.reports' } },
    {
      path: 'bao-cao/mau',
      lazy: () => import('./TemplatesPage'),
      handle: { crumb: 'report:menu.templates' },
    },
    { path: 'bao-cao/the-thuc', lazy: () => import('./HeadPage'), handle: { crumb: 'report:menu.head' } },
    { path: 'bao-cao/:id', lazy: () => import('./ReportPage'), handle: { crumb: 'report:menu.reports' } },
    { path: 'so-van-ban', lazy: () => import('./RegisterPage'), handle: { crumb: 'report:menu.register' } },
  ],
  menu: [
    {
      label: 'report:menu.reports',
      to: '/bao-cao',
      icon: <FileDoneOutlined />,
      visible: (session) => can(session, 'report.read'),
      group: 'work',
      shortcut: 'g b',
      phone: true,
    },
    {
      label: 'report:menu.register',
      to: '/so-van-ban',
      icon: <NumberOutlined />,
      visible: (session) => can(session, 'register.read'),
      group: 'work',
    },
  ],
  home: [
    {
      id: 'report.sign',
      order: 15,
      visible: (session) => can(session, 'report.approve') || can(session, 'report.number'),
      load: () => import('./SignHomeCard'),
    },
    {
      id: 'report.parts',
      order: 40,
      visible: (session) => can(session, 'report.complete_part'),
      load: () => import('./HomeCard'),
    },
  ],
};
