import './dossier.css';
import { useQuery } from '@tanstack/react-query';
import { Button } from 'antd';
import { useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { can, useSession } from '~/app/session';
import { Level } from '~/features/system/words';
import { type DataColumn, DataTable } from '~/ui/DataTable';
import { formatDate } from '~/ui/format';
import { Card } from '~/ui/Page';
import { DateText, Nothing } from '~/ui/texts';
import { type Dossier, type System, systemDossiersQuery } from './api';
import { dossierPath, isOpen } from './model';
import { OpenDialog } from './OpenDialog';
import { RecordDialog } from './RecordDialog';
import { DossierState, NextDay, Regime } from './words';

/** The dossiers of one system, the newest first, and how one is begun. */
export default function DossierTab({ system }: { system: System }) {
  const { t } = useTranslation('dossier');
  const session = useSession();
  const found = useQuery(systemDossiersQuery(system.id));
  const [asked, setAsked] = useState<'open' | 'record'>();
  const columns = useColumns();
  // One dossier of a system is on its way at a time; a level that is decided is not recorded once more.
  const free = system.may_change && found.data !== undefined && !found.data.some(isOpen);
  const actions = free && (
    <div className="cl-row-actions ds-tab-actions">
      <Button type="primary" onClick={() => setAsked('open')}>
        {t('open.title')}
      </Button>
      {!system.decided_on && can(session, 'system.record') && (
        <Button onClick={() => setAsked('record')}>{t('record.title')}</Button>
      )}
    </div>
  );
  return (
    <Card title={t('tab.title')}>
      {found.data && found.data.length > 0 && actions}
      {system.may_change && found.data?.some(isOpen) && <p className="cl-quiet">{t('tab.one_open')}</p>}
      <DataTable<Dossier>
        id="dossier.of_system"
        label={t('tab.title')}
        urlPrefix="hs_"
        columns={columns}
        rowKey={(d) => d.id}
        searchable={false}
        onExport={false}
        height="auto"
        source={{
          rows: found.data,
          error: found.data ? undefined : found.error,
          onRetry: () => void found.refetch(),
        }}
        rowTo={(d) => dossierPath(d.id)}
        rowState={(d) => (d.late ? 'late' : undefined)}
        empty={{ title: t('tab.empty'), text: t('tab.empty_text'), action: actions }}
      />
      {asked === 'open' && <OpenDialog system={system} onClose={() => setAsked(undefined)} />}
      {asked === 'record' && <RecordDialog system={system} onClose={() => setAsked(undefined)} />}
    </Card>
  );
}

function useColumns(): DataColumn<Dossier>[] {
  const { t } = useTranslation('dossier');
  return useMemo(
    () => [
      {
        key: 'reason',
        title: t('column.dossier'),
        primary: true,
        render: (d) =>
          t('tab.of_day', {
            reason: t(`reason.${d.reason}`, { defaultValue: d.reason }),
            date: formatDate(d.created_at, true),
          }),
      },
      {
        key: 'state',
        title: t('column.state'),
        width: '180px',
        render: (d) => <DossierState value={d.state} />,
      },
      { key: 'level', title: t('column.level'), width: '90px', render: (d) => <Level value={d.level} /> },
      { key: 'regime', title: t('column.regime'), width: '130px', render: (d) => <Regime code={d.regime} /> },
      { key: 'due', title: t('column.due'), width: '220px', render: (d) => <NextDay dossier={d} /> },
      {
        key: 'decision',
        title: t('column.decision'),
        width: '240px',
        render: (d) =>
          d.decision_number ? (
            <span>
              {d.decision_number} <DateText value={d.approved_on} dayOnly />
            </span>
          ) : (
            <Nothing />
          ),
      },
    ],
    [t],
  );
}
