import { FileDoneOutlined } from '@ant-design/icons';
import type { Feature } from '~/app/feature';
import { can } from '~/app/session';
import { Needs } from '~/app/shell/Needs';
import { DOSSIERS_PATH, IMPORT_PATH, TABLE_PATH, TEMPLATES_PATH } from './model';

/** Beside the pages of the register; what is written out here comes before `he-thong/:system`. */
export const feature: Feature = {
  area: 'dossier',
  routes: [
    {
      path: 'he-thong',
      handle: { crumb: 'system:menu' },
      children: [
        {
          path: 'ho-so',
          handle: { crumb: 'dossier:menu' },
          children: [
            { index: true, lazy: () => import('./DossierListPage') },
            { path: ':dossier', lazy: () => import('./DossierPage') },
          ],
        },
        {
          element: <Needs action="system.change" />,
          children: [
            {
              path: 'nhap',
              lazy: () => import('./ImportPage'),
              handle: { crumb: 'dossier:import.title' },
            },
          ],
        },
        {
          path: 'mau-bieu',
          lazy: () => import('./TemplatesPage'),
          handle: { crumb: 'dossier:templates.title' },
        },
        {
          path: 'bieu-08',
          lazy: () => import('./StatutoryPage'),
          handle: { crumb: 'dossier:statutory.title' },
        },
      ],
    },
  ],
  menu: [
    {
      label: 'dossier:menu',
      to: DOSSIERS_PATH,
      icon: <FileDoneOutlined />,
      visible: (session) => can(session, 'system.read'),
      group: 'watch',
      shortcut: 'g e',
    },
  ],
  home: [
    {
      id: 'dossier',
      order: 35,
      visible: (session) =>
        ['system.change', 'system.appraise', 'system.approve'].some((action) => can(session, action)),
      load: () => import('./DossierHomeCard'),
    },
  ],
  commands: [
    {
      id: 'dossier.import',
      label: 'dossier:import.title',
      visible: (session) => can(session, 'system.change'),
      run: ({ navigate }) => navigate(IMPORT_PATH),
    },
    {
      id: 'dossier.templates',
      label: 'dossier:templates.title',
      visible: (session) => can(session, 'system.read'),
      run: ({ navigate }) => navigate(TEMPLATES_PATH),
    },
    {
      id: 'dossier.statutory',
      label: 'dossier:statutory.title',
      visible: (session) => can(session, 'system.read'),
      run: ({ navigate }) => navigate(TABLE_PATH),
    },
  ],
};
