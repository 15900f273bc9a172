import './report.css';
import { useQueries } from '@tanstack/react-query';
import { Skeleton } from 'antd';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { api, data } from '~/api/client';
import { can, useSession } from '~/app/session';
import { Card } from '~/ui/Page';
import { ProblemAlert } from '~/ui/ProblemAlert';
import { ReportLines } from './ReportLines';

/** The states in which a report waits for somebody who signs, and what that person may do. */
const WAITS = [
  ['closed', 'report.approve'],
  ['approved', 'report.number'],
  ['numbered', 'report.issue'],
] as const;

/** Reports that wait for approval, a number or issue by this person. */
export default function SignHomeCard() {
  const { t } = useTranslation('report');
  const session = useSession();
  const mine = WAITS.filter(([, action]) => can(session, action));
  const queries = useQueries({
    queries: mine.map(([state]) => ({
      queryKey: ['reports', 'list', 'sign', state],
      queryFn: ({ signal }: { signal: AbortSignal }) =>
        data(api.GET('/api/v1/reports', { params: { query: { state, limit: 5 } }, signal })),
    })),
  });
  const failed = queries.find((q) => q.isError);
  const waiting = queries.some((q) => q.isPending);
  const lines = queries.flatMap((q, at) =>
    (q.data?.items ?? []).map((report) => ({ report, waits: t(`home.waits.${mine[at]?.[0] ?? 'closed'}`) })),
  );
  return (
    <Card title={t('home.sign')} extra={<Link to="/bao-cao">{t('home.all')}</Link>}>
      {waiting && <Skeleton active />}
      {failed && <ProblemAlert problem={failed.error} onRetry={() => void failed.refetch()} />}
      {!waiting && !failed && lines.length === 0 && <p className="cl-quiet">{t('home.none')}</p>}
      <ReportLines lines={lines} />
    </Card>
  );
}
