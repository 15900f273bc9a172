import './law.css';
import { useQuery } from '@tanstack/react-query';
import { Segmented, Skeleton } from 'antd';
import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { useSearchParams } from 'react-router';
import { Cite, UnsureTag } from '~/ui/Cite';
import { type DataColumn, DataTable, type FilterDef } from '~/ui/DataTable';
import { DayField } from '~/ui/DayField';
import { localDay } from '~/ui/format';
import { Page } from '~/ui/Page';
import { ProblemAlert } from '~/ui/ProblemAlert';
import { StatusTag } from '~/ui/StatusTag';
import { DateText, LawLink, Nothing } from '~/ui/texts';
import { changesQuery, type LawRegime, type LawRow, lawQuery } from './api';
import { CERTAINTIES, type Changed, changedOf, KINDS, rowKey, yearBefore } from './model';

/** The law in force on a day, with articles, and what changed between two days. */
export function Component() {
  const { t } = useTranslation('law');
  const [params, setParams] = useSearchParams();
  const view = params.get('view') === 'changes' ? 'changes' : 'day';
  const put = (key: string, value: string | null) =>
    setParams(
      (old) => {
        const next = new URLSearchParams(old);
        if (value) next.set(key, value);
        else next.delete(key);
        next.delete('page');
        return next;
      },
      { replace: true },
    );
  const today = localDay(new Date());
  const on = params.get('on') ?? today;
  return (
    <Page title={t('menu')} wide meta={t('meta')}>
      <div className="lw-ask">
        <Segmented
          aria-label={t('view')}
          value={view}
          options={['day', 'changes'].map((value) => ({ value, label: t(`view_${value}`) }))}
          onChange={(value) => put('view', value === 'day' ? null : value)}
        />
        {view === 'day' ? (
          <Day label={t('on')} value={on} onChange={(day) => put('on', day)} />
        ) : (
          <>
            <Day
              label={t('from')}
              value={params.get('from') ?? yearBefore(today)}
              onChange={(day) => put('from', day)}
            />
            <Day label={t('to')} value={params.get('to') ?? today} onChange={(day) => put('to', day)} />
          </>
        )}
      </div>
      {view === 'day' ? (
        <InForce on={on} />
      ) : (
        <Changes from={params.get('from') ?? yearBefore(today)} to={params.get('to') ?? today} />
      )}
    </Page>
  );
}

function Day({
  label,
  value,
  onChange,
}: {
  label: string;
  value: string;
  onChange: (day: string | null) => void;
}) {
  return (
    // biome-ignore lint/a11y/noLabelWithoutControl: the field is inside
    <label className="lw-day">
      <span className="cl-quiet">{label}</span>
      <DayField value={value} onChange={onChange} />
    </label>
  );
}

function InForce({ on }: { on: string }) {
  const { t } = useTranslation('law');
  const found = useQuery(lawQuery(on));
  const columns = useColumns<LawRow>();
  const filters = useFilters<LawRow>(found.data?.rows);
  return (
    <>
      {found.isPending && <Skeleton active paragraph={{ rows: 2 }} />}
      {found.data && <Regime regime={found.data.regime} />}
      <DataTable<LawRow>
        id="law.day"
        label={t('menu')}
        columns={columns}
        rowKey={rowKey}
        filters={filters}
        searchPlaceholder={t('search')}
        source={{
          rows: found.data?.rows,
          text: textOf,
          error: found.error,
          onRetry: () => void found.refetch(),
        }}
        empty={{ title: t('empty'), text: t('empty_text') }}
      />
    </>
  );
}

/** Which regime of levels holds, and what runs while one follows another. */
function Regime({ regime }: { regime: LawRegime | null | undefined }) {
  const { t } = useTranslation('law');
  if (!regime) return <p className="cl-quiet">{t('no_regime')}</p>;
  return (
    <section className="lw-regime" aria-label={t('regime')}>
      <h2>
        {regime.name} <span className="cl-quiet">{regime.code}</span>{' '}
        <StatusTag
          tone={regime.basis === 'in_force' ? 'good' : 'medium'}
          label={t(`basis.${regime.basis}`)}
        />
        <UnsureTag certainty={regime.certainty} />
      </h2>
      <p className="cl-quiet">{regime.instruments.join(' · ')}</p>
      {regime.note && <p>{regime.note}</p>}
      {regime.transitions.length > 0 && (
        <ul className="cl-lines">
          {regime.transitions.map((rule) => (
            <li key={`${rule.regime} ${rule.article} ${rule.text}`}>
              <span>
                {rule.text} <Cite of={rule} />
              </span>
              {rule.deadline && (
                <span>
                  {t('deadline')} <DateText value={rule.deadline} dayOnly />
                </span>
              )}
            </li>
          ))}
        </ul>
      )}
    </section>
  );
}

