import { useQuery } from '@tanstack/react-query';
import { Skeleton } from 'antd';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { Card } from '~/ui/Page';
import { ProblemAlert } from '~/ui/ProblemAlert';
import { DateText, LateTag } from '~/ui/texts';
import { WAITING_PATH, waitingQuery } from './api';
import { WaitsFor } from './words';

/** How many lines stand on the first page. */
const SHOWN = 6;

/** Days of systems that wait for this person; steps of dossiers have a card of their own. */
export default function WaitingHomeCard() {
  const { t } = useTranslation('upcoming');
  const found = useQuery(waitingQuery);
  const own = (found.data ?? []).filter((w) => w.mine && !['reply', 'appraise', 'approve'].includes(w.kind));
  // No news where nothing comes.
  if (found.data && own.length === 0) return null;
  return (
    <Card title={t('home.title')} extra={<Link to={`${WAITING_PATH}?mine=true`}>{t('home.all')}</Link>}>
      {found.isPending && <Skeleton active />}
      {found.isError && <ProblemAlert problem={found.error} onRetry={() => void found.refetch()} />}
      <ul className="cl-lines">
        {own.slice(0, SHOWN).map((w) => (
          <li key={`${w.kind} ${w.object_id} ${w.about}`}>
            <span>
              <Link to={w.link}>{w.system_name}</Link>
              <br />
              <span className="cl-quiet">
                <WaitsFor item={w} />
              </span>
            </span>
            <span className="cl-inline">
              <DateText value={w.due_on} dayOnly />
              {w.late && <LateTag due={w.due_on} />}
            </span>
          </li>
        ))}
      </ul>
    </Card>
  );
}
