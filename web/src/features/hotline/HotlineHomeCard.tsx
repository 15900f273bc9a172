import './hotline.css';
import { useQuery } from '@tanstack/react-query';
import { Skeleton } from 'antd';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { formatNumber } from '~/ui/format';
import { Card } from '~/ui/Page';
import { ProblemAlert } from '~/ui/ProblemAlert';
import { StatusTag } from '~/ui/StatusTag';
import { homeQuery } from './api';
import { isMoving } from './model';
import { LIST_PATH, reportPath } from './pages';
import { Since, UrgencyTag, useSubject } from './words';

/** Reports of citizens that wait, the most urgent first. */
export default function HotlineHomeCard() {
  const { t } = useTranslation('hotline');
  const found = useQuery(homeQuery);
  const subject = useSubject();
  const { items, counts } = found.data ?? {};
  return (
    <Card title={t('home.title')} extra={<Link to={LIST_PATH}>{t('home.all')}</Link>}>
      {found.isPending && <Skeleton active title={false} />}
      {found.isError && !found.data && (
        <ProblemAlert problem={found.error} onRetry={() => void found.refetch()} />
      )}
      {counts && (
        <p className="cl-quiet cl-figures">
          {t('home.counts', {
            now: formatNumber(counts.now),
            unassigned: formatNumber(counts.unassigned),
            overdue: formatNumber(counts.overdue),
          })}
        </p>
      )}
      {items?.length === 0 && <p className="cl-quiet">{t('home.none')}</p>}
      {items && items.length > 0 && (
        <ul className="cl-lines">
          {items.map((line) => (
            <li key={line.id}>
              <span>
                <Link to={reportPath(line.id)}>
                  <span className="hl-number">{line.number}</span> {subject(line)}
                </Link>{' '}
                {isMoving(line) ? (
                  <StatusTag tone="urgent" label={t('mark.moving')} />
                ) : (
                  <UrgencyTag value={line.urgency} />
                )}
              </span>
              <Since at={line.received_at} urgent={line.urgency === 'now'} />
            </li>
          ))}
        </ul>
      )}
    </Card>
  );
}