function Changes({ from, to }: { from: string; to: string }) {
  const { t } = useTranslation('law');
  const found = useQuery(changesQuery(from, to));
  const rows = useMemo(() => (found.data ? changedOf(found.data) : undefined), [found.data]);
  const columns = useChangeColumns();
  const rest = useFilters<Changed>(rows);
  const filters = useMemo<FilterDef<Changed>[]>(
    () => [
      {
        key: 'change',
        label: t('change'),
        kind: 'multi',
        options: ['began', 'ended'].map((value) => ({ value, label: t(`is.${value}`) })),
        match: (row, values) => values.includes(row.change),
      },
      ...rest,
    ],
    [rest, t],
  );
  return (
    <>
      {found.isError && <ProblemAlert problem={found.error} onRetry={() => void found.refetch()} />}
      {!found.isError && (
        <DataTable<Changed>
          id="law.changes"
          label={t('view_changes')}
          columns={columns}
          rowKey={(row) => `${row.change} ${rowKey(row)}`}
          filters={filters}
          searchPlaceholder={t('search')}
          source={{ rows, text: textOf }}
          empty={{ title: t('no_change'), text: t('no_change_text') }}
        />
      )}
    </>
  );
}

const textOf = (row: LawRow) =>
  [row.id, row.title, row.article, row.source, row.note, row.regime].filter(Boolean).join(' ');

function useFilters<T extends LawRow>(rows: readonly T[] | undefined): FilterDef<T>[] {
  const { t } = useTranslation('law');
  return useMemo(() => {
    const kinds = new Set(rows?.map((row) => row.kind));
    const regimes = [...new Set(rows?.flatMap((row) => row.regime ?? []))].sort();
    return [
      {
        key: 'kind',
        label: t('kind_of'),
        kind: 'multi',
        options: KINDS.filter((kind) => kinds.has(kind)).map((value) => ({
          value,
          label: t(`kind.${value}`),
        })),
        match: (row, values) => values.includes(row.kind),
      },
      {
        key: 'regime',
        label: t('regime_short'),
        kind: 'multi',
        options: regimes.map((value) => ({ value, label: value })),
        match: (row, values) => values.includes(row.regime ?? ''),
      },
      {
        key: 'certainty',
        label: t('certainty_of'),
        kind: 'multi',
        options: CERTAINTIES.map((value) => ({ value, label: t(`certainty.${value}`) })),
        match: (row, values) => values.includes(row.certainty),
      },
    ];
  }, [rows, t]);
}

function useColumns<T extends LawRow>(): DataColumn<T>[] {
  const { t } = useTranslation('law');
  return useMemo(
    () => [
      {
        key: 'title',
        title: t('column.title'),
        primary: true,
        render: (row) => (
          <>
            {row.title}
            {row.note && <div className="cl-quiet">{row.note}</div>}
            {row.replaced_by && <div className="cl-quiet">{t('replaced_by', { code: row.replaced_by })}</div>}
          </>
        ),
      },
      {
        key: 'kind',
        title: t('kind_of'),
        width: '150px',
        sortable: true,
        sortValue: (row) => KINDS.indexOf(row.kind as (typeof KINDS)[number]),
        render: (row) => t(`kind.${row.kind}`, { defaultValue: row.kind }),
      },
      { key: 'code', title: t('column.code'), width: '170px', hidden: true, render: (row) => row.id },
      {
        key: 'regime',
        title: t('regime_short'),
        width: '80px',
        notOnPhone: true,
        render: (row) => row.regime ?? <Nothing />,
      },
      {
        key: 'article',
        title: t('column.article'),
        width: '230px',
        render: (row) => <LawLink text={`${row.article}, ${row.source}`} />,
      },
      {
        key: 'valid',
        title: t('column.valid'),
        width: '120px',
        sortable: true,
        sortValue: (row) => row.valid_from,
        render: (row) => (
          <>
            <DateText value={row.valid_from} dayOnly /> –{' '}
            {row.valid_to ? <DateText value={row.valid_to} dayOnly /> : t('still')}
          </>
        ),
      },
      {
        key: 'certainty',
        title: t('certainty_of'),
        width: '140px',
        render: (row) =>
          row.certainty === 'unsure' ? (
            <UnsureTag certainty={row.certainty} />
          ) : (
            <span className="cl-quiet">
              {t(`certainty.${row.certainty}`, { defaultValue: row.certainty })}
            </span>
          ),
      },
    ],
    [t],
  );
}

function useChangeColumns(): DataColumn<Changed>[] {
  const { t } = useTranslation('law');
  const rest = useColumns<Changed>();
  return useMemo(
    () => [
      {
        key: 'day',
        title: t('column.day'),
        width: '120px',
        sortable: true,
        sortValue: (row) => row.day,
        render: (row) => <DateText value={row.day} dayOnly />,
      },
      {
        key: 'change',
        title: t('change'),
        width: '140px',
        render: (row) => (
          <StatusTag tone={row.change === 'began' ? 'good' : 'info'} label={t(`is.${row.change}`)} />
        ),
      },
      ...rest,
    ],
    [rest, t],
  );
}
