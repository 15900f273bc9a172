import './incident.css';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { can, useSession } from '~/app/session';
import { formatNumber } from '~/ui/format';
import { Card } from '~/ui/Page';
import { ProblemAlert } from '~/ui/ProblemAlert';
import { DateText } from '~/ui/texts';
import { ofSystemQuery } from './api';
import { casePath, isOpen, LIST_PATH } from './model';
import { Severity, StateTag } from './words';

/** Incidents in the list of one system at most. */
const SHOWN = 5;

/** What happened to one system, the newest first. */
export function SystemIncidents({ system }: { system: string }) {
  const { t } = useTranslation('incident');
  const session = useSession();
  const reads = can(session, 'incident.read');
  const found = useQuery({ ...ofSystemQuery(system), enabled: reads });
  if (!reads) return null;
  const items = [...(found.data?.items ?? [])].sort(
    (a, b) => Number(isOpen(b.state)) - Number(isOpen(a.state)),
  );
  return (
    <Card
      title={t('of_system.title')}
      extra={
        found.data &&
        found.data.total > 0 && (
          <Link to={`${LIST_PATH}?system=${system}&all=true`}>
            {t('of_system.all')} ({formatNumber(found.data.total)})
          </Link>
        )
      }
    >
      {found.isError && !found.data && (
        <ProblemAlert problem={found.error} onRetry={() => void found.refetch()} />
      )}
      {found.data && items.length === 0 && <p className="cl-quiet">{t('of_system.none')}</p>}
      {items.length > 0 && (
        <ul className="cl-lines">
          {items.slice(0, SHOWN).map((incident) => (
            <li key={incident.id}>
              <span>
                <Link to={casePath(incident.id)}>
                  <span className="in-code">{incident.code}</span> {incident.title}
                </Link>
                <span className="in-under">
                  <DateText value={incident.detected_at} /> · <Severity value={incident.severity} />
                </span>
              </span>
              <StateTag value={incident.state} />
            </li>
          ))}
        </ul>
      )}
    </Card>
  );
}
