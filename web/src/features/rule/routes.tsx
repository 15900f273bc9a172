import { RadarChartOutlined } from '@ant-design/icons';
import i18next from 'i18next';
import { api, data } from '~/api/client';
import type { Feature } from '~/app/feature';
import { can } from '~/app/session';
import { RULES_PATH, rulePath } from './model';

export const feature: Feature = {
  area: 'rule',
  routes: [
    {
      path: 'quy-tac',
      handle: { crumb: 'rule:menu' },
      children: [
        { index: true, lazy: () => import('./RuleListPage') },
        { path: 'moi', lazy: () => import('./RuleNewPage'), handle: { crumb: 'rule:form.new' } },
        { path: 'nhap', lazy: () => import('./ImportPage'), handle: { crumb: 'rule:import.title' } },
        { path: ':rule', lazy: () => import('./RulePage') },
        { path: ':rule/sua', lazy: () => import('./RuleEditPage') },
        { path: ':rule/ngoai-le', lazy: () => import('./ExceptionPage') },
      ],
    },
  ],
  menu: [
    {
      label: 'rule:menu',
      to: RULES_PATH,
      icon: <RadarChartOutlined />,
      visible: (session) => can(session, 'rule.read'),
      group: 'watch',
      shortcut: 'g q',
    },
  ],
  commands: [
    {
      id: 'rule.new',
      label: 'rule:form.new',
      visible: (session) => can(session, 'rule.change'),
      run: ({ navigate }) => navigate(`${RULES_PATH}/moi`),
    },
    {
      id: 'rule.import',
      label: 'rule:import.title',
      visible: (session) => can(session, 'rule.change'),
      run: ({ navigate }) => navigate(`${RULES_PATH}/nhap`),
    },
  ],
  search: [
    {
      id: 'rules',
      label: 'rule:menu',
      visible: (session) => can(session, 'rule.read'),
      search: async (text, signal) => {
        const page = await data(
          api.GET('/api/v1/rules', { params: { query: { search: text, limit: 8 } }, signal }),
        );
        return page.items.map((rule) => ({
          id: rule.id,
          title: rule.title,
          hint: [i18next.t(`rule:kind.${rule.kind}`), i18next.t(`rule:state.${rule.state}`)].join(' · '),
          to: rulePath(rule.id),
        }));
      },
    },
  ],
};
