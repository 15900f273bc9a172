import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { useSearchParams } from 'react-router';
import { can, useSession } from '~/app/session';
import { agencyFilter, ownAgencies } from '~/features/agency/choices';
import { sourcesQuery } from '~/features/source/api';
import { systemFilter } from '~/features/system/api';
import type { DataColumn, FilterDef } from '~/ui/DataTable';
import { formatNumber } from '~/ui/format';
import { AgoText, Nothing } from '~/ui/texts';
import type { Alert } from './api';
import { SEVERITIES, STATES, VERDICTS } from './model';
import { Agency, Entity, SeverityOf, Source, State, SystemOf } from './words';

/** What the list can be narrowed by. */
export function useFilters(): FilterDef<Alert>[] {
  const { t } = useTranslation('alert');
  const session = useSession();
  const client = useQueryClient();
  const [params] = useSearchParams();
  const closed = params.getAll('state').includes('closed') || params.has('verdict');
  const seesSources = can(session, 'source.read');
  const sources = useQuery({
    ...sourcesQuery,
    enabled: seesSources,
    refetchInterval: false,
    staleTime: 60_000,
  });
  const names = sources.data?.items;
  const chosen = params.get('source');
  return useMemo(() => {
    const all: FilterDef<Alert>[] = [
      {
        key: 'state',
        label: t('filter.state'),
        kind: 'multi',
        options: STATES.map((value) => ({ value, label: t(`state.${value}`) })),
      },
      {
        key: 'severity',
        label: t('column.severity'),
        kind: 'multi',
        options: SEVERITIES.map((value) => ({ value, label: t(`severity.${value}`) })),
      },
    ];
    if (closed)
      all.push({
        key: 'verdict',
        label: t('filter.verdict'),
        kind: 'multi',
        options: VERDICTS.map((value) => ({ value, label: t(`verdict.${value}.name`) })),
      });
    all.push(
      { key: 'mine', label: t('filter.mine'), kind: 'flag' },
      {
        key: 'agency',
        label: t('column.agency'),
        kind: 'select',
        more: true,
        ...agencyFilter(client, () => ownAgencies(session)),
      },
      { key: 'at', label: t('filter.at'), kind: 'dates', more: true },
    );
    if (can(session, 'system.read'))
      all.push({ key: 'system', label: t('column.system'), kind: 'select', more: true, ...systemFilter });
    const options = (names ?? []).map((s) => ({ value: s.id, label: s.name }));
    if (chosen && !names?.some((s) => s.id === chosen))
      options.push({ value: chosen, label: t('filter.one_source') });
    if (options.length > 0)
      all.push({ key: 'source', label: t('column.source'), kind: 'select', more: true, options });
    return all;
  }, [t, client, session, closed, names, chosen]);
}

export function useColumns(): DataColumn<Alert>[] {
  const { t } = useTranslation('alert');
  return useMemo(
    () => [
      {
        key: 'severity',
        title: t('column.severity'),
        width: '128px',
        render: (a) => <SeverityOf alert={a} />,
      },
      {
        key: 'rule',
        title: t('column.rule'),
        primary: true,
        render: (a) => a.rule_title,
      },
      { key: 'entity', title: t('column.entity'), width: '190px', render: (a) => <Entity alert={a} /> },
      { key: 'system', title: t('column.system'), width: '180px', render: (a) => <SystemOf alert={a} /> },
      { key: 'agency', title: t('column.agency'), width: '170px', render: (a) => <Agency alert={a} /> },
      {
        key: 'count',
        title: t('column.count'),
        width: '90px',
        render: (a) => t('times', { count: a.count, number: formatNumber(a.count) }),
      },
      { key: 'last', title: t('column.last'), width: '130px', render: (a) => <AgoText value={a.last_at} /> },
      {
        key: 'state',
        title: t('column.state'),
        width: '150px',
        render: (a) => (
          <>
            <State alert={a} />
            {a.assignee_name && <span className="al-rule">{a.assignee_name}</span>}
          </>
        ),
      },
      {
        key: 'assignee',
        title: t('column.assignee'),
        width: '130px',
        hidden: true,
        render: (a) => a.assignee_name ?? <Nothing />,
      },
      {
        key: 'source',
        title: t('column.source'),
        width: '150px',
        hidden: true,
        render: (a) => <Source alert={a} />,
      },
      {
        key: 'host',
        title: t('column.host'),
        width: '130px',
        hidden: true,
        render: (a) => a.host ?? <Nothing />,
      },
      {
        key: 'raised',
        title: t('column.raised'),
        width: '130px',
        hidden: true,
        render: (a) => <AgoText value={a.raised_at} />,
      },
    ],
    [t],
  );
}
