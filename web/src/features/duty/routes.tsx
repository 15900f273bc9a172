import { AuditOutlined, CheckSquareOutlined } from '@ant-design/icons';
import { redirect } from 'react-router';
import type { Feature } from '~/app/feature';
import { can } from '~/app/session';

export const feature: Feature = {
  area: 'duty',
  routes: [
    {
      path: 'nhiem-vu',
      handle: { crumb: 'duty:menu.list' },
      children: [
        { index: true, lazy: () => import('./DutyListPage') },
        {
          path: 'giao-viec',
          lazy: () => import('./DirectivePage'),
          handle: { crumb: 'duty:directive.title' },
        },
        {
          path: 'ban-giao',
          lazy: () => import('./HandOverPage'),
          handle: { crumb: 'duty:handover.title' },
        },
        { path: 'bieu-mau', lazy: () => import('./FormPage'), handle: { crumb: 'duty:form.title' } },
        { path: ':duty', lazy: () => import('./DutyPage') },
        { path: ':duty/bao-cao', lazy: () => import('./ReportPage') },
      ],
    },
    { path: 'cho-duyet', lazy: () => import('./QueuePage'), handle: { crumb: 'duty:menu.queue' } },
    // Links of mails and calendars that name the record in the words of the API.
    { path: 'duties/:duty', loader: ({ params }) => redirect(`/nhiem-vu/${params.duty}`) },
  ],
  menu: [
    {
      label: 'duty:menu.list',
      to: '/nhiem-vu',
      icon: <CheckSquareOutlined />,
      visible: (session) => can(session, 'duty.read'),
      group: 'work',
      shortcut: 'g n',
      phone: true,
    },
    {
      label: 'duty:menu.queue',
      to: '/cho-duyet',
      icon: <AuditOutlined />,
      visible: (session) => can(session, 'duty.accept'),
      group: 'work',
      shortcut: 'g d',
    },
  ],
  commands: [
    {
      id: 'duty.directive',
      label: 'duty:directive.command',
      visible: (session) => can(session, 'duty.create'),
      run: ({ navigate }) => navigate('/nhiem-vu/giao-viec'),
    },
    {
      id: 'duty.handover',
      label: 'duty:handover.command',
      visible: (session) => can(session, 'duty.change'),
      run: ({ navigate }) => navigate('/nhiem-vu/ban-giao'),
    },
    {
      id: 'duty.form',
      label: 'duty:form.command',
      visible: (session) => can(session, 'duty.import'),
      run: ({ navigate }) => navigate('/nhiem-vu/bieu-mau'),
    },
  ],
  search: [
    {
      id: 'duty',
      label: 'duty:menu.list',
      minLength: 3,
      visible: (session) => can(session, 'duty.read'),
      search: async (text, signal) => {
        const { listDuties } = await import('./api');
        const page = await listDuties({ search: text, limit: 8 }, signal);
        return page.items.map((duty) => ({
          id: duty.id,
          title: duty.text,
          hint: [duty.path, duty.agency.name].filter(Boolean).join(' · '),
          to: `/nhiem-vu/${duty.id}`,
        }));
      },
    },
  ],
  home: [
    {
      id: 'duty.mine',
      order: 10,
      wide: true,
      visible: (session) => can(session, 'duty.report') || can(session, 'duty.read'),
      load: () => import('./DutyHomeCard'),
    },
  ],
};
