import './national.css';
import { useQuery } from '@tanstack/react-query';
import { Select } from 'antd';
import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { useSearchParams } from 'react-router';
import { Level } from '~/features/system/words';
import { type DataColumn, DataTable, type FilterDef } from '~/ui/DataTable';
import { localDay } from '~/ui/format';
import { Page } from '~/ui/Page';
import { Nothing } from '~/ui/texts';
import { type Standing, sweepQuery } from './api';
import { Criteria, ListStanding, SelfCheck } from './words';

const STANDINGS = ['waits', 'requested', 'listed', 'reviewed', 'untold', 'none'] as const;
const YEARS = 4;

/** The sweep of a year: who belongs on the list, why, and what was said of each. */
export function Component() {
  const { t } = useTranslation('national');
  const [params, setParams] = useSearchParams();
  const now = Number(localDay(new Date()).slice(0, 4));
  const year = Number(params.get('year')) || now;
  const found = useQuery(sweepQuery(year));
  const filters = useFilters();
  const columns = useColumns();
  const waiting = found.data?.items.filter((s) => s.standing === 'waits').length;
  return (
    <Page
      title={t('title')}
      meta={waiting ? t('waiting', { count: waiting }) : t('meta')}
      wide
      actions={
        <Select
          aria-label={t('year')}
          value={year}
          options={Array.from({ length: YEARS }, (_, back) => ({
            value: now - back,
            label: t('of_year', { year: now - back }),
          }))}
          onChange={(value) =>
            setParams((old) => {
              const next = new URLSearchParams(old);
              next.set('year', String(value));
              return next;
            })
          }
        />
      }
    >
      <DataTable<Standing>
        id="national.sweep"
        label={t('title')}
        columns={columns}
        rowKey={(s) => s.system_id}
        filters={filters}
        searchPlaceholder={t('search')}
        source={{
          rows: found.data?.items,
          error: found.data ? undefined : found.error,
          onRetry: () => void found.refetch(),
          text: (s) => `${s.system_name} ${s.agency_name}`,
        }}
        rowTo={(s) => `/he-thong/${s.system_id}?tab=national`}
        rowState={(s) => (s.check?.late ? 'late' : undefined)}
        empty={{ title: t('empty'), text: t('empty_text') }}
      />
    </Page>
  );
}

function useFilters(): FilterDef<Standing>[] {
  const { t } = useTranslation('national');
  return useMemo(
    () => [
      {
        key: 'standing',
        label: t('column.standing'),
        kind: 'multi',
        options: STANDINGS.map((value) => ({ value, label: t(`standing.${value}`) })),
        match: (s, values) => values.includes(s.standing),
      },
    ],
    [t],
  );
}

function useColumns(): DataColumn<Standing>[] {
  const { t } = useTranslation('national');
  return useMemo(
    () => [
      {
        key: 'system',
        title: t('column.system'),
        primary: true,
        sortable: true,
        sortValue: (s) => s.system_name,
        render: (s) => s.system_name,
      },
      {
        key: 'agency',
        title: t('column.agency'),
        width: '220px',
        sortable: true,
        sortValue: (s) => s.agency_name,
        render: (s) => s.agency_name || <Nothing />,
      },
      {
        key: 'level',
        title: t('column.level'),
        width: '130px',
        sortable: true,
        sortValue: (s) => Math.max(s.level, s.proposed_level),
        render: (s) => <Level value={s.level} proposed={s.proposed_level} />,
      },
      {
        key: 'standing',
        title: t('column.standing'),
        width: '170px',
        render: (s) => <ListStanding value={s.standing} />,
      },
      {
        key: 'why',
        title: t('column.why'),
        width: '420px',
        render: (s) => <Why standing={s} />,
      },
      {
        key: 'check',
        title: t('column.check'),
        width: '200px',
        render: (s) => (s.check ? <SelfCheck check={s.check} /> : <Nothing />),
      },
    ],
    [t],
  );
}

function Why({ standing: s }: { standing: Standing }) {
  const { t } = useTranslation('national');
  if (s.matched.length > 0)
    return (
      <>
        <Criteria criteria={s.matched} />
        {s.review && (
          <div className="cl-quiet">{t('tab.reviewed', { why: s.review, by: s.review_by ?? '' })}</div>
        )}
      </>
    );
  if (s.open.length > 0) return <span className="cl-quiet">{t('untold', { count: s.open.length })}</span>;
  return <Nothing />;
}
