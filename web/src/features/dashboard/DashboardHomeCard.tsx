import { useQuery } from '@tanstack/react-query';
import { Skeleton } from 'antd';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { formatNumber } from '~/ui/format';
import { Card } from '~/ui/Page';
import { ProblemAlert } from '~/ui/ProblemAlert';
import { countLights, dashboardQuery, decisionsOf, dutiesPath } from './figures';

/** For those who lead: the three sentences of the overview that want a look today. */
export default function DashboardHomeCard() {
  const { t } = useTranslation('dashboard');
  const found = useQuery(dashboardQuery(undefined));
  const page = found.data;
  const decide = page ? decisionsOf(page).reduce((sum, d) => sum + d.count, 0) : 0;
  const lights = countLights(page?.targets ?? []);
  const lines = page
    ? [
        decide > 0 && { to: '/tong-quan', text: t('home.decide', { count: decide }) },
        page.duties.late > 0 && {
          to: dutiesPath({ state: 'late' }, page.on),
          text: t('home.late', {
            number: formatNumber(page.duties.late),
            agencies: formatNumber(page.late_agencies_total),
          }),
        },
        page.duties.total > 0 && {
          to: dutiesPath({ state: 'done' }, page.on),
          text: t('home.done', {
            done: formatNumber(page.duties.done),
            total: formatNumber(page.duties.total),
          }),
        },
        lights.behind + lights.no_data > 0 && {
          to: '/chi-tieu',
          text: t('home.targets', {
            behind: formatNumber(lights.behind),
            no_data: formatNumber(lights.no_data),
          }),
        },
      ].filter((line) => line !== false)
    : [];
  return (
    <Card title={t('home.title')} extra={<Link to="/tong-quan">{t('home.open')}</Link>}>
      {found.isPending && <Skeleton active />}
      {found.isError && <ProblemAlert problem={found.error} onRetry={() => void found.refetch()} />}
      {page && lines.length === 0 && <p className="cl-quiet">{t('empty.title')}</p>}
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
