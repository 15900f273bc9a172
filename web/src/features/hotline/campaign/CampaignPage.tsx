import { useQuery } from '@tanstack/react-query';
import { Button, Skeleton } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link, useParams } from 'react-router';
import { can, useSession } from '~/app/session';
import { casePath, opensCases } from '~/features/incident/model';
import { listPath } from '~/features/indicator/model';
import { formatDate, formatNumber } from '~/ui/format';
import { Card, Page } from '~/ui/Page';
import { RecordProblem } from '~/ui/RecordProblem';
import { Nothing } from '~/ui/texts';
import { CAMPAIGNS_PATH, noticePath } from '../desk/paths';
import { Amount, Confirmed, ScamType, State } from '../desk/words';
import { useAct } from '../useAct';
import { type CampaignDetail, campaignQuery, closeCampaign } from './api';
import { EditDialog, IncidentDialog, ListDialog, NoticeDialog } from './dialogs';
import { GraphView } from './GraphView';
import { IndicatorTable } from './IndicatorTable';
import { ReportTable } from './ReportTable';

/** One campaign: what it is, which reports are of it, what they share, and what is made of it. */
export function Component() {
  const { t } = useTranslation('hotline_desk');
  const { campaign: id = '' } = useParams();
  const found = useQuery(campaignQuery(id));
  const detail = found.data;
  return (
    <Page
      title={detail?.line.name ?? t('campaign.one')}
      object={detail?.line.number}
      wide
      meta={
        detail && (
          <span className="cl-inline">
            <span className="hd-number">{detail.line.number}</span>
            <State of="campaign" value={detail.line.state} />
            <ScamType code={detail.line.scam_type} />
          </span>
        )
      }
      actions={detail && <Actions detail={detail} />}
    >
      {found.isPending && <Skeleton active />}
      {found.isError && !detail && (
        <RecordProblem
          problem={found.error}
          action="hotline.read"
          list={{ to: CAMPAIGNS_PATH, label: t('campaign.title') }}
          onRetry={() => void found.refetch()}
        />
      )}
      {detail && (
        <>
          <div className="cl-cards cl-cards-two hd-gap">
            <Facts detail={detail} />
            <Made detail={detail} />
          </div>
          <Card title={t('graph.title')}>
            <GraphView detail={detail} />
          </Card>
          <IndicatorTable detail={detail} />
          <ReportTable detail={detail} />
        </>
      )}
    </Page>
  );
}

function Actions({ detail }: { detail: CampaignDetail }) {
  const { t } = useTranslation('hotline_desk');
  const session = useSession();
  const [editing, setEditing] = useState(false);
  const close = useAct(() => closeCampaign(detail.line), t('campaign.closed'));
  if (!can(session, 'hotline.handle')) return null;
  return (
    <>
      <Button onClick={() => setEditing(true)}>{t('campaign.edit')}</Button>
      {detail.line.state !== 'closed' && (
        <Confirmed
          label={t('campaign.close')}
          ask={t('campaign.close_ask')}
          text={t('campaign.close_text')}
          working={close.isPending}
          error={close.error}
          onConfirm={() => close.mutate()}
          placement="bottomRight"
        />
      )}
      {editing && <EditDialog detail={detail} onClose={() => setEditing(false)} />}
    </>
  );
}

function Facts({ detail: { line, summary } }: { detail: CampaignDetail }) {
  const { t } = useTranslation('hotline_desk');
  return (
    <Card title={t('campaign.facts')}>
      {summary ? (
        <p className="hd-text">{summary}</p>
      ) : (
        <p className="cl-quiet">{t('campaign.no_summary')}</p>
      )}
      <dl className="cl-facts">
        <dt>{t('column.reports')}</dt>
        <dd className="cl-figures">{formatNumber(line.reports)}</dd>
        <dt>{t('column.amount')}</dt>
        <dd>
          <Amount value={line.amount} />
        </dd>
        <dt>{t('column.span')}</dt>
        <dd className="cl-figures">
          {line.first_at && line.last_at ? (
            <>
              {formatDate(line.first_at, true)} – {formatDate(line.last_at, true)}
            </>
          ) : (
            <Nothing />
          )}
        </dd>
      </dl>
    </Card>
  );
}

type Making = 'notice' | 'incident' | 'list';

/** What a campaign becomes: a warning, an incident, a list for the detection; each after it was said what gets public. */
function Made({ detail }: { detail: CampaignDetail }) {
  const { t } = useTranslation('hotline_desk');
  const session = useSession();
  const [making, setMaking] = useState<Making>();
  const { line } = detail;
  const open = line.state !== 'closed';
  const handles = can(session, 'hotline.handle');
  const rows: { what: Making; to: string | null; may: boolean; seen: boolean }[] = [
    {
      what: 'notice',
      to: line.notice_id ? noticePath(line.notice_id) : null,
      may: handles && can(session, 'hotline.publish'),
      seen: true,
    },
    {
      what: 'incident',
      to: line.incident_id ? casePath(line.incident_id) : null,
      may: handles && opensCases(session),
      seen: can(session, 'incident.read'),
    },
    {
      what: 'list',
      to: line.indicator_list_id ? listPath(line.indicator_list_id) : null,
      may: handles && can(session, 'indicator.change'),
      seen: can(session, 'indicator.read'),
    },
  ];
  const close = () => setMaking(undefined);
  return (
    <Card title={t('make.title')}>
      <ul className="cl-lines hd-made">
        {rows.map(({ what, to, may, seen }) => (
          <li key={what}>
            <span>
              {t(`make.${what}.name`)}
              <span className="hd-under">{t(`make.${what}.about`)}</span>
            </span>
            {to ? (
              seen ? (
                <Link to={to}>{t(`make.${what}.open`)}</Link>
              ) : (
                <span className="cl-quiet">{t('make.done')}</span>
              )
            ) : may && open ? (
              <Button onClick={() => setMaking(what)}>{t(`make.${what}.do`)}</Button>
            ) : (
              <span className="cl-quiet">{t('make.not_yet')}</span>
            )}
          </li>
        ))}
      </ul>
      {making === 'notice' && <NoticeDialog detail={detail} onClose={close} />}
      {making === 'incident' && <IncidentDialog detail={detail} onClose={close} />}
      {making === 'list' && <ListDialog detail={detail} onClose={close} />}
    </Card>
  );
}
