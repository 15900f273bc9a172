import './dossier.css';
import { useQuery } from '@tanstack/react-query';
import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { Level } from '~/features/system/words';
import { type DataColumn, DataTable, type FilterDef } from '~/ui/DataTable';
import { LinkButton } from '~/ui/LinkButton';
import { Page } from '~/ui/Page';
import { DateText, Nothing } from '~/ui/texts';
import { type Dossier, dossiersQuery } from './api';
import { dossierPath, LEVELS, OPEN_STATES, TABLE_PATH, TEMPLATES_PATH } from './model';
import { DossierState, NextDay, Regime } from './words';

/** Dossiers on their way, the next due first. */
export function Component() {
  const { t } = useTranslation('dossier');
  const found = useQuery(dossiersQuery);
  const filters = useFilters();
  const columns = useColumns();
  return (
    <Page
      title={t('list.title')}
      wide
      actions={
        <>
          <LinkButton className="cl-desk-only" to={TEMPLATES_PATH}>
            {t('templates.title')}
          </LinkButton>
          <LinkButton className="cl-desk-only" to={TABLE_PATH}>
            {t('statutory.title')}
          </LinkButton>
        </>
      }
    >
      <DataTable<Dossier>
        id="dossier.list"
        label={t('list.title')}
        columns={columns}
        rowKey={(d) => d.id}
        filters={filters}
        defaultSort="due"
        searchPlaceholder={t('list.search')}
        source={{
          rows: found.data,
          // What was read before stays on screen while a later reading fails.
          error: found.data ? undefined : found.error,
          onRetry: () => void found.refetch(),
          text: (d) => [d.system_name, d.agency_name, d.appraiser_name].join(' '),
        }}
        rowTo={(d) => dossierPath(d.id)}
        rowState={(d) => (d.late ? 'late' : undefined)}
        empty={{
          title: t('list.empty'),
          text: t('list.empty_text'),
          action: <LinkButton to="/he-thong">{t('list.to_systems')}</LinkButton>,
        }}
      />
    </Page>
  );
}

function useFilters(): FilterDef<Dossier>[] {
  const { t } = useTranslation(['dossier', 'system']);
  return useMemo(
    () => [
      {
        key: 'state',
        label: t('dossier:column.state'),
        kind: 'multi',
        options: OPEN_STATES.map((value) => ({ value, label: t(`dossier:state.${value}`) })),
        match: (d, values) => values.includes(d.state),
      },
      {
        key: 'level',
        label: t('dossier:column.level'),
        kind: 'multi',
        options: LEVELS.map((level) => ({ value: String(level), label: t('system:level', { level }) })),
        match: (d, values) => values.includes(String(d.level)),
      },
      { key: 'late', label: t('dossier:list.late'), kind: 'flag', match: (d) => d.late },
    ],
    [t],
  );
}

function useColumns(): DataColumn<Dossier>[] {
  const { t } = useTranslation('dossier');
  return useMemo(
    () => [
      {
        key: 'system',
        title: t('column.system'),
        primary: true,
        sortable: true,
        sortValue: (d) => d.system_name,
        render: (d) => d.system_name,
      },
      {
        key: 'owner',
        title: t('column.owner'),
        width: '220px',
        sortable: true,
        sortValue: (d) => d.agency_name,
        render: (d) => d.agency_name || <Nothing />,
      },
      {
        key: 'level',
        title: t('column.level'),
        width: '90px',
        sortable: true,
        sortValue: (d) => d.level,
        render: (d) => <Level value={d.level} />,
      },
      {
        key: 'state',
        title: t('column.state'),
        width: '170px',
        sortable: true,
        sortValue: (d) => (OPEN_STATES as readonly string[]).indexOf(d.state),
        render: (d) => <DossierState value={d.state} />,
      },
      {
        key: 'appraiser',
        title: t('column.appraiser'),
        width: '220px',
        sortable: true,
        sortValue: (d) => d.appraiser_name,
        render: (d) => d.appraiser_name || <Nothing />,
      },
      {
        key: 'due',
        title: t('column.due'),
        width: '250px',
        sortable: true,
        sortValue: (d) => d.due,
        render: (d) => <NextDay dossier={d} />,
      },
      {
        key: 'sent',
        title: t('column.sent'),
        width: '130px',
        hidden: true,
        sortable: true,
        sortValue: (d) => d.sent_on,
        render: (d) => <DateText value={d.sent_on} dayOnly />,
      },
      {
        key: 'regime',
        title: t('column.regime'),
        width: '130px',
        hidden: true,
        sortable: true,
        sortValue: (d) => d.regime,
        render: (d) => <Regime code={d.regime} />,
      },
    ],
    [t],
  );
}
