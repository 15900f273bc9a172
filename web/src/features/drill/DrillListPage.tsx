import '../incident/incident.css';
import { useQuery } from '@tanstack/react-query';
import { Button } from 'antd';
import { useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { can, useSession } from '~/app/session';
import { type DataColumn, DataTable, type FilterDef } from '~/ui/DataTable';
import { Page } from '~/ui/Page';
import { StatusTag } from '~/ui/StatusTag';
import { DateText, NumberText } from '~/ui/texts';
import { type Drill, drillsQuery } from './api';
import { DrillDialog } from './DrillDialog';
import { drillPath, STATES, toneOf } from './model';

/** Exercises, the latest planned first. */
export function Component() {
  const { t } = useTranslation('drill');
  const session = useSession();
  const found = useQuery(drillsQuery);
  const [adding, setAdding] = useState(false);
  const columns = useColumns();
  const filters = useMemo<FilterDef<Drill>[]>(
    () => [
      {
        key: 'state',
        label: t('column.state'),
        kind: 'multi',
        options: STATES.map((value) => ({ value, label: t(`state.${value}`) })),
        match: (d, values) => values.includes(d.state),
      },
    ],
    [t],
  );
  const add = can(session, 'drill.run') && (
    <Button type="primary" onClick={() => setAdding(true)}>
      {t('plan')}
    </Button>
  );
  return (
    <Page title={t('menu')} wide actions={add}>
      <DataTable<Drill>
        id="drill.list"
        label={t('menu')}
        columns={columns}
        rowKey={(d) => d.id}
        filters={filters}
        defaultSort="-planned"
        searchPlaceholder={t('search')}
        source={{
          rows: found.data?.items,
          error: found.data ? undefined : found.error,
          onRetry: () => void found.refetch(),
          text: (d) => [d.code, d.title, d.agency_name].join(' '),
        }}
        rowTo={(d) => drillPath(d.id)}
        rowState={(d) => (d.state === 'running' ? 'current' : undefined)}
        empty={{ title: t('empty'), text: t('empty_text') }}
      />
      {adding && <DrillDialog onClose={() => setAdding(false)} />}
    </Page>
  );
}

function useColumns(): DataColumn<Drill>[] {
  const { t } = useTranslation('drill');
  return useMemo(
    () => [
      {
        key: 'title',
        title: t('column.title'),
        primary: true,
        render: (d) => (
          <>
            <span className="in-code">{d.code}</span> {d.title}
          </>
        ),
      },
      {
        key: 'state',
        title: t('column.state'),
        width: '130px',
        render: (d) => (
          <StatusTag tone={toneOf(d.state)} label={t(`state.${d.state}`, { defaultValue: d.state })} />
        ),
      },
      {
        key: 'planned',
        title: t('column.planned'),
        width: '120px',
        sortable: true,
        sortValue: (d) => d.planned_on,
        render: (d) => <DateText value={d.planned_on} dayOnly />,
      },
      { key: 'agency', title: t('column.agency'), width: '260px', render: (d) => d.agency_name },
      {
        key: 'agencies',
        title: t('column.agencies'),
        width: '110px',
        align: 'right',
        render: (d) => <NumberText value={d.agencies} />,
      },
    ],
    [t],
  );
}
