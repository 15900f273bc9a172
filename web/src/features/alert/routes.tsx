import { AlertOutlined, DesktopOutlined } from '@ant-design/icons';
import i18next from 'i18next';
import { api, data } from '~/api/client';
import type { Feature } from '~/app/feature';
import { can } from '~/app/session';
import { PAGES } from './pages';

export const feature: Feature = {
  area: 'alert',
  routes: [
    {
      path: 'canh-bao',
      handle: { crumb: 'alert:menu' },
      children: [
        { index: true, lazy: () => import('./AlertListPage') },
        {
          path: 'thong-ke',
          lazy: () => import('./FiguresPage'),
          handle: { crumb: 'alert:figures.page' },
        },
        {
          path: 'tam-an',
          lazy: () => import('./SuppressionsPage'),
          handle: { crumb: 'alert:suppress.page' },
        },
        {
          path: 'ban-giao',
          lazy: () => import('./HandOverPage'),
          handle: { crumb: 'alert:shift.page' },
        },
        {
          path: 'bao-cao',
          lazy: () => import('./MonitoringReportPage'),
          handle: { crumb: 'alert:report.page' },
        },
        { path: 'kenh', lazy: () => import('./ChannelsPage'), handle: { crumb: 'alert:channel.page' } },
        { path: 'man-hinh', lazy: () => import('./WallPage'), handle: { crumb: 'alert:wall.title' } },
        { path: ':alert', lazy: () => import('./AlertPage') },
      ],
    },
  ],
  menu: [
    {
      label: 'alert:menu',
      to: '/canh-bao',
      icon: <AlertOutlined />,
      visible: (session) => can(session, 'alert.read'),
      group: 'watch',
      shortcut: 'g w',
    },
    {
      label: 'alert:wall.title',
      to: '/canh-bao/man-hinh',
      icon: <DesktopOutlined />,
      visible: (session) => can(session, 'alert.triage'),
      group: 'watch',
      shortcut: 'g m',
    },
  ],
  commands: PAGES.map((page) => ({
    id: `alert.${page.id}`,
    label: `alert:sections.${page.id}`,
    visible: (session) => can(session, page.needs),
    run: ({ navigate }) => navigate(page.to),
  })),
  home: [
    {
      id: 'alert.worst',
      order: 5,
      visible: (session) => can(session, 'alert.triage'),
      load: () => import('./AlertHomeCard'),
    },
  ],
  search: [
    {
      id: 'alerts',
      label: 'alert:menu',
      visible: (session) => can(session, 'alert.read'),
      search: async (text, signal) => {
        const page = await data(
          api.GET('/api/v1/alerts', { params: { query: { search: text, limit: 8 } }, signal }),
        );
        return page.items.map((alert) => ({
          id: alert.id,
          title: alert.rule_title,
          hint: [alert.entity, alert.agency_name, i18next.t(`alert:state.${alert.state}`)]
            .filter(Boolean)
            .join(' · '),
          to: `/canh-bao/${alert.id}`,
        }));
      },
    },
  ],
};
