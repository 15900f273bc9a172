import './obligation.css';
import { useQuery } from '@tanstack/react-query';
import { Skeleton } from 'antd';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { localDay } from '~/ui/format';
import { Card } from '~/ui/Page';
import { ProblemAlert } from '~/ui/ProblemAlert';
import { linesQuery } from './api';
import { bundles, inOrder } from './calendar';
import { DueDay, Law } from './words';

const DAY = 86_400_000;

/** Reports due in the next weeks, and those that are overdue. */
export default function ObligationHomeCard() {
  const { t } = useTranslation('obligation');
  const now = Date.now();
  const found = useQuery(
    linesQuery({ from: localDay(new Date(now - 60 * DAY)), to: localDay(new Date(now + 45 * DAY)) }),
  );
  // A date of the law is on the calendar for all to see, and on the first page of those who owe it.
  const mine = (found.data ?? []).filter((l) => l.source !== 'law' || (l.owed_count ?? 0) > 0);
  const open = bundles(inOrder(mine.filter((l) => l.standing === 'overdue' || l.standing === 'due')));
  return (
    <Card title={t('home.title')} extra={<Link to="/nghia-vu">{t('home.all')}</Link>}>
      {found.isPending && <Skeleton active />}
      {found.isError && <ProblemAlert problem={found.error} onRetry={() => void found.refetch()} />}
      {found.isSuccess && open.length === 0 && <p className="cl-quiet">{t('home.nothing')}</p>}
      <ul className="ob-home">
        {open.slice(0, 6).map(({ key, first: line, lines }) => (
          <li key={key}>
            <Link to={lines.length === 1 && line.id ? `/nghia-vu?id=${line.id}` : '/nghia-vu?xem=danh-sach'}>
              {line.title}
            </Link>
            <div className="ob-meta">
              <DueDay line={line} />
              {lines.length > 1 && <span>{t('bundle.waiting', { count: lines.length })}</span>}
              <Law line={line} />
            </div>
          </li>
        ))}
      </ul>
      {open.length > 6 && <Link to="/nghia-vu">{t('home.more', { count: open.length - 6 })}</Link>}
    </Card>
  );
}
