import { useQuery } from '@tanstack/react-query';
import { Alert } from 'antd';
import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { type DataColumn, DataTable } from '~/ui/DataTable';
import { formatBytes } from '~/ui/format';
import { StatusTag } from '~/ui/StatusTag';
import { DateText } from '~/ui/texts';
import { Confirmed } from '../desk/words';
import { useAct } from '../useAct';
import { decideRefused, type Refused, refusedQuery } from './api';
import { refusedTone } from './model';

/** What the portal handed over and was not taken in: kept, sealed, until somebody decides on each. */
export function RefusedTab() {
  const { t } = useTranslation('hotline_desk');
  const found = useQuery(refusedQuery);
  const columns = useMemo<DataColumn<Refused>[]>(
    () => [
      {
        key: 'kind',
        title: t('settings.refused.kind'),
        primary: true,
        width: '170px',
        sortable: true,
        sortValue: (one) => one.kind,
        render: (one) => t(`settings.refused.kinds.${one.kind ?? 'none'}`),
      },
      {
        key: 'reason',
        title: t('settings.refused.reason'),
        sortable: true,
        sortValue: (one) => one.reason,
        render: (one) => (
          <>
            <StatusTag tone={refusedTone(one.reason)} label={t(`settings.refused.because.${one.reason}`)} />
            <div className="hd-text cl-quiet">{t(`settings.refused.todo.${one.reason}`)}</div>
          </>
        ),
      },
      {
        key: 'number',
        title: t('column.report'),
        width: '150px',
        render: (one) => one.number ?? '',
      },
      {
        key: 'received',
        title: t('column.received'),
        width: '150px',
        sortable: true,
        sortValue: (one) => one.received_at,
        render: (one) => <DateText value={one.received_at} />,
      },
      {
        key: 'refused',
        title: t('settings.refused.at'),
        width: '150px',
        sortable: true,
        sortValue: (one) => one.refused_at,
        render: (one) => <DateText value={one.refused_at} />,
      },
      {
        key: 'bytes',
        title: t('settings.refused.bytes'),
        width: '100px',
        align: 'right',
        hidden: true,
        render: (one) => <span className="cl-figures">{formatBytes(one.bytes)}</span>,
      },
      {
        key: 'act',
        title: t('column.act'),
        width: '230px',
        render: (one) => <Decide one={one} />,
      },
    ],
    [t],
  );
  return (
    <>
      {found.data?.is_full && (
        <Alert
          type="error"
          showIcon
          title={t('settings.refused.full')}
          description={t('settings.refused.full_text')}
        />
      )}
      <DataTable<Refused>
        id="hotline.setting.refused"
        label={t('settings.tab.refused')}
        columns={columns}
        rowKey={(one) => one.id}
        source={{
          rows: found.data?.items,
          error: found.data ? undefined : found.error,
          onRetry: () => void found.refetch(),
          text: (one) => `${one.number ?? ''} ${t(`settings.refused.because.${one.reason}`)}`,
        }}
        empty={{ title: t('settings.refused.empty'), text: t('settings.refused.empty_text') }}
      />
    </>
  );
}

function Decide({ one }: { one: Refused }) {
  const { t } = useTranslation('hotline_desk');
  const takeIn = useAct(() => decideRefused(one.id, 'take-in'), t('settings.refused.taken_in'));
  const letGo = useAct(() => decideRefused(one.id, 'let-go'), t('settings.refused.gone'));
  return (
    <span className="cl-inline">
      <Confirmed
        label={t('settings.refused.take_in')}
        ask={t('settings.refused.take_in_ask')}
        working={takeIn.isPending}
        error={takeIn.error}
        onConfirm={() => takeIn.mutate()}
      />
      <Confirmed
        label={t('settings.refused.let_go')}
        ask={t('settings.refused.let_go_ask')}
        text={t('settings.refused.let_go_text')}
        danger
        working={letGo.isPending}
        error={letGo.error}
        onConfirm={() => letGo.mutate()}
      />
    </span>
  );
}
