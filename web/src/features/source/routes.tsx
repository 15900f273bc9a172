import { CloudServerOutlined } from '@ant-design/icons';
import { api, data } from '~/api/client';
import type { Feature } from '~/app/feature';
import { matches } from '~/app/fold';
import { can } from '~/app/session';

export const feature: Feature = {
  area: 'source',
  routes: [
    {
      path: 'nguon-nhat-ky',
      handle: { crumb: 'source:menu' },
      children: [
        { index: true, lazy: () => import('./SourceListPage') },
        { path: 'moi', lazy: () => import('./SourceNewPage'), handle: { crumb: 'source:form.new' } },
        { path: ':source', lazy: () => import('./SourcePage') },
        { path: ':source/sua', lazy: () => import('./SourceEditPage') },
      ],
    },
  ],
  menu: [
    {
      label: 'source:menu',
      to: '/nguon-nhat-ky',
      icon: <CloudServerOutlined />,
      visible: (session) => can(session, 'source.read'),
      group: 'watch',
      shortcut: 'g r',
    },
  ],
  commands: [
    {
      id: 'source.new',
      label: 'source:form.new',
      visible: (session) => can(session, 'source.change'),
      run: ({ navigate }) => navigate('/nguon-nhat-ky/moi'),
    },
  ],
  search: [
    {
      id: 'sources',
      label: 'source:menu',
      visible: (session) => can(session, 'source.read'),
      search: async (text, signal) => {
        const { items } = await data(api.GET('/api/v1/sources', { signal }));
        return items
          .filter((s) => matches([s.name, s.system_name, s.addresses].join(' '), text))
          .slice(0, 8)
          .map((s) => ({
            id: s.id,
            title: s.name,
            hint: [s.system_name, s.agency_name].filter(Boolean).join(' · '),
            to: `/nguon-nhat-ky/${s.id}`,
          }));
      },
    },
  ],
};
