import { FileTextOutlined } from '@ant-design/icons';
import { api, data } from '~/api/client';
import type { Feature } from '~/app/feature';
import { can } from '~/app/session';

export const feature: Feature = {
  area: 'plan',
  routes: [
    {
      path: 'ke-hoach',
      handle: { crumb: 'plan:menu' },
      children: [
        { index: true, lazy: () => import('./PlanListPage') },
        { path: ':plan', lazy: () => import('./PlanPage') },
        { path: 'ban/:version/ra-soat', lazy: () => import('./review/ReviewPage') },
        { path: 'ban/:version/so-sanh', lazy: () => import('./ComparePage') },
      ],
    },
  ],
  menu: [
    {
      label: 'plan:menu',
      to: '/ke-hoach',
      icon: <FileTextOutlined />,
      group: 'work',
      shortcut: 'g k',
      visible: (session) => can(session, 'plan.read'),
    },
  ],
  commands: [
    {
      id: 'plan.import',
      label: 'plan:import.command',
      visible: (session) => can(session, 'plan.import'),
      run: ({ navigate }) => navigate('/ke-hoach?nhap=1'),
    },
  ],
  search: [
    {
      id: 'plan',
      label: 'plan:menu',
      visible: (session) => can(session, 'plan.read'),
      search: async (text, signal) => {
        const page = await data(
          api.GET('/api/v1/plans', { params: { query: { q: text, limit: 8 } }, signal }),
        );
        return page.items.map((plan) => ({
          id: plan.id,
          title: plan.title,
          hint: plan.number ?? undefined,
          to: `/ke-hoach/${plan.id}`,
        })) as { id: string; title: string; hint?: string; to: string }[];
      },
    },
  ],
};
