import './alert.css';
import { useQuery } from '@tanstack/react-query';
import { Skeleton } from 'antd';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { api, data } from '~/api/client';
import { formatNumber } from '~/ui/format';
import { Card } from '~/ui/Page';
import { ProblemAlert } from '~/ui/ProblemAlert';
import { AgoText } from '~/ui/texts';
import { pulseQuery, REFRESH_MS } from './api';
import { bySeverity } from './model';
import { Severity } from './words';

/** What waits for whoever watches: open alerts, and the worst that nobody has taken. */
export default function AlertHomeCard() {
  const { t } = useTranslation(['alert', 'system']);
  const pulse = useQuery(pulseQuery);
  const fresh = useQuery({
    queryKey: ['alert', 'home'],
    queryFn: ({ signal }) =>
      data(api.GET('/api/v1/alerts', { params: { query: { state: 'new', limit: 5 } }, signal })),
    refetchInterval: REFRESH_MS,
  });
  const failed = pulse.error ?? fresh.error;
  return (
    <Card title={t('alert:home.title')} extra={<Link to="/canh-bao">{t('alert:home.all')}</Link>}>
      {(pulse.isPending || fresh.isPending) && <Skeleton active />}
      {failed && (
        <ProblemAlert
          problem={failed}
          onRetry={() => {
            void pulse.refetch();
            void fresh.refetch();
          }}
        />
      )}
      {pulse.data && pulse.data.open.length > 0 && (
        <div className="al-pulse">
          <ul aria-label={t('alert:pulse.open')}>
            {bySeverity(pulse.data.open).map(({ severity, number }) => (
              <li key={severity}>
                <Link to={`/canh-bao?severity=${severity}`}>
                  <Severity value={severity} />
                  <span className="cl-figures">{formatNumber(number)}</span>
                </Link>
              </li>
            ))}
          </ul>
        </div>
      )}
      {fresh.data &&
        (fresh.data.items.length === 0 ? (
          <p className="cl-quiet">{t('alert:home.none')}</p>
        ) : (
          <>
            <h3>{t('alert:home.fresh')}</h3>
            <ul className="cl-lines">
              {fresh.data.items.map((alert) => (
                <li key={alert.id}>
                  <span>
                    <Link to={`/canh-bao/${alert.id}`}>{alert.rule_title}</Link>
                    <span className="al-rule">
                      {[
                        alert.entity,
                        alert.system_name ?? alert.agency_name,
                        alert.system_level && t('system:level', { level: alert.system_level }),
                      ]
                        .filter(Boolean)
                        .join(' · ')}{' '}
                      · <AgoText value={alert.last_at} />
                    </span>
                  </span>
                  <Severity value={alert.severity} />
                </li>
              ))}
            </ul>
          </>
        ))}
    </Card>
  );
}
