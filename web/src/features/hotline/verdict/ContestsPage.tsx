import { useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { type DataColumn, DataTable, type FilterDef } from '~/ui/DataTable';
import { Page } from '~/ui/Page';
import { StatusTag } from '~/ui/StatusTag';
import { AgoText, DateText, Nothing } from '~/ui/texts';
import { pageOf } from '../desk/api';
import { Kind, State } from '../desk/words';
import { Sections } from '../Sections';
import type { Contest } from './api';
import { ContestDialog } from './ContestDialog';
import { Objected } from './Objected';

const STATES = ['open', 'upheld', 'rejected', 'withdrawn'] as const;

/** Objections of whoever a warned number or account belongs to; the oldest that waits first. */
export function Component() {
  const { t } = useTranslation('hotline_desk');
  const [shown, setShown] = useState<Contest>();
  const columns = useColumns();
  const filters = useMemo<FilterDef<Contest>[]>(
    () => [
      {
        key: 'state',
        label: t('column.state'),
        kind: 'select',
        options: STATES.map((value) => ({ value, label: t(`contest.state.${value}`) })),
      },
    ],
    [t],
  );
  return (
    <Page title={t('contest.title')} wide meta={t('contest.meta')}>
      <Sections />
      <DataTable<Contest>
        id="hotline.contests"
        label={t('contest.title')}
        columns={columns}
        rowKey={(c) => c.id}
        filters={filters}
        searchable={false}
        source={{
          queryKey: ['hotline', 'contests'],
          fetch: (asked) =>
            pageOf<Contest>('/hotline/contests', asked, asked.filters.state ? {} : { state: 'open' }),
        }}
        onOpen={setShown}
        onExport={false}
        empty={{ title: t('contest.empty'), text: t('contest.empty_text') }}
      />
      {shown && <ContestDialog contest={shown} onClose={() => setShown(undefined)} />}
    </Page>
  );
}

function useColumns(): DataColumn<Contest>[] {
  const { t } = useTranslation('hotline_desk');
  return useMemo(
    () => [
      {
        key: 'value',
        title: t('column.indicator'),
        primary: true,
        render: (c) => <Objected of={c} bare />,
      },
      {
        key: 'kind',
        title: t('column.kind'),
        width: '130px',
        render: (c) => (c.kind ? <Kind value={c.kind} /> : <Nothing />),
      },
      {
        key: 'state',
        title: t('column.state'),
        width: '160px',
        render: (c) => <State of="contest" value={c.state} />,
      },
      {
        key: 'received',
        title: t('column.received'),
        width: '150px',
        render: (c) => <AgoText value={c.received_at} />,
      },
      {
        key: 'due',
        title: t('contest.due'),
        width: '190px',
        render: (c) =>
          c.state === 'open' ? (
            <span className="cl-inline">
              <DateText value={c.due_at} />
              {c.is_overdue && <StatusTag tone="urgent" label={t('contest.overdue')} />}
            </span>
          ) : (
            <Nothing />
          ),
      },
      {
        key: 'decided',
        title: t('contest.decided'),
        width: '220px',
        render: (c) =>
          c.decided_at ? (
            <>
              <DateText value={c.decided_at} />
              {c.decided_by && ` · ${c.decided_by}`}
            </>
          ) : (
            <Nothing />
          ),
      },
    ],
    [t],
  );
}
