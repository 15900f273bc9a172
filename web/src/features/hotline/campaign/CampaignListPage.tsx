import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { type DataColumn, DataTable, type FilterDef } from '~/ui/DataTable';
import { formatDate } from '~/ui/format';
import { Page } from '~/ui/Page';
import { Nothing, NumberText } from '~/ui/texts';
import { pageOf } from '../desk/api';
import { campaignPath } from '../desk/paths';
import { Amount, ScamType, State } from '../desk/words';
import { Sections } from '../Sections';
import type { Campaign } from './api';
import { Clusters } from './Clusters';

const STATES = ['open', 'warned', 'closed'] as const;

/** Reports of the same scam, and which further ones may belong together. */
export function Component() {
  const { t } = useTranslation('hotline_desk');
  const columns = useColumns();
  const filters = useMemo<FilterDef<Campaign>[]>(
    () => [
      {
        key: 'state',
        label: t('column.state'),
        kind: 'select',
        options: STATES.map((value) => ({ value, label: t(`campaign.state.${value}`) })),
      },
    ],
    [t],
  );
  return (
    <Page title={t('campaign.title')} wide>
      <Sections />
      <Clusters />
      <DataTable<Campaign>
        id="hotline.campaigns"
        label={t('campaign.title')}
        columns={columns}
        rowKey={(c) => c.id}
        filters={filters}
        searchPlaceholder={t('campaign.search')}
        source={{
          queryKey: ['hotline', 'campaigns'],
          fetch: (asked) => pageOf<Campaign>('/hotline/campaigns', asked),
        }}
        rowTo={(c) => campaignPath(c.id)}
        empty={{ title: t('campaign.empty'), text: t('campaign.empty_text') }}
      />
    </Page>
  );
}

function useColumns(): DataColumn<Campaign>[] {
  const { t } = useTranslation('hotline_desk');
  return useMemo(
    () => [
      {
        key: 'name',
        title: t('column.campaign'),
        primary: true,
        render: (c) => (
          <>
            <span className="hd-number">{c.number}</span> {c.name}
          </>
        ),
      },
      {
        key: 'state',
        title: t('column.state'),
        width: '140px',
        render: (c) => <State of="campaign" value={c.state} />,
      },
      {
        key: 'type',
        title: t('column.scam_type'),
        width: '230px',
        // The name of a campaign says it in most cases.
        hidden: true,
        render: (c) => <ScamType code={c.scam_type} />,
      },
      {
        key: 'reports',
        title: t('column.reports'),
        width: '80px',
        align: 'right',
        render: (c) => <NumberText value={c.reports} />,
      },
      {
        key: 'amount',
        title: t('column.amount'),
        width: '150px',
        align: 'right',
        render: (c) => <Amount value={c.amount} />,
      },
      {
        key: 'span',
        title: t('column.span'),
        width: '190px',
        render: (c) =>
          c.first_at && c.last_at ? (
            <span className="cl-figures">
              {formatDate(c.first_at, true)} – {formatDate(c.last_at, true)}
            </span>
          ) : (
            <Nothing />
          ),
      },
      {
        key: 'became',
        title: t('column.became'),
        width: '190px',
        render: (c) => {
          const made = (['notice_id', 'incident_id', 'indicator_list_id'] as const).filter((key) => c[key]);
          return made.length > 0 ? made.map((key) => t(`campaign.became.${key}`)).join(', ') : <Nothing />;
        },
      },
    ],
    [t],
  );
}
