import './indicator.css';
import { useQuery } from '@tanstack/react-query';
import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { Severity } from '~/features/alert/words';
import { type DataColumn, DataTable, type FilterDef } from '~/ui/DataTable';
import { LinkButton } from '~/ui/LinkButton';
import { Page } from '~/ui/Page';
import { AgoText, Nothing } from '~/ui/texts';
import { type IndicatorList, listsQuery } from './api';
import { LookUp } from './LookUp';
import { LEVELS, LISTS_PATH, listPath, STANDINGS, standingOf, TLPS } from './model';
import { Expiry, Kinds, Past, StandingTag, Tlp } from './words';

/** Lists of what others have seen attacks by, and whether a value is on one. */
export function Component() {
  const { t } = useTranslation('indicator');
  const lists = useQuery(listsQuery);
  const filters = useFilters();
  const columns = useColumns();
  const create = lists.data?.may_change && (
    <LinkButton type="primary" to={`${LISTS_PATH}/nhap`}>
      {t('form.new')}
    </LinkButton>
  );
  return (
    <Page title={t('menu')} wide actions={create}>
      <LookUp />
      <DataTable<IndicatorList>
        id="indicator.list"
        label={t('menu')}
        columns={columns}
        rowKey={(l) => l.id}
        filters={filters}
        searchPlaceholder={t('list.search')}
        source={{
          rows: lists.data?.items,
          // What was read before stays on screen while a later reading fails.
          error: lists.data ? undefined : lists.error,
          onRetry: () => void lists.refetch(),
          text: (l) => [l.name, l.origin, l.author_name].join(' '),
        }}
        rowTo={(l) => listPath(l.id)}
        empty={{ title: t('list.empty'), text: t('list.empty_text'), action: create }}
      />
    </Page>
  );
}

function useFilters(): FilterDef<IndicatorList>[] {
  const { t } = useTranslation(['indicator', 'alert']);
  return useMemo(
    () => [
      {
        key: 'standing',
        label: t('indicator:column.standing'),
        kind: 'multi',
        options: STANDINGS.map((value) => ({ value, label: t(`indicator:standing.${value}`) })),
        match: (l, values) => values.includes(standingOf(l)),
      },
      {
        key: 'level',
        label: t('indicator:column.level'),
        kind: 'multi',
        options: LEVELS.map((value) => ({ value, label: t(`alert:severity.${value}`) })),
        match: (l, values) => values.includes(l.level),
      },
      {
        key: 'tlp',
        label: t('indicator:column.tlp'),
        kind: 'multi',
        options: TLPS.map((value) => ({ value, label: `TLP:${value.toUpperCase()}` })),
        match: (l, values) => values.includes(l.tlp),
      },
    ],
    [t],
  );
}

function useColumns(): DataColumn<IndicatorList>[] {
  const { t } = useTranslation('indicator');
  return useMemo(
    () => [
      {
        key: 'name',
        title: t('column.name'),
        primary: true,
        sortable: true,
        sortValue: (l) => l.name,
        render: (l) => l.name,
      },
      {
        key: 'standing',
        title: t('column.standing'),
        width: '130px',
        sortable: true,
        sortValue: (l) => STANDINGS.indexOf(standingOf(l)),
        render: (l) => <StandingTag list={l} />,
      },
      {
        key: 'entries',
        title: t('column.entries'),
        width: '210px',
        sortable: true,
        sortValue: (l) => l.entries,
        render: (l) => <Kinds list={l} />,
      },
      {
        key: 'level',
        title: t('column.level'),
        width: '128px',
        sortable: true,
        sortValue: (l) => (LEVELS as readonly string[]).indexOf(l.level),
        render: (l) => <Severity value={l.level} />,
      },
      {
        key: 'tlp',
        title: t('column.tlp'),
        width: '112px',
        sortable: true,
        sortValue: (l) => (TLPS as readonly string[]).indexOf(l.tlp),
        render: (l) => <Tlp value={l.tlp} />,
      },
      {
        key: 'origin',
        title: t('column.origin'),
        width: '170px',
        sortable: true,
        sortValue: (l) => l.origin,
        render: (l) => l.origin || <Nothing />,
      },
      {
        key: 'expiry',
        title: t('column.expiry'),
        width: '130px',
        sortable: true,
        sortValue: (l) => l.expires_at,
        render: (l) => <Expiry list={l} />,
      },
      { key: 'past', title: t('column.past'), width: '190px', render: (l) => <Past list={l} /> },
      {
        key: 'changed',
        title: t('column.changed'),
        width: '130px',
        hidden: true,
        sortable: true,
        sortValue: (l) => l.changed_at,
        render: (l) => <AgoText value={l.changed_at} />,
      },
      {
        key: 'author',
        title: t('column.author'),
        width: '150px',
        hidden: true,
        sortable: true,
        sortValue: (l) => l.author_name,
        render: (l) => l.author_name,
      },
    ],
    [t],
  );
}
