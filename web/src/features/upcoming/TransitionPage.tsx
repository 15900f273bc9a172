import './work.css';
import { useQuery } from '@tanstack/react-query';
import { Skeleton } from 'antd';
import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { dossierPath } from '~/features/dossier/model';
import { DossierState } from '~/features/dossier/words';
import { Level } from '~/features/system/words';
import { Cite } from '~/ui/Cite';
import { type DataColumn, DataTable, type FilterDef } from '~/ui/DataTable';
import { formatDate, formatNumber } from '~/ui/format';
import { Card, Page } from '~/ui/Page';
import { ProblemAlert } from '~/ui/ProblemAlert';
import { StatusTag } from '~/ui/StatusTag';
import { DateText, LateTag, Nothing } from '~/ui/texts';
import { byDay, type Count, type Rule, type Transition, transitionQuery, type Work } from './api';

/** What systems have to do while one law of levels follows another, and by when. */
export function Component() {
  const { t } = useTranslation('upcoming');
  const found = useQuery(transitionQuery);
  return (
    <Page title={t('transition.title')} meta={t('transition.meta')} wide>
      {found.isPending && <Skeleton active />}
      {found.isError && !found.data && (
        <ProblemAlert problem={found.error} onRetry={() => void found.refetch()} />
      )}
      {found.data && <List found={found.data} />}
    </Page>
  );
}

function List({ found }: { found: Transition }) {
  const { t } = useTranslation('upcoming');
  const filters = useFilters(found);
  const columns = useColumns(found.rules);
  return (
    <>
      <ul className="wk-days">
        {byDay(found.counts).map((day) => (
          <li key={day.deadline ?? ''}>
            <strong>
              {t('transition.of', { done: formatNumber(day.done), total: formatNumber(day.total) })}
            </strong>
            {day.deadline
              ? t('transition.by', { date: formatDate(day.deadline, true) })
              : t('transition.now')}
          </li>
        ))}
      </ul>
      <ul className="wk-rules">
        {found.rules.map((rule) => (
          <li key={rule.id}>
            {rule.text} <Cite of={rule} />
          </li>
        ))}
      </ul>
      <DataTable<Work>
        id="upcoming.transition"
        label={t('transition.title')}
        columns={columns}
        rowKey={(w) => `${w.system_id} ${w.rule}`}
        filters={filters}
        searchPlaceholder={t('transition.search')}
        source={{ rows: found.items, text: (w) => `${w.system_name} ${w.agency_name}` }}
        rowTo={(w) => (w.dossier_id ? dossierPath(w.dossier_id) : `/he-thong/${w.system_id}?tab=dossiers`)}
        rowState={(w) => (w.late ? 'late' : undefined)}
        empty={{ title: t('transition.empty'), text: t('transition.empty_text') }}
      />
      {found.counts.length > 0 && <Counts counts={found.counts} />}
    </>
  );
}

function useFilters({ counts }: Transition): FilterDef<Work>[] {
  const { t } = useTranslation('upcoming');
  return useMemo(
    () => [
      {
        key: 'by',
        label: t('column.deadline'),
        kind: 'multi',
        options: byDay(counts).map(({ deadline }) => ({
          value: deadline ?? 'now',
          label: deadline ? formatDate(deadline, true) : t('transition.now'),
        })),
        match: (w, values) => values.includes(w.deadline ?? 'now'),
      },
      {
        key: 'agency',
        label: t('column.agency'),
        kind: 'select',
        options: [...new Map(counts.map((c) => [c.agency_id, c.agency_name]))].map(([value, label]) => ({
          value,
          label,
        })),
        match: (w, values) => values.includes(w.agency_id),
      },
      { key: 'open', label: t('transition.only_open'), kind: 'flag', match: (w) => !w.done },
    ],
    [t, counts],
  );
}

function useColumns(rules: readonly Rule[]): DataColumn<Work>[] {
  const { t } = useTranslation(['upcoming', 'system']);
  return useMemo(() => {
    const textOf = new Map(rules.map((r) => [r.id, r.text]));
    return [
      {
        key: 'system',
        title: t('upcoming:column.system'),
        primary: true,
        sortable: true,
        sortValue: (w) => w.system_name,
        render: (w) => w.system_name,
      },
      {
        key: 'agency',
        title: t('upcoming:column.agency'),
        width: '220px',
        sortable: true,
        sortValue: (w) => w.agency_name,
        render: (w) => w.agency_name || <Nothing />,
      },
      {
        key: 'level',
        title: t('upcoming:column.level'),
        width: '120px',
        render: (w) => <Level value={w.level} />,
      },
      {
        key: 'rule',
        title: t('upcoming:column.rule'),
        width: '240px',
        // The rules stand above in full.
        render: (w) => t(`upcoming:rule_short.${w.rule}`, { defaultValue: textOf.get(w.rule) ?? w.rule }),
      },
      {
        key: 'deadline',
        title: t('upcoming:column.deadline'),
        width: '170px',
        sortable: true,
        sortValue: (w) => w.deadline ?? '9',
        render: (w) => (
          <span className="cl-inline">
            {w.deadline ? <DateText value={w.deadline} dayOnly /> : t('upcoming:transition.now')}
            {w.late && w.deadline && <LateTag due={w.deadline} />}
          </span>
        ),
      },
      {
        key: 'done',
        title: t('upcoming:column.done'),
        width: '140px',
        render: (w) => (
          <StatusTag
            tone={w.done ? 'good' : 'medium'}
            label={t(w.done ? 'upcoming:transition.done' : 'upcoming:transition.open')}
          />
        ),
      },
      {
        key: 'dossier',
        title: t('upcoming:column.dossier'),
        width: '170px',
        render: (w) => (w.dossier_state ? <DossierState value={w.dossier_state} /> : <Nothing />),
      },
    ];
  }, [t, rules]);
}

/** The same by agency. */
function Counts({ counts }: { counts: readonly Count[] }) {
  const { t } = useTranslation('upcoming');
  return (
    <Card title={t('transition.by_agency')}>
      <table className="cl-plain">
        <thead>
          <tr>
            <th scope="col">{t('column.agency')}</th>
            <th scope="col">{t('column.deadline')}</th>
            <th scope="col">{t('transition.open')}</th>
            <th scope="col">{t('transition.done')}</th>
          </tr>
        </thead>
        <tbody>
          {counts.map((c) => (
            <tr key={`${c.agency_id} ${c.deadline}`}>
              <th scope="row">
                <Link to={`?agency=${c.agency_id}`}>{c.agency_name}</Link>
              </th>
              <td>{c.deadline ? formatDate(c.deadline, true) : t('transition.now')}</td>
              <td className="cl-figures">{formatNumber(c.total - c.done)}</td>
              <td className="cl-figures">{formatNumber(c.done)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </Card>
  );
}
