import './protection.css';
import { useQuery } from '@tanstack/react-query';
import { Button } from 'antd';
import { useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { type DataColumn, DataTable, type FilterDef } from '~/ui/DataTable';
import { Card } from '~/ui/Page';
import { DateText, LateTag, Nothing } from '~/ui/texts';
import { type Done, recordsQuery, type System } from './api';
import { LinksCard } from './LinksCard';
import { OUTCOMES, RECORD_KINDS } from './model';
import { RecordDialog } from './RecordDialog';
import { FileLink, OutcomeTag } from './words';

/** What was done to a system, with its proof and when it is due again; and with what it is linked. */
export default function RecordsTab({ system }: { system: System }) {
  const { t } = useTranslation('protection');
  const found = useQuery(recordsQuery(system.id));
  const [adding, setAdding] = useState(false);
  const columns = useColumns(system.id);
  const filters = useFilters();
  const late = found.data?.filter((done) => done.late) ?? [];
  return (
    <>
      <Card
        title={t('record.title')}
        extra={
          system.may_change && (
            <Button type="primary" onClick={() => setAdding(true)}>
              {t('record.add')}
            </Button>
          )
        }
      >
        {late.length > 0 && (
          <p className="pr-fault" role="status">
            {t('record.late', { kinds: late.map((done) => t(`record.kind.${done.kind}`)).join('; ') })}
          </p>
        )}
        <DataTable<Done>
          id="protection.records"
          label={t('record.title')}
          columns={columns}
          rowKey={(done) => done.id}
          filters={filters}
          urlPrefix="r_"
          searchPlaceholder={t('record.search')}
          source={{
            rows: found.data,
            error: found.data ? undefined : found.error,
            onRetry: () => void found.refetch(),
            text: (done) => [t(`record.kind.${done.kind}`), done.done_by, done.note].join(' '),
          }}
          rowState={(done) => (done.late ? 'late' : undefined)}
          empty={{ title: t('record.empty'), text: t('record.empty_text') }}
          height="auto"
        />
      </Card>
      <LinksCard system={system} />
      {adding && <RecordDialog system={system} onClose={() => setAdding(false)} />}
    </>
  );
}

function useFilters(): FilterDef<Done>[] {
  const { t } = useTranslation('protection');
  return useMemo(
    () => [
      {
        key: 'kind',
        label: t('record.column.kind'),
        kind: 'multi',
        options: RECORD_KINDS.map((value) => ({ value, label: t(`record.kind.${value}`) })),
        match: (done, values) => values.includes(done.kind),
      },
      {
        key: 'outcome',
        label: t('record.column.outcome'),
        kind: 'multi',
        options: OUTCOMES.map((value) => ({ value, label: t(`record.outcome.${value}`) })),
        match: (done, values) => values.includes(done.outcome),
      },
    ],
    [t],
  );
}

function useColumns(system: string): DataColumn<Done>[] {
  const { t } = useTranslation('protection');
  return useMemo(
    () => [
      {
        key: 'kind',
        title: t('record.column.kind'),
        primary: true,
        sortable: true,
        sortValue: (done) => t(`record.kind.${done.kind}`),
        render: (done) => t(`record.kind.${done.kind}`, { defaultValue: done.kind }),
      },
      {
        key: 'done',
        title: t('record.column.done_on'),
        width: '120px',
        sortable: true,
        sortValue: (done) => done.done_on,
        render: (done) => <DateText value={done.done_on} dayOnly />,
      },
      {
        key: 'outcome',
        title: t('record.column.outcome'),
        width: '160px',
        sortable: true,
        sortValue: (done) => (OUTCOMES as readonly string[]).indexOf(done.outcome),
        render: (done) => <OutcomeTag value={done.outcome} />,
      },
      {
        key: 'next',
        title: t('record.column.next_on'),
        width: '130px',
        sortable: true,
        sortValue: (done) => done.next_on,
        render: (done) => <DateText value={done.next_on} dayOnly />,
      },
      {
        key: 'late',
        title: t('record.column.late'),
        width: '140px',
        render: (done) => (done.late ? <LateTag due={done.next_on} /> : <Nothing />),
      },
      {
        key: 'by',
        title: t('record.column.done_by'),
        width: '190px',
        sortable: true,
        sortValue: (done) => done.done_by,
        render: (done) => done.done_by,
      },
      {
        key: 'file',
        title: t('record.column.file'),
        width: '120px',
        render: (done) => <FileLink system={system} file={done.file_id} />,
      },
      {
        key: 'note',
        title: t('field.note'),
        width: '220px',
        render: (done) => done.note || <Nothing />,
      },
      {
        key: 'noted',
        title: t('record.column.noted'),
        width: '170px',
        hidden: true,
        render: (done) => (
          <>
            <div>{done.created_by}</div>
            <DateText value={done.created_at} />
          </>
        ),
      },
    ],
    [t, system],
  );
}
