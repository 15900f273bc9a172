import { Button } from 'antd';
import { useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { can, useSession } from '~/app/session';
import { type DataColumn, DataTable, type FilterDef } from '~/ui/DataTable';
import { formatNumber } from '~/ui/format';
import { LinkButton } from '~/ui/LinkButton';
import { Page } from '~/ui/Page';
import { DateText, Nothing } from '~/ui/texts';
import { pageOf } from '../desk/api';
import { HUBS_PATH } from '../desk/paths';
import { Indicator, Kind, State } from '../desk/words';
import { INDICATORS } from '../model';
import { Sections } from '../Sections';
import { WarnDialog } from '../verdict/WarnDialog';
import type { FoundIndicator } from './api';
import { keyOf } from './graph';

/** Everything that operators confirmed in reports: found by number, address or name. */
export function Component() {
  const { t } = useTranslation('hotline_desk');
  const session = useSession();
  const [warning, setWarning] = useState<FoundIndicator>();
  const columns = useColumns(can(session, 'hotline.verify') ? setWarning : undefined);
  const filters = useMemo<FilterDef<FoundIndicator>[]>(
    () => [
      {
        key: 'kind',
        label: t('column.kind'),
        kind: 'select',
        options: INDICATORS.map((value) => ({ value, label: t(`kind.${value}`) })),
      },
    ],
    [t],
  );
  return (
    <Page
      title={t('indicator.title')}
      wide
      meta={t('indicator.meta')}
      actions={<LinkButton to={HUBS_PATH}>{t('hub.title')}</LinkButton>}
    >
      <Sections />
      <DataTable<FoundIndicator>
        id="hotline.indicators"
        label={t('indicator.title')}
        columns={columns}
        rowKey={keyOf}
        filters={filters}
        searchPlaceholder={t('indicator.search')}
        source={{
          queryKey: ['hotline', 'indicators'],
          fetch: (asked) => pageOf<FoundIndicator>('/hotline/indicators', asked),
        }}
        empty={{ title: t('indicator.none_confirmed'), text: t('indicator.none_confirmed_text') }}
      />
      {warning && (
        <WarnDialog
          start={{ kind: warning.kind, value: warning.value, bank: warning.bank, scam_type: null }}
          onClose={() => setWarning(undefined)}
        />
      )}
    </Page>
  );
}

function useColumns(onWarn: ((one: FoundIndicator) => void) | undefined): DataColumn<FoundIndicator>[] {
  const { t } = useTranslation('hotline_desk');
  return useMemo(
    () => [
      {
        key: 'value',
        title: t('column.indicator'),
        primary: true,
        render: (one) => <Indicator kind={one.kind} value={one.value} bank={one.bank} bare />,
      },
      { key: 'kind', title: t('column.kind'), width: '130px', render: (one) => <Kind value={one.kind} /> },
      {
        key: 'reports',
        title: t('column.reports'),
        width: '90px',
        align: 'right',
        render: (one) => <span className="cl-figures">{formatNumber(one.reports)}</span>,
      },
      {
        key: 'hub',
        title: t('indicator.joins'),
        width: '160px',
        render: (one) => t(one.is_hub ? 'indicator.joins_no' : 'indicator.joins_yes'),
      },
      {
        key: 'verdict',
        title: t('column.verdict'),
        width: '220px',
        render: (one) => (
          <span className="cl-inline">
            {one.verdict_state && <State of="verdict" value={one.verdict_state} />}
            {onWarn && !one.is_hub && one.verdict_state !== 'warned' && (
              <Button
                size="small"
                aria-label={t('warn.this', { value: one.value })}
                onClick={() => onWarn(one)}
              >
                {t('warn.do')}
              </Button>
            )}
            {!one.verdict_state && (!onWarn || one.is_hub) && <Nothing />}
          </span>
        ),
      },
      {
        key: 'last',
        title: t('column.last'),
        width: '150px',
        render: (one) => <DateText value={one.last_at} />,
      },
    ],
    [t, onWarn],
  );
}
