import { useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { api, data } from '~/api/client';
import { type DataColumn, DataTable, type FilterDef } from '~/ui/DataTable';
import { DateText, LateTag, Nothing } from '~/ui/texts';
import type { System, Weakness } from './api';
import { askWeaknesses, SEVERITIES, systemPath } from './model';
import { WeaknessDialog } from './WeaknessDialog';
import { SeverityTag } from './words';

/** Weaknesses of one system, or of all within reach: the open ones first, by the day they are due. */
export function WeaknessTable({ system }: { system?: System }) {
  const { t } = useTranslation('protection');
  const columns = useColumns(system !== undefined);
  const filters = useFilters();
  const [shown, setShown] = useState<Weakness>();
  return (
    <>
      <DataTable<Weakness>
        id={system ? 'protection.weaknesses.system' : 'protection.weaknesses'}
        label={t('weakness.menu')}
        columns={columns}
        rowKey={(w) => w.id}
        filters={filters}
        {...(system ? { urlPrefix: 'w_' } : {})}
        searchPlaceholder={t('weakness.search')}
        source={{
          queryKey: ['protection', 'weaknesses', system?.id ?? null],
          fetch: ({ cursor, limit, signal, ...query }) =>
            data(
              api.GET('/api/v1/systems/weaknesses', {
                params: {
                  query: {
                    ...askWeaknesses(query),
                    ...(system ? { system: system.id } : {}),
                    limit,
                    ...(cursor ? { cursor } : {}),
                  },
                },
                signal,
              }),
            ),
        }}
        onOpen={setShown}
        rowState={(w) => (w.late ? 'late' : undefined)}
        empty={{ title: t('weakness.empty'), text: t('weakness.empty_text') }}
      />
      {shown && (
        <WeaknessDialog
          key={shown.id}
          weakness={shown}
          {...(system ? { system } : {})}
          onClose={() => setShown(undefined)}
        />
      )}
    </>
  );
}

function useFilters(): FilterDef<Weakness>[] {
  const { t } = useTranslation('protection');
  return useMemo(
    () => [
      {
        key: 'severity',
        label: t('weakness.column.severity'),
        kind: 'multi',
        options: SEVERITIES.map((value) => ({ value, label: t(`weakness.severity.${value}`) })),
      },
      {
        key: 'open',
        label: t('weakness.column.state'),
        kind: 'select',
        options: ['true', 'false'].map((value) => ({ value, label: t(`weakness.open.${value}`) })),
      },
      { key: 'late', label: t('weakness.only_late'), kind: 'flag' },
    ],
    [t],
  );
}

function useColumns(ofOne: boolean): DataColumn<Weakness>[] {
  const { t } = useTranslation('protection');
  return useMemo(() => {
    const all: DataColumn<Weakness>[] = [
      { key: 'title', title: t('weakness.column.title'), primary: true, render: (w) => w.title },
      {
        key: 'identifier',
        title: t('weakness.column.identifier'),
        width: '140px',
        render: (w) => (w.identifier ? <code>{w.identifier}</code> : <Nothing />),
      },
      {
        key: 'system',
        title: t('column.system'),
        width: '220px',
        render: (w) => <Link to={systemPath(w.system_id, 'weaknesses')}>{w.system_name}</Link>,
      },
      {
        key: 'agency',
        title: t('column.agency'),
        width: '200px',
        hidden: true,
        render: (w) => w.agency_name || <Nothing />,
      },
      {
        key: 'severity',
        title: t('weakness.column.severity'),
        width: '130px',
        render: (w) => <SeverityTag value={w.severity} />,
      },
      {
        key: 'source',
        title: t('weakness.column.source'),
        width: '140px',
        render: (w) => t(`weakness.source.${w.source}`, { defaultValue: w.source }),
      },
      {
        key: 'found',
        title: t('weakness.column.found'),
        width: '120px',
        render: (w) => <DateText value={w.found_on} dayOnly />,
      },
      {
        key: 'due',
        title: t('weakness.column.due'),
        width: '120px',
        render: (w) => <DateText value={w.due_on} dayOnly />,
      },
      {
        key: 'late',
        title: t('weakness.column.late'),
        width: '140px',
        render: (w) => (w.late ? <LateTag due={w.due_on} /> : <Nothing />),
      },
      {
        key: 'reviewed',
        title: t('weakness.column.reviewed'),
        width: '120px',
        render: (w) => <DateText value={w.reviewed_on} dayOnly />,
      },
      {
        key: 'fixed',
        title: t('weakness.column.fixed'),
        width: '120px',
        render: (w) => <DateText value={w.fixed_on} dayOnly />,
      },
      {
        key: 'proof',
        title: t('weakness.column.proof'),
        width: '220px',
        hidden: true,
        render: (w) => w.proof || <Nothing />,
      },
    ];
    return ofOne ? all.filter(({ key }) => key !== 'system' && key !== 'agency') : all;
  }, [t, ofOne]);
}
