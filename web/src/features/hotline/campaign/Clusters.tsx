import { useQuery } from '@tanstack/react-query';
import { Button, Skeleton } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link, useNavigate } from 'react-router';
import { can, useSession } from '~/app/session';
import { ActProblem } from '~/ui/ActProblem';
import { formatDate, formatNumber } from '~/ui/format';
import { Card } from '~/ui/Page';
import { ProblemAlert } from '~/ui/ProblemAlert';
import { campaignPath } from '../desk/paths';
import { Amount, Indicator, ReportLinks, useNames } from '../desk/words';
import { useAct } from '../useAct';
import { type Cluster, clustersQuery, growCampaign, openCampaign } from './api';
import { proposals, strongest, sumOf } from './cluster';

const FIRST = 3;
/** Of one cluster; the rest is told as a number. */
const MOST_SHOWN = 6;

/** Reports that share numbers, accounts or addresses: taken for a campaign in one press. */
export function Clusters() {
  const { t } = useTranslation('hotline_desk');
  const found = useQuery(clustersQuery);
  const [all, setAll] = useState(false);
  const { fresh, known } = proposals(found.data?.clusters ?? []);
  if (found.isSuccess && fresh.length + known.length === 0) return null;
  const clusters = [...fresh, ...known];
  const shown = all ? clusters : fresh.slice(0, FIRST);
  return (
    <Card
      title={t('cluster.title')}
      extra={found.data && <span className="cl-quiet">{t('cluster.count', { count: clusters.length })}</span>}
    >
      <p className="cl-quiet">
        {t('cluster.about')} {found.data?.is_cut && t('cluster.is_cut')}
      </p>
      {found.isPending && <Skeleton active title={false} paragraph={{ rows: 3 }} />}
      {found.isError && !found.data && (
        <ProblemAlert problem={found.error} onRetry={() => void found.refetch()} />
      )}
      <ul className="hd-clusters">
        {shown.map((cluster) => (
          <Proposal key={cluster.key} cluster={cluster} />
        ))}
      </ul>
      {clusters.length > Math.min(FIRST, fresh.length) && (
        <Button type="link" size="small" aria-expanded={all} onClick={() => setAll(!all)}>
          {all ? t('cluster.fewer') : t('cluster.more', { count: clusters.length - shown.length })}
        </Button>
      )}
    </Card>
  );
}

function Proposal({ cluster }: { cluster: Cluster }) {
  const { t } = useTranslation('hotline_desk');
  const session = useSession();
  const navigate = useNavigate();
  const names = useNames();
  const { amount, first, last, scamType } = sumOf(cluster);
  const [main, ...others] = strongest(cluster);
  const type = scamType ? names.scamType(scamType) : t('cluster.unknown_type');
  const name = main ? t('cluster.name', { type, value: main.value }) : type;
  const known = cluster.campaign_id !== null;
  const take = useAct(
    async () => {
      if (known) return growCampaign(cluster);
      const report_ids = cluster.reports.map((one) => one.id);
      return (await openCampaign({ name, summary: '', scam_type: scamType, report_ids })).line.id;
    },
    t(known ? 'cluster.grown' : 'cluster.taken'),
    (id) => void navigate(campaignPath(id)),
  );
  return (
    <li aria-label={name}>
      <div>
        <strong>{type}</strong>
        <span className="hd-under">
          {t('cluster.sum', {
            count: cluster.total,
            number: formatNumber(cluster.total),
            first: formatDate(first, true),
            last: formatDate(last, true),
          })}
          {amount !== null && (
            <>
              {' · '}
              <Amount value={amount} />
            </>
          )}
        </span>
        <ul className="hd-chips" aria-label={t('cluster.shared')}>
          {[...(main ? [main] : []), ...others].slice(0, MOST_SHOWN).map((one) => (
            <li key={`${one.kind} ${one.value}`}>
              <Indicator kind={one.kind} value={one.value} bank={one.bank} />{' '}
              <span className="cl-quiet">{t('cluster.in', { count: one.reports })}</span>
            </li>
          ))}
          {cluster.indicators.length > MOST_SHOWN && (
            <li className="cl-quiet">
              {t('cluster.rest', { count: cluster.indicators.length - MOST_SHOWN })}
            </li>
          )}
        </ul>
        <ReportLinks reports={cluster.reports} most={MOST_SHOWN} total={cluster.total} />
        {take.isError && <ActProblem error={take.error} />}
      </div>
      {can(session, 'hotline.handle') && (
        <div className="hd-side">
          <Button
            type="primary"
            loading={take.isPending}
            aria-label={t(known ? 'cluster.grow_this' : 'cluster.take_this', { name })}
            onClick={() => take.mutate()}
          >
            {t(known ? 'cluster.grow' : 'cluster.take')}
          </Button>
          {cluster.campaign_id && (
            <Link to={campaignPath(cluster.campaign_id)}>{t('cluster.to_campaign')}</Link>
          )}
        </div>
      )}
    </li>
  );
}
