import { FireOutlined } from '@ant-design/icons';
import i18next from 'i18next';
import type { Feature } from '~/app/feature';
import { can } from '~/app/session';
import { Needs } from '~/app/shell/Needs';
import type { Page } from './api';
import { ask } from './ask';
import {
  casePath,
  IMPORT_PATH,
  LIST_PATH,
  NEW_PATH,
  opensCases,
  REPORT_PATH,
  STATISTICS_PATH,
} from './model';

export const feature: Feature = {
  area: 'incident',
  routes: [
    {
      path: 'su-co',
      handle: { crumb: 'incident:menu' },
      children: [
        { index: true, lazy: () => import('./IncidentListPage') },
        {
          element: <Needs action="incident.report" />,
          children: [
            {
              path: 'bao',
              lazy: () => import('./ReportIncidentPage'),
              handle: { crumb: 'incident:report.menu' },
            },
            { path: 'moi', lazy: () => import('./NewIncidentPage'), handle: { crumb: 'incident:new.menu' } },
            { path: 'nhap', lazy: () => import('./ImportPage'), handle: { crumb: 'incident:import.menu' } },
          ],
        },
        {
          path: 'thong-ke',
          lazy: () => import('./StatisticsPage'),
          handle: { crumb: 'incident:statistics.menu' },
        },
        { path: ':incident', lazy: () => import('./CasePage') },
        { path: ':incident/bao-cao/:report', lazy: () => import('./ReportEditPage') },
      ],
    },
  ],
  menu: [
    {
      label: 'incident:menu',
      to: LIST_PATH,
      icon: <FireOutlined />,
      visible: (session) => can(session, 'incident.read'),
      group: 'watch',
      shortcut: 'g z',
    },
  ],
  commands: [
    {
      id: 'incident.report',
      label: 'incident:report.menu',
      keywords: 'incident:report.keywords',
      visible: (session) => can(session, 'incident.report'),
      run: ({ navigate }) => navigate(REPORT_PATH),
    },
    {
      id: 'incident.new',
      label: 'incident:new.menu',
      visible: opensCases,
      run: ({ navigate }) => navigate(NEW_PATH),
    },
    {
      id: 'incident.import',
      label: 'incident:import.title',
      keywords: 'incident:import.keywords',
      visible: opensCases,
      run: ({ navigate }) => navigate(IMPORT_PATH),
    },
    {
      id: 'incident.statistics',
      label: 'incident:statistics.title',
      visible: (session) => can(session, 'incident.read'),
      run: ({ navigate }) => navigate(STATISTICS_PATH),
    },
  ],
  home: [
    {
      id: 'incident.report',
      order: 3,
      // Whoever handles incidents has the form in the list.
      visible: (session) => can(session, 'incident.work') && !can(session, 'incident.handle'),
      load: () => import('./ReportHomeCard'),
    },
    {
      id: 'incident.clocks',
      order: 4,
      visible: (session) => can(session, 'incident.handle'),
      load: () => import('./ClocksHomeCard'),
    },
  ],
  search: [
    {
      id: 'incidents',
      label: 'incident:menu',
      visible: (session) => can(session, 'incident.read'),
      search: async (text, signal) => {
        const page = await ask<Page>('GET', '/incidents', { query: { search: text, limit: 8 }, signal });
        return page.items.map((incident) => ({
          id: incident.id,
          title: `${incident.code} ${incident.title}`,
          hint: [incident.agency_name, i18next.t(`incident:state.${incident.state}`)]
            .filter(Boolean)
            .join(' · '),
          to: casePath(incident.id),
        }));
      },
    },
  ],
};
