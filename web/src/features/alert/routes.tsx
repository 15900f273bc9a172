import { AlertOutlined } from '@ant-design/icons';
import i18next from 'i18next';
import { api, data } from '~/api/client';
import type { Feature } from '~/app/feature';
import { can } from '~/app/session';

export const feature: Feature = {
  area: 'alert',
  routes: [
    {
      path: 'canh-bao',
      handle: { crumb: 'alert:menu' },
      children: [
        { index: true, lazy: () => import('./AlertListPage') },
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
  ],
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
