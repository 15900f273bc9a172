import './system.css';
import { useQueryClient } from '@tanstack/react-query';
import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { api, data } from '~/api/client';
import { can, useSession } from '~/app/session';
import { agencyFilter, ownAgencies } from '~/features/agency/choices';
import { type DataColumn, DataTable, type FilterDef } from '~/ui/DataTable';
import { FourLayers } from '~/ui/FourLayers';
import { LinkButton } from '~/ui/LinkButton';
import { Page } from '~/ui/Page';
import { AgoText, DateText, Nothing, NumberText } from '~/ui/texts';
import { askOf, REFRESH_MS, type System } from './api';
import { DOSSIERS, LEVELS, STATES } from './model';
import { DossierTag, Flags, Level, SystemStanding } from './words';

/** Information systems within reach, and whether they are heard. */
export function Component() {
  const { t } = useTranslation('system');
  const session = useSession();
  const filters = useFilters();
  const columns = useColumns();
  const create = can(session, 'system.change') && (
    <LinkButton type="primary" to="/he-thong/moi">
      {t('form.new')}
    </LinkButton>
  );
  return (
    <Page
      title={t('menu')}
      wide
      actions={
        <>
          <LinkButton to="/he-thong/ket-noi">{t('connection.title')}</LinkButton>
          <LinkButton to="/he-thong/chua-dang-ky">{t('unregistered.title')}</LinkButton>
          <LinkButton to="/he-thong/bieu-08">{t('list.statutory')}</LinkButton>
          {can(session, 'system.change') && <LinkButton to="/he-thong/nhap">{t('list.import')}</LinkButton>}
          {create}
        </>
      }
    >
      <DataTable<System>
        id="system.list"
        label={t('menu')}
        columns={columns}
        rowKey={(s) => s.id}
        filters={filters}
        searchPlaceholder={t('list.search')}
        source={{
          queryKey: ['system', 'list'],
          refreshMs: REFRESH_MS,
          fetch: ({ cursor, limit, signal, ...query }) =>
            data(
              api.GET('/api/v1/systems', {
                params: { query: { ...askOf(query), limit, ...(cursor ? { cursor } : {}) } },
                signal,
              }),
            ),
        }}
        rowTo={(s) => `/he-thong/${s.id}`}
        rowState={(s) => (s.active && s.standing === 'silent' ? 'late' : undefined)}
        empty={{ title: t('list.empty'), text: t('list.empty_text'), action: create }}
      />
    </Page>
  );
}

function useFilters(): FilterDef<System>[] {
  const { t } = useTranslation('system');
  const session = useSession();
  const client = useQueryClient();
  return useMemo(
    () => [
      {
        key: 'level',
        label: t('column.level'),
        kind: 'multi',
        options: LEVELS.map((level) => ({
          value: String(level),
          label: level === 0 ? t('level_none') : t('level', { level }),
        })),
      },
      {
        key: 'agency',
        label: t('column.agency'),
        kind: 'select',
        ...agencyFilter(client, () => ownAgencies(session)),
      },
      {
        key: 'dossier',
        label: t('column.dossier'),
        kind: 'multi',
        options: DOSSIERS.map((value) => ({ value, label: t(`dossier.${value}`) })),
      },
      { key: 'flagged', label: t('filter.flagged'), kind: 'flag' },
      { key: 'priority', label: t('filter.priority'), kind: 'flag' },
      {
        key: 'state',
        label: t('column.state'),
        kind: 'multi',
        more: true,
        options: STATES.map((value) => ({ value, label: t(`state.${value}`) })),
      },
      { key: 'retired', label: t('filter.retired'), kind: 'flag', more: true },
    ],
    [t, client, session],
  );
}

function useColumns(): DataColumn<System>[] {
  const { t } = useTranslation('system');
  return useMemo(
    () => [
      {
        key: 'name',
        title: t('column.name'),
        primary: true,
        render: (s) => (
          <>
            {s.active ? s.name : t('list.retired', { name: s.name })} <Flags flags={s.flags} />
          </>
        ),
      },
      {
        key: 'agency',
        title: t('column.agency'),
        width: '260px',
        render: (s) => s.agency_name || <Nothing />,
      },
      {
        key: 'level',
        title: t('column.level'),
        width: '130px',
        sortable: true,
        render: (s) => <Level value={s.level} proposed={s.proposed_level} />,
      },
      {
        key: 'dossier',
        title: t('column.dossier'),
        width: '150px',
        render: (s) => <DossierTag state={s.dossier} />,
      },
      {
        key: 'layers',
        title: t('column.layers'),
        width: '90px',
        render: (s) => <FourLayers stand={s.layers} />,
      },
      {
        key: 'state',
        title: t('column.state'),
        width: '130px',
        hidden: true,
        render: (s) => t(`state.${s.state}`, { defaultValue: s.state }),
      },
      {
        key: 'operator',
        title: t('form.operator'),
        width: '220px',
        hidden: true,
        render: (s) => s.operator_name ?? <Nothing />,
      },
      {
        key: 'priority',
        title: t('column.priority'),
        width: '110px',
        hidden: true,
        render: (s) => (s.priority ? t('column.priority_yes') : <Nothing />),
      },
      {
        key: 'hosts',
        title: t('column.hosts'),
        width: '80px',
        align: 'right',
        render: (s) => <NumberText value={s.hosts} />,
      },
      {
        key: 'standing',
        title: t('column.standing'),
        width: '150px',
        render: (s) => <SystemStanding system={s} />,
      },
      { key: 'last', title: t('column.last'), width: '130px', render: (s) => <AgoText value={s.last_at} /> },
      {
        key: 'exempt',
        title: t('form.exempt'),
        width: '130px',
        hidden: true,
        render: (s) => (s.exempt ? t(`exempt.${s.exempt}`, { defaultValue: s.exempt }) : <Nothing />),
      },
      {
        key: 'national',
        title: t('form.national'),
        width: '150px',
        hidden: true,
        render: (s) => <DateText value={s.national_since} dayOnly />,
      },
    ],
    [t],
  );
}
