import { Button } from 'antd';
import { useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { can, useSession } from '~/app/session';
import { ActProblem } from '~/ui/ActProblem';
import { type DataColumn, DataTable } from '~/ui/DataTable';
import { DateText, Nothing } from '~/ui/texts';
import type { ReportLine } from '../api';
import { Amount } from '../desk/words';
import { reportPath } from '../pages';
import { useAct } from '../useAct';
import { type CampaignDetail, changeReports } from './api';
import { AddReportDialog } from './dialogs';

/** Reports of a campaign; one that does not belong is taken out, one that was missed is put in. */
export function ReportTable({ detail }: { detail: CampaignDetail }) {
  const { t } = useTranslation('hotline_desk');
  const session = useSession();
  const [adding, setAdding] = useState(false);
  const columns = useColumns();
  const may = can(session, 'hotline.handle') && detail.line.state !== 'closed';
  const take = useAct((ids: string[]) => changeReports(detail.line, [], ids), t('campaign.reports_removed'));
  return (
    <>
      <h2 className="cl-section">{t('campaign.reports')}</h2>
      {take.isError && <ActProblem error={take.error} />}
      <DataTable<ReportLine>
        id="hotline.campaign.reports"
        label={t('campaign.reports')}
        urlPrefix="r."
        columns={columns}
        rowKey={(report) => report.id}
        source={{
          rows: detail.reports,
          text: (report) => [report.number, report.redacted, report.commune_name].join(' '),
        }}
        rowTo={(report) => reportPath(report.id)}
        height="auto"
        {...(may
          ? {
              bulkActions: (rows: ReportLine[], clear: () => void) => (
                <Button
                  size="small"
                  loading={take.isPending}
                  onClick={() =>
                    take.mutate(
                      rows.map((one) => one.id),
                      { onSuccess: clear },
                    )
                  }
                >
                  {t('campaign.remove_reports')}
                </Button>
              ),
              extra: <Button onClick={() => setAdding(true)}>{t('campaign.add_report')}</Button>,
            }
          : {})}
        empty={{ title: t('campaign.no_reports'), text: t('campaign.no_reports_text') }}
      />
      {adding && <AddReportDialog detail={detail} onClose={() => setAdding(false)} />}
    </>
  );
}

function useColumns(): DataColumn<ReportLine>[] {
  const { t } = useTranslation('hotline_desk');
  return useMemo(
    () => [
      {
        key: 'number',
        title: t('column.report'),
        primary: true,
        width: '150px',
        sortable: true,
        sortValue: (report) => report.number,
        render: (report) => <span className="hd-number">{report.number}</span>,
      },
      {
        key: 'redacted',
        title: t('column.redacted'),
        render: (report) =>
          report.redacted ? (
            <span className="cl-clamp">{report.redacted}</span>
          ) : (
            <span className="cl-quiet">{t('campaign.not_redacted')}</span>
          ),
      },
      {
        key: 'type',
        title: t('column.scam_type'),
        width: '210px',
        render: (report) => report.scam_type_name || <Nothing />,
      },
      {
        key: 'amount',
        title: t('column.amount'),
        width: '140px',
        align: 'right',
        sortable: true,
        sortValue: (report) => report.amount,
        render: (report) => <Amount value={report.amount} />,
      },
      {
        key: 'commune',
        title: t('column.commune'),
        width: '150px',
        render: (report) => report.commune_name || <Nothing />,
      },
      {
        key: 'received',
        title: t('column.received'),
        width: '150px',
        sortable: true,
        sortValue: (report) => report.received_at,
        render: (report) => <DateText value={report.received_at} />,
      },
    ],
    [t],
  );
}
