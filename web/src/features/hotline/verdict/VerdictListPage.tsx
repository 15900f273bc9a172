import { Button } from 'antd';
import { useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { can, useSession } from '~/app/session';
import { type DataColumn, DataTable, type FilterDef } from '~/ui/DataTable';
import { formatNumber } from '~/ui/format';
import { LinkButton } from '~/ui/LinkButton';
import { Page } from '~/ui/Page';
import { StatusTag } from '~/ui/StatusTag';
import { DateText, Nothing } from '~/ui/texts';
import { pageOf } from '../desk/api';
import { CONTESTS_PATH } from '../desk/paths';
import { Indicator, Kind, ScamType, State, Until } from '../desk/words';
import { Sections } from '../Sections';
import type { Verdict } from './api';
import { VerdictDialog } from './VerdictDialog';
import { WarnDialog } from './WarnDialog';

const STATES = ['warned', 'expired', 'withdrawn'] as const;

/** What the public is warned of; what ends next stands first. */
export function Component() {
  const { t } = useTranslation('hotline_desk');
  const session = useSession();
  const [adding, setAdding] = useState(false);
  const [shown, setShown] = useState<Verdict>();
  const columns = useColumns();
  const filters = useMemo<FilterDef<Verdict>[]>(
    () => [
      {
        key: 'state',
        label: t('column.state'),
        kind: 'select',
        options: STATES.map((value) => ({ value, label: t(`verdict.state.${value}`) })),
      },
    ],
    [t],
  );
  const verify = can(session, 'hotline.verify');
  const add = verify && (
    <Button type="primary" onClick={() => setAdding(true)}>
      {t('warn.title')}
    </Button>
  );
  return (
    <Page
      title={t('verdict.title')}
      wide
      meta={t('verdict.meta')}
      actions={
        <>
          {verify && <LinkButton to={CONTESTS_PATH}>{t('contest.title')}</LinkButton>}
          {add}
        </>
      }
    >
      <Sections />
      <DataTable<Verdict>
        id="hotline.verdicts"
        label={t('verdict.title')}
        columns={columns}
        rowKey={(v) => v.id}
        filters={filters}
        searchPlaceholder={t('verdict.search')}
        source={{
          queryKey: ['hotline', 'verdicts'],
          // Who searches looks for a value wherever it stands.
          fetch: (asked) =>
            pageOf<Verdict>(
              '/hotline/verdicts',
              asked,
              asked.filters.state || asked.search ? {} : { state: 'warned' },
            ),
        }}
        onOpen={setShown}
        empty={{ title: t('verdict.empty'), text: t('verdict.empty_text'), action: add }}
      />
      {adding && <WarnDialog onClose={() => setAdding(false)} />}
      {shown && <VerdictDialog verdict={shown} onClose={() => setShown(undefined)} />}
    </Page>
  );
}

function useColumns(): DataColumn<Verdict>[] {
  const { t } = useTranslation('hotline_desk');
  return useMemo(
    () => [
      {
        key: 'value',
        title: t('column.indicator'),
        primary: true,
        render: (v) => <Indicator kind={v.kind} value={v.value} bank={v.bank} bare />,
      },
      { key: 'kind', title: t('column.kind'), width: '150px', render: (v) => <Kind value={v.kind} /> },
      {
        key: 'state',
        title: t('column.state'),
        width: '150px',
        render: (v) => <State of="verdict" value={v.state} />,
      },
      {
        key: 'until',
        title: t('column.expires'),
        width: '190px',
        render: (v) => <Until value={v.expires_at} plain={v.state !== 'warned'} />,
      },
      {
        key: 'reports',
        title: t('column.reports'),
        width: '80px',
        align: 'right',
        render: (v) => <span className="cl-figures">{formatNumber(v.reports)}</span>,
      },
      {
        key: 'type',
        title: t('column.scam_type'),
        width: '210px',
        render: (v) => <ScamType code={v.scam_type} />,
      },
      {
        key: 'contests',
        title: t('column.contests'),
        width: '120px',
        render: (v) =>
          v.contests > 0 ? (
            <StatusTag tone="high" label={t('contest.number', { count: v.contests })} />
          ) : (
            <Nothing />
          ),
      },
      {
        key: 'reason',
        title: t('warn.reason'),
        render: (v) => (
          <span className="cl-clamp" title={v.reason}>
            {v.reason}
          </span>
        ),
        notOnPhone: true,
      },
      {
        key: 'verified',
        title: t('column.verified'),
        width: '170px',
        hidden: true,
        render: (v) => (
          <>
            <DateText value={v.verified_at} dayOnly /> · {v.verified_name}
          </>
        ),
      },
    ],
    [t],
  );
}
