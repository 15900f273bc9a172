import { ClusterOutlined } from '@ant-design/icons';
import i18next from 'i18next';
import { api, data } from '~/api/client';
import type { Feature } from '~/app/feature';
import { can } from '~/app/session';

export const feature: Feature = {
  area: 'system',
  routes: [
    {
      path: 'he-thong',
      handle: { crumb: 'system:menu' },
      children: [
        { index: true, lazy: () => import('./SystemListPage') },
        { path: 'moi', lazy: () => import('./SystemNewPage'), handle: { crumb: 'system:form.new' } },
        {
          path: 'ket-noi',
          lazy: () => import('./ConnectionPage'),
          handle: { crumb: 'system:connection.title' },
        },
        {
          path: 'chua-dang-ky',
          lazy: () => import('./UnregisteredPage'),
          handle: { crumb: 'system:unregistered.title' },
        },
        { path: ':system', lazy: () => import('./SystemPage') },
        { path: ':system/sua', lazy: () => import('./SystemEditPage') },
        {
          path: ':system/cap-do',
          lazy: () => import('./AssessPage'),
          handle: { crumb: 'system:assess.title' },
        },
      ],
    },
  ],
  menu: [
    {
      label: 'system:menu',
      to: '/he-thong',
      icon: <ClusterOutlined />,
      visible: (session) => can(session, 'system.read'),
      group: 'watch',
      shortcut: 'g y',
    },
  ],
  commands: [
    {
      id: 'system.connection',
      label: 'system:connection.title',
      visible: (session) => can(session, 'system.read'),
      run: ({ navigate }) => navigate('/he-thong/ket-noi'),
    },
    {
      id: 'system.unregistered',
      label: 'system:unregistered.title',
      visible: (session) => can(session, 'system.read'),
      run: ({ navigate }) => navigate('/he-thong/chua-dang-ky'),
    },
    {
      id: 'system.new',
      label: 'system:form.new',
      visible: (session) => can(session, 'system.change'),
      run: ({ navigate }) => navigate('/he-thong/moi'),
    },
  ],
  search: [
    {
      id: 'systems',
      label: 'system:menu',
      visible: (session) => can(session, 'system.read'),
      search: async (text, signal) => {
        const page = await data(
          api.GET('/api/v1/systems', { params: { query: { search: text, limit: 8 } }, signal }),
        );
        return page.items.map((s) => ({
          id: s.id,
          title: s.name,
          hint: [
            s.agency_name,
            s.level > 0 ? i18next.t('system:level', { level: s.level }) : i18next.t('system:level_none'),
          ]
            .filter(Boolean)
            .join(' · '),
          to: `/he-thong/${s.id}`,
        }));
      },
    },
  ],
};
