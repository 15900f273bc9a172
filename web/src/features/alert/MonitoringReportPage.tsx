import './alert.css';
import '~/features/report/report.css';
import { useQuery } from '@tanstack/react-query';
import { Button, Segmented, Skeleton, Space } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useSearchParams } from 'react-router';
import { api, data } from '~/api/client';
import { Paper } from '~/features/report/Preview';
import { DayField } from '~/ui/DayField';
import { FreeText } from '~/ui/FreeText';
import { Card, Page } from '~/ui/Page';
import { ProblemAlert } from '~/ui/ProblemAlert';
import { useSettled } from '~/ui/useSettled';
import { exportLink, KINDS, kindOf } from './monitoringReport';
import { Sections } from './Sections';

const FORMATS = ['docx', 'pdf', 'xlsx'] as const;
const MAX_REMARKS = 4000;

/** The report of a day or a week as it would be printed, with what the shift lead adds. */
export function Component() {
  const { t } = useTranslation('alert');
  const [params, setParams] = useSearchParams();
  const kind = kindOf(params.get('kind'));
  const to = params.get('to');
  const [remarks, setRemarks] = useState('');
  // The preview follows when the writer pauses, not at every letter.
  const settled = useSettled(remarks, 600);
  const query = { ...(to ? { to } : {}), ...(settled.trim() ? { remarks: settled.trim() } : {}) };
  const found = useQuery({
    queryKey: ['alert', 'monitoring-report', kind, query],
    queryFn: ({ signal }) =>
      data(api.GET('/api/v1/monitoring-reports/{kind}', { params: { path: { kind }, query }, signal })),
    placeholderData: (before) => before,
  });
  const put = (name: string, value: string | null) =>
    setParams(
      (old) => {
        const next = new URLSearchParams(old);
        if (value) next.set(name, value);
        else next.delete(name);
        return next;
      },
      { replace: true },
    );
  return (
    <Page title={t('report.page')} meta={<Sections />} wide>
      <p className="cl-quiet">{t('report.about')}</p>
      <Card title={t('report.choose')}>
        <Space wrap>
          <Segmented
            aria-label={t('report.kind')}
            value={kind}
            options={KINDS.map((value) => ({ value, label: t(`report.${value}`) }))}
            onChange={(value) => put('kind', value)}
          />
          <label className="cl-inline" htmlFor="report-to">
            {t('report.to')}
            <DayField id="report-to" value={to} notAfterToday onChange={(day) => put('to', day)} />
          </label>
          {FORMATS.map((format) => (
            <Button key={format} href={exportLink(kind, { ...query, format })}>
              {t(`report.${format}`)}
            </Button>
          ))}
        </Space>
        <label className="al-report-remarks" htmlFor="report-remarks">
          {t('report.remarks')}
          <FreeText
            id="report-remarks"
            minRows={4}
            maxLength={MAX_REMARKS}
            value={remarks}
            onChange={setRemarks}
          />
        </label>
      </Card>
      {found.isPending && <Skeleton active paragraph={{ rows: 12 }} />}
      {found.isError && <ProblemAlert problem={found.error} onRetry={() => void found.refetch()} />}
      {found.data && <Paper document={found.data} />}
    </Page>
  );
}
