import { Button } from 'antd';
import { useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { can, useSession } from '~/app/session';
import { type DataColumn, DataTable, type FilterDef } from '~/ui/DataTable';
import { formatNumber } from '~/ui/format';
import { Nothing } from '~/ui/texts';
import { Indicator, Kind, ReportLinks, State } from '../desk/words';
import { INDICATORS } from '../model';
import { WarnDialog } from '../verdict/WarnDialog';
import type { CampaignDetail, CampaignIndicator } from './api';
import { keyOf, reportsBy } from './graph';

/** Reports of a thing that its line names. */
const FIRST = 3;

/** What the reports of a campaign name: in how many, whether it joins them, and whether the public is warned of it. */
export function IndicatorTable({ detail }: { detail: CampaignDetail }) {
  const { t } = useTranslation('hotline_desk');
  const session = useSession();
  const verify = can(session, 'hotline.verify');
  const [warning, setWarning] = useState<CampaignIndicator>();
  const columns = useColumns(detail, verify ? setWarning : undefined);
  const filters = useMemo<FilterDef<CampaignIndicator>[]>(
    () => [
      {
        key: 'kind',
        label: t('column.kind'),
        kind: 'multi',
        options: INDICATORS.map((value) => ({ value, label: t(`kind.${value}`) })),
        match: (one, values) => values.includes(one.kind),
      },
      { key: 'joins', label: t('indicator.joins'), kind: 'flag', match: (one) => one.joins },
    ],
    [t],
  );
  return (
    <>
      <h2 className="cl-section">{t('indicator.of_campaign')}</h2>
      <DataTable<CampaignIndicator>
        id="hotline.campaign.indicators"
        label={t('indicator.of_campaign')}
        urlPrefix="i."
        columns={columns}
        rowKey={keyOf}
        filters={filters}
        source={{ rows: detail.indicators, text: (one) => `${one.value} ${one.match_key}` }}
        height="auto"
        empty={{ title: t('indicator.none_confirmed'), text: t('indicator.none_confirmed_text') }}
      />
      {warning && (
        <WarnDialog
          start={{
            kind: warning.kind,
            value: warning.value,
            bank: warning.bank,
            scam_type: detail.line.scam_type,
          }}
          campaign={detail.line.id}
          onClose={() => setWarning(undefined)}
        />
      )}
    </>
  );
}

function useColumns(
  detail: CampaignDetail,
  onWarn: ((one: CampaignIndicator) => void) | undefined,
): DataColumn<CampaignIndicator>[] {
  const { t } = useTranslation('hotline_desk');
  const by = useMemo(() => reportsBy(detail.reports, detail.edges), [detail]);
  return useMemo(
    () => [
      {
        key: 'value',
        title: t('column.indicator'),
        primary: true,
        sortable: true,
        sortValue: (one) => one.value,
        render: (one) => <Indicator kind={one.kind} value={one.value} bank={one.bank} bare />,
      },
      {
        key: 'kind',
        title: t('column.kind'),
        width: '120px',
        sortable: true,
        sortValue: (one) => one.kind,
        render: (one) => <Kind value={one.kind} />,
      },
      {
        key: 'reports',
        title: t('column.reports'),
        width: '90px',
        align: 'right',
        sortable: true,
        sortValue: (one) => one.reports,
        render: (one) => <span className="cl-figures">{formatNumber(one.reports)}</span>,
      },
      {
        key: 'joins',
        title: t('indicator.joins'),
        width: '150px',
        render: (one) => t(one.joins ? 'indicator.joins_yes' : 'indicator.joins_no'),
      },
      {
        key: 'in',
        title: t('indicator.in_reports'),
        width: '150px',
        render: (one) => <ReportLinks reports={by.get(keyOf(one)) ?? []} most={FIRST} />,
      },
      {
        key: 'verdict',
        title: t('column.verdict'),
        width: '200px',
        render: (one) => {
          if (one.verdict_state === 'warned') return <State of="verdict" value={one.verdict_state} />;
          return (
            <span className="cl-inline">
              {one.verdict_state ? <State of="verdict" value={one.verdict_state} /> : !onWarn && <Nothing />}
              {onWarn && one.joins && (
                <Button
                  size="small"
                  aria-label={t('warn.this', { value: one.value })}
                  onClick={() => onWarn(one)}
                >
                  {t('warn.do')}
                </Button>
              )}
            </span>
          );
        },
      },
    ],
    [t, by, onWarn],
  );
}
