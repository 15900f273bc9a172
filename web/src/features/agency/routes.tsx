import { ApartmentOutlined, BranchesOutlined, TagsOutlined } from '@ant-design/icons';
import { data } from '~/api/client';
import type { Feature } from '~/app/feature';
import { can } from '~/app/session';
import { Needs } from '~/app/shell/Needs';
import { agencies } from './wire';

export const feature: Feature = {
  area: 'agency',
  routes: [
    {
      path: 'co-quan',
      handle: { crumb: 'agency:menu' },
      children: [
        { index: true, lazy: () => import('./DirectoryPage') },
        { path: 'nhap', lazy: () => import('./ImportPage'), handle: { crumb: 'agency:import.title' } },
        { path: 'moi', lazy: () => import('./FactsPage'), handle: { crumb: 'agency:edit.new' } },
        {
          path: 'tai-khoan',
          lazy: () => import('./AccountsPage'),
          handle: { crumb: 'agency:accounts.title' },
        },
        { path: ':id', lazy: () => import('./AgencyPage') },
        { path: ':id/sua', lazy: () => import('./FactsPage') },
      ],
    },
    {
      path: 'sap-xep',
      handle: { crumb: 'agency:reorganisation.menu' },
      children: [
        {
          element: <Needs action="agency.reorganise" />,
          children: [
            { index: true, lazy: () => import('./ReorganisationsPage') },
            {
              path: 'moi',
              lazy: () => import('./ReorganisationEditPage'),
              handle: { crumb: 'agency:reorganisation.new' },
            },
            { path: ':id/sua', lazy: () => import('./ReorganisationEditPage') },
          ],
        },
        { path: ':id', lazy: () => import('./ReorganisationPage') },
      ],
    },
    {
      path: 'ten-goi',
      handle: { crumb: 'agency:naming.menu' },
      children: [
        { index: true, lazy: () => import('./NamingPage') },
        {
          path: 'nhom',
          handle: { crumb: 'agency:group.menu' },
          children: [
            { index: true, lazy: () => import('./GroupsPage') },
            { path: 'moi', lazy: () => import('./GroupPage'), handle: { crumb: 'agency:group.new' } },
            { path: ':id', lazy: () => import('./GroupPage') },
          ],
        },
      ],
    },
  ],
  menu: [
    {
      label: 'agency:menu',
      to: '/co-quan',
      icon: <ApartmentOutlined />,
      group: 'manage',
      visible: (session) => can(session, 'agency.read'),
      shortcut: 'g o',
    },
    {
      label: 'agency:reorganisation.menu',
      to: '/sap-xep',
      icon: <BranchesOutlined />,
      group: 'manage',
      visible: (session) => can(session, 'agency.reorganise'),
    },
    {
      label: 'agency:naming.menu',
      to: '/ten-goi',
      icon: <TagsOutlined />,
      group: 'manage',
      visible: (session) => can(session, 'group.change'),
    },
  ],
  search: [
    {
      id: 'agencies',
      label: 'agency:menu',
      visible: (session) => can(session, 'agency.read'),
      search: async (text, signal) => {
        const page = await data(
          agencies.GET('/api/v1/agencies', { params: { query: { search: text, limit: 8 } }, signal }),
        );
        return page.items.map((row) => ({
          id: row.id,
          title: row.name,
          hint: [row.found_by, row.parent_name].filter(Boolean).join(' · '),
          to: `/co-quan/${row.id}`,
        }));
      },
    },
  ],
};
