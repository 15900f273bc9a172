import './dossier.css';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { Button, Skeleton } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link, useParams } from 'react-router';
import { Level } from '~/features/system/words';
import { formatDate } from '~/ui/format';
import { Card, Page } from '~/ui/Page';
import { RecordProblem } from '~/ui/RecordProblem';
import { DateText, Nothing } from '~/ui/texts';
import { AppraiserDialog } from './AppraiserDialog';
import { ApproveDialog } from './ApproveDialog';
import { type Detail, type Dossier, dossierQuery, fileLink, refresh, type Step } from './api';
import { Clocks } from './Clocks';
import { Documents } from './Documents';
import { History } from './History';
import { Gates, RouteOfLaw } from './Law';
import { Letters } from './Letters';
import { DOSSIERS_PATH, isOpen, lastReturn, nextOf, stepsOf } from './model';
import { StepDialog } from './StepDialog';
import { DossierState, Regime } from './words';

/** One dossier: where it stands on the clock of the law, what it lacks, and the one step to be taken. */
export function Component() {
  const { t } = useTranslation('dossier');
  const { dossier: id = '' } = useParams();
  const found = useQuery(dossierQuery(id));
  const detail = found.data;
  const [asked, setAsked] = useState<Step>();
  const close = () => setAsked(undefined);
  return (
    <Page
      title={t('page.title')}
      object={detail?.dossier.system_name}
      meta={detail && <Meta detail={detail} />}
      actions={detail && <Steps detail={detail} onAsk={setAsked} />}
    >
      {found.isPending && <Skeleton active paragraph={{ rows: 8 }} />}
      {found.isError && !detail && (
        <RecordProblem
          problem={found.error}
          action="system.read"
          list={{ to: DOSSIERS_PATH, label: t('page.to_list') }}
          onRetry={() => void found.refetch()}
        />
      )}
      {detail && <Body key={id} detail={detail} />}
      {detail && asked === 'approve' && <ApproveDialog detail={detail} onClose={close} />}
      {detail && asked && asked !== 'approve' && (
        <StepDialog key={asked} detail={detail} step={asked} onClose={close} />
      )}
    </Page>
  );
}

function Meta({ detail: { dossier: d } }: { detail: Detail }) {
  const { t } = useTranslation('dossier');
  return (
    <span className="cl-inline">
      <Link to={`/he-thong/${d.system_id}`}>{d.system_name || t('page.to_system')}</Link>
      <DossierState value={d.state} />
      <Level value={d.level} />
      <Regime code={d.regime} />
      <span>{t(`reason.${d.reason}`, { defaultValue: d.reason })}</span>
    </span>
  );
}

function Steps({ detail, onAsk }: { detail: Detail; onAsk: (step: Step) => void }) {
  const { t } = useTranslation('dossier');
  const steps = stepsOf(detail);
  const next = nextOf(steps);
  if (steps.length === 0) return null;
  return (
    <>
      {/* The one step that leads on stands last on a desk and first for the thumb. */}
      {steps
        .filter((step) => step !== next)
        .reverse()
        .map((step) => (
          <Button
            key={step}
            {...(step === 'drop' ? { danger: true, type: 'text' as const } : {})}
            onClick={() => onAsk(step)}
          >
            {t(`step.${step}`)}
          </Button>
        ))}
      {next && (
        <Button type="primary" onClick={() => onAsk(next)}>
          {t(`step.${next}`)}
        </Button>
      )}
    </>
  );
}

function Body({ detail }: { detail: Detail }) {
  const recorded = detail.dossier.reason === 'recorded';
  return (
    <>
      <Now detail={detail} />
      {!recorded && <Clocks detail={detail} />}
      <Facts detail={detail} />
      {!recorded && (
        <>
          <Documents detail={detail} />
          <Gates gates={detail.gates} />
          <Letters detail={detail} />
          <RouteOfLaw detail={detail} />
        </>
      )}
      <History detail={detail} />
    </>
  );
}

/** In one sentence: what it waits for, and from whom. */
function Now({ detail }: { detail: Detail }) {
  const { t } = useTranslation('dossier');
  const { dossier: d, route, steps } = detail;
  const approver = route.find((s) => s.kind.startsWith('approve'))?.by.join(', ');
  const who = d.appraiser_name || t('nobody');
  const key = d.state === 'sent' && d.complete_on ? 'accepted' : d.state;
  const back = d.state === 'returned' ? lastReturn(steps) : undefined;
  return (
    <div className={back ? 'cl-notice' : 'ds-now'} role="status">
      <p>
        {t(`now.${key}`, {
          who,
          by: approver || t('nobody'),
          level: d.level,
          defaultValue: '',
        })}
      </p>
      {back?.note && <p className="cl-timeline-body">{back.note}</p>}
    </div>
  );
}

/** Another appraiser, while the dossier is with its owner. */
function Readdress({ dossier }: { dossier: Dossier }) {
  const { t } = useTranslation('dossier');
  const client = useQueryClient();
  const [asked, setAsked] = useState(false);
  return (
    <>
      {' '}
      <Button size="small" type="link" onClick={() => setAsked(true)}>
        {t('address.submit')}
      </Button>
      {asked && (
        <AppraiserDialog
          dossier={dossier}
          onClose={() => {
            setAsked(false);
            void refresh(client);
          }}
        />
      )}
    </>
  );
}

function Facts({ detail: { dossier: d, appraisal, approvers, may_change } }: { detail: Detail }) {
  const { t } = useTranslation('dossier');
  return (
    <Card title={t('page.facts')}>
      <dl className="cl-facts">
        <dt>{t('column.owner')}</dt>
        <dd>{d.agency_name || <Nothing />}</dd>
        {d.reason !== 'recorded' && (
          <>
            <dt>{t('column.appraiser')}</dt>
            <dd>
              {d.appraiser_name || <Nothing />}
              {may_change && ['draft', 'returned'].includes(d.state) && <Readdress dossier={d} />}
            </dd>
            <dt>{t('column.sent')}</dt>
            <dd>
              <DateText value={d.sent_on} dayOnly />
            </dd>
          </>
        )}
        {isOpen(d) && approvers.length > 0 && (
          <>
            <dt>{t('page.approvers')}</dt>
            <dd>{approvers.join('; ')}</dd>
          </>
        )}
        {appraisal && (
          <>
            <dt>{t('page.appraisal')}</dt>
            <dd className="cl-timeline-body">{appraisal}</dd>
          </>
        )}
        {d.decision_number && (
          <>
            <dt>{t('column.decision')}</dt>
            <dd>
              {t('decision.said', {
                number: d.decision_number,
                date: d.approved_on ? formatDate(d.approved_on, true) : '',
                by: d.decision_by,
              })}{' '}
              {d.decision_file && (
                <a href={fileLink(d.system_id, d.decision_file)}>{t('documents.download')}</a>
              )}
            </dd>
          </>
        )}
        {d.note && (
          <>
            <dt>{t('open.note')}</dt>
            <dd className="cl-timeline-body">{d.note}</dd>
          </>
        )}
        <dt>{t('page.created')}</dt>
        <dd>
          {d.created_by}, <DateText value={d.created_at} />
        </dd>
      </dl>
    </Card>
  );
}
