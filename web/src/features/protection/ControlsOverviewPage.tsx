import './protection.css';
import { useInfiniteQuery, useQueryClient } from '@tanstack/react-query';
import { Skeleton } from 'antd';
import { useMemo, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useSearchParams } from 'react-router';
import { api, data } from '~/api/client';
import { useSession } from '~/app/session';
import { agencyFilter, ownAgencies } from '~/features/agency/choices';
import { Flags, Level } from '~/features/system/words';
import { type DataColumn, DataTable, type FilterDef } from '~/ui/DataTable';
import { FourLayers } from '~/ui/FourLayers';
import { formatNumber } from '~/ui/format';
import { Page } from '~/ui/Page';
import { ProblemAlert } from '~/ui/ProblemAlert';
import { Nothing, NumberText } from '~/ui/texts';
import { useSettled } from '~/ui/useSettled';
import { EmptyState } from '~/ui/views';
import { type Scored, type ScoreMap, scoreMapQuery } from './api';
import { HeatMap } from './HeatMap';
import { systemPath } from './model';
import { askScores, LEVELS } from './overview';
import { Sections } from './Sections';

const FLAGS = ['unapproved', 'unprotected'] as const;
const LAYER_CHOICES = ['all', 'missing'] as const;

/** How far all systems meet the requirements of their level, and which do not. */
export function Component() {
  const { t } = useTranslation('protection');
  const [params, setParams] = useSearchParams();
  const [search, setSearch] = useState('');
  const settled = useSettled(search.trim(), 200);
  const map = useInfiniteQuery(scoreMapQuery(settled));
  const list = useRef<HTMLDivElement>(null);
  const levels = params.getAll('level');
  const pick = (agency: string, level: number | undefined) => {
    setParams(
      (old) => {
        const next = new URLSearchParams(old);
        next.set('agency', agency);
        next.delete('level');
        if (level !== undefined) next.set('level', String(level));
        next.delete('q');
        next.delete('page');
        return next;
      },
      { replace: true, preventScrollReset: true },
    );
    list.current?.scrollIntoView({ block: 'start', behavior: 'smooth' });
  };
  const first = map.data?.pages[0];
  const none = first?.all.systems === 0;
  return (
    <Page title={t('controls.menu')} meta={<Sections />} wide>
      {map.isPending && <Skeleton active />}
      {map.isError && <ProblemAlert problem={map.error} onRetry={() => void map.refetch()} />}
      {none && <EmptyState title={t('overview.empty')} text={t('overview.empty_text')} />}
      {first && !none && (
        <>
          <Summary map={first} />
          <HeatMap
            rows={map.data?.pages.flatMap((page) => page.items) ?? []}
            total={first.total}
            search={search}
            onSearch={setSearch}
            onMore={map.hasNextPage ? () => void map.fetchNextPage() : undefined}
            loading={map.isFetching}
            chosen={{
              agency: params.get('agency') ?? undefined,
              level: levels.length === 1 ? levels[0] : undefined,
            }}
            onPick={pick}
          />
          <div ref={list}>
            <Systems />
          </div>
        </>
      )}
    </Page>
  );
}

function Summary({ map: { all, in_part, flagged } }: { map: ScoreMap }) {
  const { t } = useTranslation('protection');
  return (
    <div className="pr-summary">
      <p>
        {all.percent === null || all.percent === undefined ? (
          t('score.nothing')
        ) : (
          <>
            <strong>{t('overview.finding', { percent: formatNumber(all.percent) })}</strong>{' '}
            {t('overview.finding_of', {
              met: formatNumber(all.met),
              applies: formatNumber(all.applies),
              systems: formatNumber(all.systems),
            })}
          </>
        )}
      </p>
      {in_part > 0 && <p>{t('overview.part', { count: in_part, number: formatNumber(in_part) })}</p>}
      {flagged > 0 && (
        <p className="pr-barred">{t('overview.barred', { count: flagged, number: formatNumber(flagged) })}</p>
      )}
    </div>
  );
}

function Systems() {
  const { t } = useTranslation('protection');
  const columns = useColumns();
  const filters = useFilters();
  return (
    <DataTable<Scored>
      id="protection.overview"
      label={t('overview.list')}
      columns={columns}
      rowKey={(one) => one.system_id}
      filters={filters}
      defaultSort="percent"
      searchPlaceholder={t('overview.search')}
      source={{
        queryKey: ['protection', 'scores', 'list'],
        fetch: ({ cursor, limit, signal, ...query }) =>
          data(
            api.GET('/api/v1/systems/controls', {
              params: { query: { ...askScores(query), limit, ...(cursor ? { cursor } : {}) } },
              signal,
            }),
          ),
      }}
      rowTo={(one) => systemPath(one.system_id, 'controls')}
      empty={{ title: t('overview.empty'), text: t('overview.empty_text') }}
    />
  );
}

function useFilters(): FilterDef<Scored>[] {
  const { t } = useTranslation(['protection', 'system']);
  const session = useSession();
  const client = useQueryClient();
  return useMemo(
    () => [
      {
        key: 'agency',
        label: t('protection:column.agency'),
        kind: 'select',
        ...agencyFilter(client, () => ownAgencies(session)),
      },
      {
        key: 'level',
        label: t('system:column.level'),
        kind: 'multi',
        options: LEVELS.map((level) => ({ value: String(level), label: t('system:level', { level }) })),
      },
      {
        key: 'layers',
        label: t('protection:overview.layers'),
        kind: 'select',
        options: LAYER_CHOICES.map((value) => ({
          value,
          label: t(`protection:overview.layers_${value}`),
        })),
      },
      {
        key: 'flag',
        label: t('protection:overview.flags'),
        kind: 'multi',
        options: FLAGS.map((value) => ({ value, label: t(`system:flag.${value}`) })),
      },
    ],
    [t, client, session],
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
        render: (one) => one.system_name,
      },
      {
        key: 'agency',
        title: t('protection:column.agency'),
        width: '240px',
        sortable: true,
        render: (one) => one.agency_name || <Nothing />,
      },
      {
        key: 'level',
        title: t('system:column.level'),
        width: '90px',
        sortable: true,
        render: (one) => <Level value={one.level} />,
      },
      {
        key: 'percent',
        title: t('protection:overview.percent'),
        width: '100px',
        align: 'right',
        sortable: true,
        render: (one) => <NumberText value={one.score.percent} />,
      },
      {
        key: 'gaps',
        title: t('protection:overview.gaps'),
        width: '120px',
        align: 'right',
        sortable: true,
        render: (one) => <NumberText value={one.score.gaps} />,
      },
      {
        key: 'unanswered',
        title: t('protection:controls.answer.unanswered'),
        width: '120px',
        align: 'right',
        sortable: true,
        render: (one) => <NumberText value={one.score.unanswered} />,
      },
      {
        key: 'layers',
        title: t('protection:overview.layers'),
        width: '130px',
        sortable: true,
        render: (one) => <FourLayers stand={one.layers} />,
      },
      {
        key: 'flags',
        title: t('protection:overview.flags'),
        width: '240px',
        sortable: true,
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
        render: (one) => t(`protection:regime.${one.regime}`, { defaultValue: one.regime }),
      },
    ],
    [t],
  );
}
