/**
 * Campaigns, warned indicators, the trust register, notices, reported content, settings and statistics: their routes,
 * menu entries and commands. Merged into the feature by `routes.tsx`.
 */

import { BarChartOutlined, NotificationOutlined } from '@ant-design/icons';
import i18next from 'i18next';
import type { RouteObject } from 'react-router';
import type { Command, HomeCard, MenuEntry, SearchProvider } from '~/app/feature';
import { can } from '~/app/session';
import { Needs } from '~/app/shell/Needs';
import { ask } from '~/features/incident/ask';
import type { Campaign } from './campaign/api';
import type { Paged } from './desk/api';
import { shownValue } from './desk/model';
import {
  CAMPAIGNS_PATH,
  CONTENT_PATH,
  campaignPath,
  INDICATORS_PATH,
  NOTICES_PATH,
  SETTINGS_PATH,
  STATISTICS_PATH,
  TRUST_PATH,
  VERDICTS_PATH,
} from './desk/paths';

const below = (path: string) => path.slice(1);

/** Routes beside `/tin-bao`, with paths of their own. */
export const publicRoutes: RouteObject[] = [
  {
    element: <Needs action="hotline.read" />,
    children: [
      {
        path: below(CAMPAIGNS_PATH),
        handle: { crumb: 'hotline_desk:campaign.title' },
        children: [
          { index: true, lazy: () => import('./campaign/CampaignListPage') },
          { path: ':campaign', lazy: () => import('./campaign/CampaignPage') },
        ],
      },
      {
        path: below(INDICATORS_PATH),
        handle: { crumb: 'hotline_desk:indicator.title' },
        children: [
          { index: true, lazy: () => import('./campaign/IndicatorListPage') },
          {
            path: 'khong-noi',
            lazy: () => import('./campaign/HubsPage'),
            handle: { crumb: 'hotline_desk:hub.title' },
          },
        ],
      },
      {
        path: below(VERDICTS_PATH),
        handle: { crumb: 'hotline_desk:verdict.title' },
        children: [
          { index: true, lazy: () => import('./verdict/VerdictListPage') },
          {
            element: <Needs action="hotline.verify" />,
            children: [
              {
                path: 'phan-doi',
                lazy: () => import('./verdict/ContestsPage'),
                handle: { crumb: 'hotline_desk:contest.title' },
              },
            ],
          },
        ],
      },
    ],
  },
  // Whoever works at the hotline may look at notices and the register; who may change them sees the buttons.
  {
    path: below(NOTICES_PATH),
    handle: { crumb: 'hotline_desk:notice.title' },
    children: [
      { index: true, lazy: () => import('./notice/NoticeListPage') },
      {
        element: <Needs action="hotline.publish" />,
        children: [{ path: 'moi', lazy: () => import('./notice/NoticeNewPage') }],
      },
      { path: ':notice', lazy: () => import('./notice/NoticePage') },
    ],
  },
  {
    path: below(TRUST_PATH),
    handle: { crumb: 'hotline_desk:trust.title' },
    children: [
      { index: true, lazy: () => import('./trust/TrustListPage') },
      { path: ':organisation', lazy: () => import('./trust/OrganisationPage') },
    ],
  },
  {
    element: <Needs action="hotline.read" />,
    children: [
      {
        path: below(CONTENT_PATH),
        handle: { crumb: 'hotline_desk:content.title' },
        children: [
          { index: true, lazy: () => import('./content/ContentListPage') },
          { path: ':content', lazy: () => import('./content/ContentPage') },
        ],
      },
    ],
  },
  {
    element: <Needs action="hotline.statistics" />,
    children: [
      {
        path: below(STATISTICS_PATH),
        lazy: () => import('./statistics/StatisticsPage'),
        handle: { crumb: 'hotline_desk:statistics.title' },
      },
    ],
  },
  {
    element: <Needs action="hotline.settings" />,
    children: [
      {
        path: below(SETTINGS_PATH),
        lazy: () => import('./settings/SettingsPage'),
        handle: { crumb: 'hotline_desk:settings.title' },
      },
    ],
  },
];

/** Who reads no reports still comes to the pages that are theirs; the tabs there lead on. */
export const publicMenu: MenuEntry[] = [
  {
    label: 'hotline_desk:notice.title',
    to: NOTICES_PATH,
    icon: <NotificationOutlined />,
    visible: (session) => can(session, 'hotline.publish'),
    group: 'public',
  },
  {
    label: 'hotline_desk:statistics.title',
    to: STATISTICS_PATH,
    icon: <BarChartOutlined />,
    visible: (session) =>
      can(session, 'hotline.statistics') && !can(session, 'hotline.read') && !can(session, 'hotline.publish'),
    group: 'public',
  },
];

export const publicCommands: Command[] = [
  {
    id: 'hotline.notice.new',
    label: 'hotline_desk:notice.add',
    keywords: 'hotline_desk:notice.keywords',
    visible: (session) => can(session, 'hotline.publish'),
    run: ({ navigate }) => navigate(`${NOTICES_PATH}/moi`),
  },
];

interface FoundValue {
  kind: string;
  value: string;
  match_key: string;
}

export const publicSearch: SearchProvider[] = [
  {
    id: 'hotline.campaigns',
    label: 'hotline_desk:campaign.title',
    visible: (session) => can(session, 'hotline.read'),
    search: async (text, signal) => {
      const { items } = await ask<Paged<Campaign>>('GET', '/hotline/campaigns', {
        query: { search: text, offset: 0, limit: 5 },
        signal,
      });
      return items.map(({ id, number, name, state }) => ({
        id,
        title: `${number} ${name}`,
        hint: i18next.t(`hotline_desk:campaign.state.${state}`),
        to: campaignPath(id),
      }));
    },
  },
  {
    id: 'hotline.indicators',
    label: 'hotline_desk:indicator.title',
    visible: (session) => can(session, 'hotline.read'),
    // Shorter pieces are in nearly every number.
    minLength: 4,
    search: async (text, signal) => {
      const { items } = await ask<Paged<FoundValue>>('GET', '/hotline/indicators', {
        query: { search: text, offset: 0, limit: 5 },
        signal,
      });
      return items.map(({ kind, value, match_key }) => ({
        id: `${kind} ${match_key}`,
        title: shownValue(kind, value),
        hint: i18next.t(`hotline_desk:kind.${kind}`),
        to: `${INDICATORS_PATH}?q=${encodeURIComponent(value)}`,
      }));
    },
  },
];

export const publicHome: HomeCard[] = [];
