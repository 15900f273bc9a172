import { useQuery } from '@tanstack/react-query';
import { Skeleton } from 'antd';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { can, useSession } from '~/app/session';
import { Level } from '~/features/system/words';
import { Card } from '~/ui/Page';
import { ProblemAlert } from '~/ui/ProblemAlert';
import { dossiersQuery } from './api';
import { DOSSIERS_PATH, dossierPath } from './model';
import { DossierState, NextDay } from './words';

/** How many lines stand on the first page. */
const SHOWN = 6;

/** Dossiers that wait for this person: to be sent, appraised or approved; the next legal day first. */
export default function DossierHomeCard() {
  const { t } = useTranslation('dossier');
  const session = useSession();
  const found = useQuery(dossiersQuery);
  const states = [
    ...(can(session, 'system.change') ? ['draft', 'returned'] : []),
    ...(can(session, 'system.appraise') ? ['sent'] : []),
    ...(can(session, 'system.approve') ? ['appraised'] : []),
  ];
  const waiting = (found.data ?? []).filter((d) => states.includes(d.state));
  // No news for those who seldom have a dossier.
  if (found.data && waiting.length === 0 && !can(session, 'system.appraise')) return null;
  return (
    <Card title={t('home.title')} extra={<Link to={DOSSIERS_PATH}>{t('home.all')}</Link>}>
      {found.isPending && <Skeleton active />}
      {found.isError && <ProblemAlert problem={found.error} onRetry={() => void found.refetch()} />}
      {found.data && waiting.length === 0 && <p className="cl-quiet">{t('home.none')}</p>}
      <ul className="cl-lines">
        {waiting.slice(0, SHOWN).map((d) => (
          <li key={d.id}>
            <span>
              <Link to={dossierPath(d.id)}>{d.system_name}</Link>
              <br />
              <span className="cl-inline cl-quiet">
                <DossierState value={d.state} />
                <Level value={d.level} />
                {d.agency_name}
              </span>
            </span>
            <NextDay dossier={d} />
          </li>
        ))}
      </ul>
    </Card>
  );
}
