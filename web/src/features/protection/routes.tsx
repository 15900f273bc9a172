import { BugOutlined, CheckSquareOutlined } from '@ant-design/icons';
import type { Feature } from '~/app/feature';
import { can, type Session } from '~/app/session';
import { ASSETS_PATH, CONTROLS_PATH, WEAKNESSES_PATH } from './model';

const reads = (session: Session) => can(session, 'system.read');

export const feature: Feature = {
  area: 'protection',
  routes: [
    // What stands fixed is found before the `:system` of the register.
    {
      path: 'he-thong',
      handle: { crumb: 'system:menu' },
      children: [
        {
          path: 'yeu-cau',
          lazy: () => import('./ControlsOverviewPage'),
          handle: { crumb: 'protection:controls.menu' },
        },
        {
          path: 'diem-yeu',
          lazy: () => import('./WeaknessListPage'),
          handle: { crumb: 'protection:weakness.menu' },
        },
        {
          path: 'tai-san',
          lazy: () => import('./AssetListPage'),
          handle: { crumb: 'protection:asset.menu' },
        },
      ],
    },
  ],
  menu: [
    {
      label: 'protection:controls.menu',
      to: CONTROLS_PATH,
      icon: <CheckSquareOutlined />,
      visible: reads,
      group: 'watch',
    },
    {
      label: 'protection:weakness.menu',
      to: WEAKNESSES_PATH,
      icon: <BugOutlined />,
      visible: reads,
      group: 'watch',
    },
  ],
  commands: [
    {
      id: 'protection.assets',
      label: 'protection:asset.menu',
      keywords: 'protection:asset.keywords',
      visible: reads,
      run: ({ navigate }) => navigate(ASSETS_PATH),
    },
    {
      id: 'protection.assets.unchecked',
      label: 'protection:asset.only_unchecked',
      visible: reads,
      run: ({ navigate }) => navigate(`${ASSETS_PATH}?unchecked=true`),
    },
    {
      id: 'protection.assets.ended',
      label: 'protection:asset.command_ended',
      visible: reads,
      run: ({ navigate }) => navigate(`${ASSETS_PATH}?ends=past`),
    },
    {
      id: 'protection.weaknesses.late',
      label: 'protection:weakness.command_late',
      visible: reads,
      run: ({ navigate }) => navigate(`${WEAKNESSES_PATH}?late=true`),
    },
  ],
};
