import './protection.css';
import { useQuery } from '@tanstack/react-query';
import { Skeleton } from 'antd';
import { useMemo, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { useSearchParams } from 'react-router';
import { Flags, Level } from '~/features/system/words';
import { type DataColumn, DataTable, type FilterDef } from '~/ui/DataTable';
import { FourLayers, LAYERS } from '~/ui/FourLayers';
import { formatNumber } from '~/ui/format';
import { Page } from '~/ui/Page';
import { ProblemAlert } from '~/ui/ProblemAlert';
import { Nothing, NumberText } from '~/ui/texts';
import { EmptyState } from '~/ui/views';
import { type Scored, scoresQuery } from './api';
import { HeatMap } from './HeatMap';
import { systemPath } from './model';
import { heatRows, LEVELS, percentOf, sumOf } from './overview';
import { Sections } from './Sections';

const FLAGS = ['unapproved', 'unprotected'] as const;
const LAYER_CHOICES = ['all', 'missing'] as const;

/** How far all systems meet the requirements of their level, and which do not. */
export function Component() {
  const { t } = useTranslation('protection');
  const found = useQuery(scoresQuery);
  return (
    <Page title={t('controls.menu')} meta={<Sections />} wide>
      {found.isPending && <Skeleton active />}
      {found.isError && <ProblemAlert problem={found.error} onRetry={() => void found.refetch()} />}
      {found.data?.length === 0 && <EmptyState title={t('overview.empty')} text={t('overview.empty_text')} />}
      {found.data && found.data.length > 0 && <All scores={found.data} />}
    </Page>
  );
}

function All({ scores }: { scores: readonly Scored[] }) {
  const [params, setParams] = useSearchParams();
  const list = useRef<HTMLDivElement>(null);
  const rows = useMemo(() => heatRows(scores), [scores]);
  const levels = params.getAll('level');
  const pick = (agency: string, level: number | undefined) => {
    setParams(
      (old) => {
        const next = new URLSearchParams(old);
        next.set('agency', agency);
        next.delete('level');
        if (level !== undefined) next.set('level', String(level));
        next.delete('q');
        return next;
      },
      { replace: true, preventScrollReset: true },
    );
    list.current?.scrollIntoView({ block: 'start', behavior: 'smooth' });
  };
  return (
    <>
      <Summary scores={scores} />
      <HeatMap
        rows={rows}
        chosen={{
          agency: params.get('agency') ?? undefined,
          level: levels.length === 1 ? levels[0] : undefined,
        }}
        onPick={pick}
      />
      <div ref={list}>
        <Systems scores={scores} />
      </div>
    </>
  );
}

function Summary({ scores }: { scores: readonly Scored[] }) {
  const { t } = useTranslation('protection');
  const sum = useMemo(() => sumOf(scores), [scores]);
  const inPart = useMemo(() => scores.filter(({ score }) => !score.complete).length, [scores]);
  const barred = useMemo(() => scores.filter(({ flags }) => flags.length > 0).length, [scores]);
  const percent = sum && percentOf(sum);
  return (
    <div className="pr-summary">
      <p>
        {percent === undefined ? (
          t('score.nothing')
        ) : (
          <>
            <strong>{t('overview.finding', { percent: formatNumber(percent) })}</strong>{' '}
            {t('overview.finding_of', {
              met: formatNumber(sum?.met ?? 0),
              applies: formatNumber(sum?.applies ?? 0),
              systems: formatNumber(scores.length),
            })}
          </>
        )}
      </p>
      {inPart > 0 && <p>{t('overview.part', { count: inPart, number: formatNumber(inPart) })}</p>}
      {barred > 0 && (
        <p className="pr-barred">{t('overview.barred', { count: barred, number: formatNumber(barred) })}</p>
      )}
    </div>
  );
}

function Systems({ scores }: { scores: readonly Scored[] }) {
  const { t } = useTranslation('protection');
  const columns = useColumns();
  const filters = useFilters(scores);
  return (
    <DataTable<Scored>
      id="protection.overview"
      label={t('overview.list')}
      columns={columns}
      rowKey={(one) => one.system_id}
      filters={filters}
      defaultSort="percent"
      searchPlaceholder={t('overview.search')}
      source={{ rows: scores, text: (one) => `${one.system_name} ${one.agency_name}` }}
      rowTo={(one) => systemPath(one.system_id, 'controls')}
      empty={{ title: t('overview.empty'), text: t('overview.empty_text') }}
    />
  );
}

function useFilters(scores: readonly Scored[]): FilterDef<Scored>[] {
  const { t } = useTranslation(['protection', 'system']);
  const agencies = useMemo(
    () =>
      [...new Map(scores.map((one) => [one.agency_id, one.agency_name]))]
        .map(([value, label]) => ({ value, label }))
        .sort((a, b) => a.label.localeCompare(b.label, 'vi')),
    [scores],
  );
  return useMemo(
    () => [
      {
        key: 'agency',
        label: t('protection:column.agency'),
        kind: 'select',
        options: agencies,
        match: (one, values) => values.includes(one.agency_id),
      },
      {
        key: 'level',
        label: t('system:column.level'),
        kind: 'multi',
        options: LEVELS.map((level) => ({ value: String(level), label: t('system:level', { level }) })),
        match: (one, values) => values.includes(String(one.level)),
      },
      {
        key: 'layers',
        label: t('protection:overview.layers'),
        kind: 'select',
        options: LAYER_CHOICES.map((value) => ({
          value,
          label: t(`protection:overview.layers_${value}`),
        })),
        match: (one, values) => values.includes(one.layers.length === LAYERS.length ? 'all' : 'missing'),
      },
      {
        key: 'flag',
        label: t('protection:overview.flags'),
        kind: 'multi',
        options: FLAGS.map((value) => ({ value, label: t(`system:flag.${value}`) })),
        match: (one, values) => one.flags.some((flag) => values.includes(flag)),
      },
    ],
    [t, agencies],
  );
}

function useColumns(): DataColumn<Scored>[] {
  const { t } = useTranslation(['protection', 'system']);
  return useMemo(
    () => [
      {
        key: 'system',
        title: t('protection:column.system'),
        primary: true,
        sortable: true,
        sortValue: (one) => one.system_name,
        render: (one) => one.system_name,
      },
      {
        key: 'agency',
        title: t('protection:column.agency'),
        width: '240px',
        sortable: true,
        sortValue: (one) => one.agency_name,
        render: (one) => one.agency_name || <Nothing />,
      },
      {
        key: 'level',
        title: t('system:column.level'),
        width: '90px',
        sortable: true,
        sortValue: (one) => one.level,
        render: (one) => <Level value={one.level} />,
      },
      {
        key: 'percent',
        title: t('protection:overview.percent'),
        width: '100px',
        align: 'right',
        sortable: true,
        sortValue: (one) => one.score.percent,
        render: (one) => <NumberText value={one.score.percent} />,
      },
      {
        key: 'gaps',
        title: t('protection:overview.gaps'),
        width: '120px',
        align: 'right',
        sortable: true,
        sortValue: (one) => one.score.gaps,
        render: (one) => <NumberText value={one.score.gaps} />,
      },
      {
        key: 'unanswered',
        title: t('protection:controls.answer.unanswered'),
        width: '120px',
        align: 'right',
        sortable: true,
        sortValue: (one) => one.score.unanswered,
        render: (one) => <NumberText value={one.score.unanswered} />,
      },
      {
        key: 'layers',
        title: t('protection:overview.layers'),
        width: '130px',
        sortable: true,
        sortValue: (one) => one.layers.length,
        render: (one) => <FourLayers stand={one.layers} />,
      },
      {
        key: 'flags',
        title: t('protection:overview.flags'),
        width: '240px',
        sortable: true,
        sortValue: (one) => one.flags.length || undefined,
        render: (one) =>
          one.flags.length === 0 ? (
            <Nothing />
          ) : (
            <span className="cl-inline">
              <Flags flags={one.flags} />
            </span>
          ),
      },
      {
        key: 'regime',
        title: t('protection:overview.regime'),
        width: '240px',
        hidden: true,
        sortable: true,
        sortValue: (one) => one.regime,
        render: (one) => t(`protection:regime.${one.regime}`, { defaultValue: one.regime }),
      },
    ],
    [t],
  );
}
