import { AuditOutlined, SettingOutlined, TeamOutlined } from '@ant-design/icons';
import { api, data } from '~/api/client';
import type { Feature } from '~/app/feature';
import { can, hasRole, type Session } from '~/app/session';

const seesSystem = (session: Session) =>
  ['platform.read', 'job.read', 'mail.read'].some((action) => can(session, action));

export const feature: Feature = {
  area: 'admin',
  routes: [
    {
      path: 'nguoi-dung',
      handle: { crumb: 'admin:people.menu' },
      children: [
        { index: true, lazy: () => import('./PeoplePage') },
        { path: 'moi', lazy: () => import('./PersonNewPage'), handle: { crumb: 'admin:people.new' } },
        { path: ':id', lazy: () => import('./PersonPage') },
      ],
    },
    { path: 'nhat-ky', lazy: () => import('./AuditPage'), handle: { crumb: 'admin:audit.menu' } },
    { path: 'van-hanh', lazy: () => import('./SystemPage'), handle: { crumb: 'admin:system.menu' } },
    {
      path: 'thong-bao',
      lazy: () => import('./NotificationsPage'),
      handle: { crumb: 'notify:title' },
    },
  ],
  menu: [
    {
      label: 'admin:people.menu',
      to: '/nguoi-dung',
      icon: <TeamOutlined />,
      group: 'manage',
      visible: (session) => can(session, 'person.read'),
      shortcut: 'g u',
    },
    {
      label: 'admin:audit.menu',
      to: '/nhat-ky',
      icon: <AuditOutlined />,
      group: 'manage',
      visible: (session) => can(session, 'audit.read'),
      shortcut: 'g a',
    },
    {
      label: 'admin:system.menu',
      to: '/van-hanh',
      icon: <SettingOutlined />,
      group: 'manage',
      visible: seesSystem,
      shortcut: 'g s',
    },
  ],
  commands: [
    {
      id: 'admin.new_person',
      label: 'admin:people.new',
      visible: (session) => can(session, 'person.create'),
      run: ({ navigate }) => navigate('/nguoi-dung/moi'),
    },
  ],
  home: [
    {
      id: 'admin.system',
      order: 50,
      visible: (session) => can(session, 'platform.read') && hasRole(session, 'system_admin'),
      load: () => import('./SystemHomeCard'),
    },
  ],
  search: [
    {
      id: 'people',
      label: 'admin:people.menu',
      visible: (session) => can(session, 'person.read'),
      search: async (text, signal) => {
        const page = await data(
          api.GET('/api/v1/people', { params: { query: { search: text, limit: 8 } }, signal }),
        );
        return page.items.map((person) => ({
          id: person.id,
          title: person.full_name,
          hint: [person.user_name, person.posts[0]?.agency_name].filter(Boolean).join(' · '),
          to: `/nguoi-dung/${person.id}`,
        }));
      },
    },
  ],
};
