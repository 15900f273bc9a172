import { useQuery } from '@tanstack/react-query';
import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { type DataColumn, DataTable, type FilterDef } from '~/ui/DataTable';
import { Page } from '~/ui/Page';
import { DateText, LateTag, Nothing } from '~/ui/texts';
import { type Waiting, waitingQuery } from './api';
import { WaitsFor } from './words';

const KINDS = [
  'reply',
  'appraise',
  'approve',
  'transition',
  'self_check',
  'evidence',
  'control',
  'record',
] as const;

/** Days of systems that wait for somebody: late, or within the next weeks. */
export function Component() {
  const { t } = useTranslation('upcoming');
  const found = useQuery(waitingQuery);
  const filters = useFilters();
  const columns = useColumns();
  return (
    <Page title={t('waiting.title')} meta={t('waiting.meta')} wide>
      <DataTable<Waiting>
        id="upcoming.waiting"
        label={t('waiting.title')}
        columns={columns}
        rowKey={(w) => `${w.kind} ${w.object_id} ${w.about}`}
        filters={filters}
        searchPlaceholder={t('transition.search')}
        source={{
          rows: found.data,
          error: found.data ? undefined : found.error,
          onRetry: () => void found.refetch(),
          text: (w) => `${w.system_name} ${w.agency_name}`,
        }}
        rowTo={(w) => w.link}
        rowState={(w) => (w.late ? 'late' : undefined)}
        empty={{ title: t('waiting.empty'), text: t('waiting.empty_text') }}
      />
    </Page>
  );
}

function useFilters(): FilterDef<Waiting>[] {
  const { t } = useTranslation('upcoming');
  return useMemo(
    () => [
      {
        key: 'kind',
        label: t('column.kind'),
        kind: 'multi',
        options: KINDS.map((value) => ({ value, label: t(`kind_short.${value}`) })),
        match: (w, values) => values.includes(w.kind),
      },
      { key: 'mine', label: t('waiting.mine'), kind: 'flag', match: (w) => w.mine },
      { key: 'late', label: t('waiting.late'), kind: 'flag', match: (w) => w.late },
    ],
    [t],
  );
}

function useColumns(): DataColumn<Waiting>[] {
  const { t } = useTranslation('upcoming');
  return useMemo(
    () => [
      {
        key: 'system',
        title: t('column.system'),
        primary: true,
        sortable: true,
        sortValue: (w) => w.system_name,
        render: (w) => w.system_name,
      },
      { key: 'kind', title: t('column.kind'), width: '320px', render: (w) => <WaitsFor item={w} /> },
      {
        key: 'agency',
        title: t('waiting.whom'),
        width: '240px',
        sortable: true,
        sortValue: (w) => w.agency_name,
        render: (w) => w.agency_name || <Nothing />,
      },
      {
        key: 'due',
        title: t('column.deadline'),
        width: '220px',
        sortable: true,
        sortValue: (w) => w.due_on,
        render: (w) => (
          <span className="cl-inline">
            <DateText value={w.due_on} dayOnly />
            {w.late && <LateTag due={w.due_on} />}
          </span>
        ),
      },
    ],
    [t],
  );
}
