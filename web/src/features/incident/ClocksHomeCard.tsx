import './incident.css';
import { useQuery } from '@tanstack/react-query';
import { Skeleton } from 'antd';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { Card } from '~/ui/Page';
import { ProblemAlert } from '~/ui/ProblemAlert';
import { nextQuery } from './api';
import { NextDue } from './listParts';
import { casePath, LIST_PATH } from './model';
import { Severity, StateTag } from './words';

/** The terms that end next. */
export default function ClocksHomeCard() {
  const { t } = useTranslation('incident');
  const found = useQuery(nextQuery);
  return (
    <Card title={t('home.clocks')} extra={<Link to={LIST_PATH}>{t('home.all')}</Link>}>
      {found.isPending && <Skeleton active title={false} />}
      {found.isError && !found.data && (
        <ProblemAlert problem={found.error} onRetry={() => void found.refetch()} />
      )}
      {found.data?.items.length === 0 && <p className="cl-quiet">{t('home.none')}</p>}
      {found.data && found.data.items.length > 0 && (
        <ul className="cl-lines">
          {found.data.items.map((incident) => (
            <li key={incident.id}>
              <span>
                <Link to={casePath(incident.id)}>
                  <span className="in-code">{incident.code}</span> {incident.title}
                </Link>
                <span className="in-under">
                  {incident.agency_name} · <StateTag value={incident.state} />{' '}
                  <Severity value={incident.severity} />
                </span>
              </span>
              <NextDue incident={incident} />
            </li>
          ))}
        </ul>
      )}
    </Card>
  );
}
