import './report.css';
import { useQuery } from '@tanstack/react-query';
import { Skeleton } from 'antd';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { api, data } from '~/api/client';
import { Card } from '~/ui/Page';
import { ProblemAlert } from '~/ui/ProblemAlert';
import { ReportLines } from './ReportLines';

/** Reports that wait for a part of the own agency. */
export default function HomeCard() {
  const { t } = useTranslation('report');
  const query = useQuery({
    queryKey: ['reports', 'list', 'home'],
    queryFn: ({ signal }) =>
      data(api.GET('/api/v1/reports', { params: { query: { state: 'preparing', limit: 5 } }, signal })),
  });
  return (
    <Card title={t('home.title')} extra={<Link to="/bao-cao">{t('home.all')}</Link>}>
      {query.isPending && <Skeleton active />}
      {query.isError && <ProblemAlert problem={query.error} onRetry={() => void query.refetch()} />}
      {query.data?.items.length === 0 && <p className="cl-quiet">{t('home.none')}</p>}
      <ReportLines lines={(query.data?.items ?? []).map((report) => ({ report }))} />
    </Card>
  );
}
