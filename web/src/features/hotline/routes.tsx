import { PhoneOutlined } from '@ant-design/icons';
import i18next from 'i18next';
import type { Command, Feature } from '~/app/feature';
import { can } from '~/app/session';
import { Needs } from '~/app/shell/Needs';
import { ask } from '~/features/incident/ask';
import type { ReportPage } from './api';
import { INTAKE_PATH, LIST_PATH, REPORT_PAGES, reportPath } from './pages';
import { PUBLIC_PAGES } from './publicPages';
import { publicCommands, publicHome, publicMenu, publicRoutes, publicSearch } from './publicRoutes';

export const feature: Feature = {
  area: 'hotline',
  routes: [
    {
      path: 'tin-bao',
      handle: { crumb: 'hotline:menu' },
      children: [
        { index: true, lazy: () => import('./InboxPage') },
        {
          element: <Needs action="hotline.intake" />,
          children: [
            {
              path: 'nhap',
              lazy: () => import('./intake/IntakePage'),
              handle: { crumb: 'hotline:sections.intake' },
            },
          ],
        },
        {
          path: 'mo-danh-tinh',
          lazy: () => import('./reveal/RevealsPage'),
          handle: { crumb: 'hotline:sections.reveals' },
        },
        {
          element: <Needs action="hotline.audit" />,
          children: [
            {
              path: 'nhat-ky-mo',
              lazy: () => import('./opening/OpeningsPage'),
              handle: { crumb: 'hotline:sections.openings' },
            },
          ],
        },
        { path: ':report', lazy: () => import('./report/ReportPage') },
      ],
    },
    ...publicRoutes,
  ],
  menu: [
    {
      label: 'hotline:menu',
      to: LIST_PATH,
      icon: <PhoneOutlined />,
      visible: (session) => can(session, 'hotline.read'),
      group: 'public',
      shortcut: 'g 1',
    },
    ...publicMenu,
  ],
  commands: [
    ...[...REPORT_PAGES, ...PUBLIC_PAGES]
      .filter((page) => page.to !== LIST_PATH)
      .map(
        (page): Command => ({
          id: `hotline.${page.id}`,
          label: page.label,
          ...(page.to === INTAKE_PATH ? { keywords: 'hotline:intake.keywords' } : {}),
          visible: (session) => page.needs.some((need) => can(session, need)),
          run: ({ navigate }) => navigate(page.to),
        }),
      ),
    ...publicCommands,
  ],
  search: [
    {
      id: 'hotline_reports',
      label: 'hotline:menu',
      visible: (session) => can(session, 'hotline.read'),
      search: async (search, signal) => {
        const { items } = await ask<ReportPage>('GET', '/hotline/reports', {
          query: { view: 'all', search, order: 'newest', limit: 8 },
          signal,
        });
        return items.map((line) => ({
          id: line.id,
          title: `${line.number} ${line.scam_type_name ?? line.kind_name ?? ''}`.trim(),
          hint: [line.desk_name, i18next.t(`hotline:state.${line.state}`)].filter(Boolean).join(' · '),
          to: reportPath(line.id),
        }));
      },
    },
    ...publicSearch,
  ],
  home: [
    {
      id: 'hotline.inbox',
      order: 2,
      visible: (session) => can(session, 'hotline.handle'),
      load: () => import('./HotlineHomeCard'),
    },
    ...publicHome,
  ],
};
