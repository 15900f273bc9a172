import { AimOutlined } from '@ant-design/icons';
import i18next from 'i18next';
import { api, data } from '~/api/client';
import type { Feature } from '~/app/feature';
import { matches } from '~/app/fold';
import { can } from '~/app/session';
import { LISTS_PATH, listPath } from './model';

export const feature: Feature = {
  area: 'indicator',
  routes: [
    {
      path: 'chi-bao',
      handle: { crumb: 'indicator:menu' },
      children: [
        { index: true, lazy: () => import('./IndicatorListPage') },
        {
          path: 'nhap',
          lazy: () => import('./IndicatorNewPage'),
          handle: { crumb: 'indicator:form.new' },
        },
        { path: ':list', lazy: () => import('./IndicatorPage') },
        { path: ':list/sua', lazy: () => import('./IndicatorEditPage') },
      ],
    },
  ],
  menu: [
    {
      label: 'indicator:menu',
      to: LISTS_PATH,
      icon: <AimOutlined />,
      visible: (session) => can(session, 'indicator.read'),
      group: 'watch',
      shortcut: 'g i',
    },
  ],
  commands: [
    {
      id: 'indicator.new',
      label: 'indicator:form.new',
      visible: (session) => can(session, 'indicator.change'),
      run: ({ navigate }) => navigate(`${LISTS_PATH}/nhap`),
    },
  ],
  search: [
    {
      id: 'indicators',
      label: 'indicator:menu',
      visible: (session) => can(session, 'indicator.read'),
      search: async (text, signal) => {
        const { items } = await data(api.GET('/api/v1/indicators', { signal }));
        return [
          ...items
            .filter((list) => matches([list.name, list.origin].join(' '), text))
            .slice(0, 7)
            .map((list) => ({
              id: list.id,
              title: list.name,
              hint: list.origin,
              to: listPath(list.id),
            })),
          {
            id: 'look-up',
            title: i18next.t('indicator:look_up.palette', { value: text }),
            to: `${LISTS_PATH}?value=${encodeURIComponent(text)}`,
          },
        ];
      },
    },
  ],
};
