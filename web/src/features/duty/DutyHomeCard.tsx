import './duty.css';
import { useQuery } from '@tanstack/react-query';
import { Skeleton } from 'antd';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { can, useSession } from '~/app/session';
import { formatNumber } from '~/ui/format';
import { LinkButton } from '~/ui/LinkButton';
import { Card } from '~/ui/Page';
import { ProblemAlert } from '~/ui/ProblemAlert';
import { type Duty, homeQuery } from './api';
import { listPath } from './filters';
import { Due, Instance } from './words';

/** What the own agencies owe now: returned first, then late, then due soon. */
export default function DutyHomeCard() {
  const { t } = useTranslation('duty');
  const session = useSession();
  const home = useQuery(homeQuery);
  if (home.isPending) {
    return (
      <Card title={t('home.title')}>
        <Skeleton active />
      </Card>
    );
  }
  if (home.isError) {
    return (
      <Card title={t('home.title')}>
        <ProblemAlert problem={home.error} onRetry={() => void home.refetch()} />
      </Card>
    );
  }
  const { agencies, counts, returned, late, soon, waiting_review } = home.data;
  const mine = agencies.map((a) => a.id);
  const path = (filters: Record<string, string | string[]>) => listPath({ ...filters, agency: mine });
  const mayReport = can(session, 'duty.report');
  const seen = new Set(returned.map((d) => d.id));
  const rest = (rows: Duty[]) => rows.filter((d) => !seen.has(d.id));
  const nothing = returned.length + late.length + soon.length === 0;
  // "You owe nothing" is news to those who may owe something.
  if (counts.total === 0 && !mayReport && !waiting_review) return null;
  return (
    <div className="du-home">
      {waiting_review ? (
        <Link className="du-home-line" to="/cho-duyet">
          <strong>
            {t('home.waiting', { count: waiting_review, number: formatNumber(waiting_review) })}
          </strong>
          <span aria-hidden="true">→</span>
        </Link>
      ) : null}
      {agencies.length > 0 && (
        <>
          <Group
            title={t('home.returned')}
            tone="urgent"
            rows={returned}
            total={counts.returned}
            more={path({ review: 'returned' })}
            report={mayReport}
          />
          <Group
            title={t('home.late')}
            tone="urgent"
            rows={rest(late)}
            total={counts.late}
            more={path({ late: 'late' })}
            report={mayReport}
          />
          <Group
            title={t('home.soon')}
            tone="medium"
            rows={rest(soon)}
            total={counts.soon}
            more={path({ late: 'soon' })}
            report={mayReport}
          />
          {nothing && (
            <Card title={t('home.title')}>
              <p>{t(counts.total > 0 ? 'home.nothing_due' : 'home.nothing')}</p>
              {counts.total > 0 && (
                <Link to={path({})}>{t('home.all', { number: formatNumber(counts.total) })}</Link>
              )}
            </Card>
          )}
          {!nothing && (
            <p className="cl-quiet">
              {t('home.counts', {
                done: formatNumber(counts.done),
                total: formatNumber(counts.total),
                silent: formatNumber(counts.silent),
              })}{' '}
              <Link to={path({})}>{t('home.all', { number: formatNumber(counts.total) })}</Link>
            </p>
          )}
        </>
      )}
    </div>
  );
}

function Group({
  title,
  tone,
  rows,
  total,
  more,
  report,
}: {
  title: string;
  tone: 'urgent' | 'medium';
  rows: Duty[];
  total: number;
  more: string;
  report: boolean;
}) {
  const { t } = useTranslation('duty');
  if (rows.length === 0) return null;
  return (
    <Card
      title={
        <span className="du-home-title" data-tone={tone}>
          {title} <span className="cl-figures">({formatNumber(Math.max(total, rows.length))})</span>
        </span>
      }
      extra={total > rows.length && <Link to={more}>{t('home.more')}</Link>}
    >
      <ul className="du-home-list">
        {rows.map((duty) => (
          <li key={duty.id}>
            <div className="du-home-text">
              <Link className="du-clamp" to={`/nhiem-vu/${duty.id}`} title={duty.text}>
                {duty.text}
              </Link>
              <div className="du-home-meta">
                <Due duty={duty} />
                {duty.instance && <Instance value={duty.instance} />}
                {duty.guide && <span>{t('home.guide', { name: duty.guide.name })}</span>}
              </div>
            </div>
            {report && (
              <LinkButton className="du-home-act" to={`/nhiem-vu/${duty.id}/bao-cao`}>
                {t('report.open')}
              </LinkButton>
            )}
          </li>
        ))}
      </ul>
    </Card>
  );
}
