import {
  CAMPAIGNS_PATH,
  CONTENT_PATH,
  INDICATORS_PATH,
  NOTICES_PATH,
  SETTINGS_PATH,
  STATISTICS_PATH,
  TRUST_PATH,
  VERDICTS_PATH,
} from './desk/paths';
import type { HotlinePage } from './pages';

/** Campaigns, warned indicators, trust register, notices, reported content, settings, statistics. */
export const PUBLIC_PAGES: readonly HotlinePage[] = [
  { id: 'campaigns', label: 'hotline_desk:sections.campaigns', to: CAMPAIGNS_PATH, needs: ['hotline.read'] },
  {
    id: 'indicators',
    label: 'hotline_desk:sections.indicators',
    to: INDICATORS_PATH,
    needs: ['hotline.read'],
  },
  {
    id: 'verdicts',
    label: 'hotline_desk:sections.verdicts',
    to: VERDICTS_PATH,
    needs: ['hotline.read'],
  },
  {
    id: 'notices',
    label: 'hotline_desk:sections.notices',
    to: NOTICES_PATH,
    needs: ['hotline.publish', 'hotline.read'],
  },
  {
    id: 'trust',
    label: 'hotline_desk:sections.trust',
    to: TRUST_PATH,
    needs: ['hotline.trust', 'hotline.read', 'hotline.publish'],
  },
  { id: 'content', label: 'hotline_desk:sections.content', to: CONTENT_PATH, needs: ['hotline.read'] },
  {
    id: 'statistics',
    label: 'hotline_desk:sections.statistics',
    to: STATISTICS_PATH,
    needs: ['hotline.statistics'],
  },
  { id: 'settings', label: 'hotline_desk:sections.settings', to: SETTINGS_PATH, needs: ['hotline.settings'] },
];
