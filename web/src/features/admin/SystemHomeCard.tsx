import { useQuery } from '@tanstack/react-query';
import { Skeleton } from 'antd';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { api, data } from '~/api/client';
import { formatBytes } from '~/ui/format';
import { Card } from '~/ui/Page';
import { ProblemAlert } from '~/ui/ProblemAlert';

/** What of the installation wants a look today. */
export default function SystemHomeCard() {
  const { t } = useTranslation('admin');
  const system = useQuery({
    queryKey: ['platform', 'system'],
    queryFn: ({ signal }) => data(api.GET('/api/v1/platform/system', { signal })),
  });
  const s = system.data;
  const lines = s
    ? [
        s.free_bytes < 2 * s.min_free_bytes && {
          to: '/van-hanh',
          text: t('home.disk', { free: formatBytes(s.free_bytes) }),
        },
        s.jobs_failed > 0 && {
          to: '/van-hanh?tab=jobs&job_state=failed',
          text: t('home.jobs', { count: s.jobs_failed }),
        },
        !s.mail_configured && { to: '/van-hanh', text: t('home.mail_off') },
        s.mails_waiting > 0 && {
          to: '/van-hanh?tab=mail',
          text: t('home.mails', { count: s.mails_waiting }),
        },
      ].filter((line) => line !== false)
    : [];
  return (
    <Card title={t('home.title')} extra={<Link to="/van-hanh">{t('home.all')}</Link>}>
      {system.isPending && <Skeleton active />}
      {system.isError && <ProblemAlert problem={system.error} onRetry={() => void system.refetch()} />}
      {s && lines.length === 0 && <p className="cl-quiet">{t('home.fine')}</p>}
      <ul className="cl-lines">
        {lines.map((line) => (
          <li key={line.text}>
            <Link to={line.to}>{line.text}</Link>
          </li>
        ))}
      </ul>
    </Card>
  );
}
