import { useQuery } from '@tanstack/react-query';
import { Button, Skeleton } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link, useParams } from 'react-router';
import { can, useSession } from '~/app/session';
import { Card, Page } from '~/ui/Page';
import { RecordProblem } from '~/ui/RecordProblem';
import { DateText, LateTag, LawLink, Nothing } from '~/ui/texts';
import { Timeline } from '~/ui/views';
import { defang } from '../desk/model';
import { CONTENT_PATH, noticePath } from '../desk/paths';
import { State } from '../desk/words';
import { reportPath } from '../pages';
import { Sections } from '../Sections';
import { type ContentDetail, contentQuery, type Step } from './api';
import { type ContentStep, stepsIn } from './model';
import { StepDialog } from './StepDialog';

/** One piece of reported content: ground, competent body, what was passed on and answered. */
export function Component() {
  const { t } = useTranslation('hotline_desk');
  const { content: id = '' } = useParams();
  const found = useQuery(contentQuery(id));
  const detail = found.data;
  return (
    <Page
      title={detail ? t(`content.kinds.${detail.line.kind}`, { defaultValue: '' }) : t('content.one')}
      object={detail?.line.number}
      meta={
        detail && (
          <span className="cl-inline">
            <span className="hd-number">{detail.line.number}</span>
            <State of="content" value={detail.line.state} />
          </span>
        )
      }
      actions={detail && <Actions detail={detail} />}
    >
      <Sections />
      {found.isPending && <Skeleton active />}
      {found.isError && !detail && (
        <RecordProblem
          problem={found.error}
          action="hotline.read"
          list={{ to: CONTENT_PATH, label: t('content.title') }}
          onRetry={() => void found.refetch()}
        />
      )}
      {detail && (
        <>
          <Facts detail={detail} />
          <Card title={t('content.history')}>
            <Timeline
              entries={detail.steps.map((step) => ({
                id: step.id,
                at: step.at,
                who: step.by_name,
                title: t(`content.stepped.${step.step}`, { defaultValue: step.step }),
                body: <StepBody step={step} />,
                ...(step.step === 'answer' ? { tone: 'good' as const } : {}),
              }))}
              empty={<p className="cl-quiet">{t('content.no_steps')}</p>}
            />
          </Card>
        </>
      )}
    </Page>
  );
}

function StepBody({ step }: { step: Step }) {
  const { t } = useTranslation('hotline_desk');
  const paper = [
    step.recipient_name && t('content.to', { name: step.recipient_name }),
    step.document_number && t('content.document', { number: step.document_number }),
  ].filter(Boolean);
  return (
    <>
      {paper.length > 0 && <div>{paper.join(' · ')}</div>}
      {step.text && defang(step.text)}
    </>
  );
}

function Actions({ detail }: { detail: ContentDetail }) {
  const { t } = useTranslation('hotline_desk');
  const session = useSession();
  const [step, setStep] = useState<ContentStep>();
  const steps = stepsIn(detail.may).filter((one) => one !== 'correct' || can(session, 'hotline.publish'));
  return (
    <>
      {[...steps].reverse().map((one) => (
        <Button key={one} type={one === steps[0] ? 'primary' : 'default'} onClick={() => setStep(one)}>
          {t(`content.step.${one}`)}
        </Button>
      ))}
      {step && <StepDialog detail={detail} step={step} onClose={() => setStep(undefined)} />}
    </>
  );
}

function Facts({ detail: { line } }: { detail: ContentDetail }) {
  const { t } = useTranslation('hotline_desk');
  const session = useSession();
  return (
    <Card title={t('content.facts')}>
      <dl className="cl-facts">
        <dt>{t('content.place')}</dt>
        <dd>
          <code className="cl-break">{defang(line.place)}</code>
          <span className="hd-under">{t('content.not_a_link')}</span>
        </dd>
        <dt>{t('content.summary')}</dt>
        <dd className="hd-text">{defang(line.summary)}</dd>
        <dt>{t('content.ground')}</dt>
        <dd>{line.article ? <LawLink text={line.article} /> : <Nothing />}</dd>
        <dt>{t('content.competent')}</dt>
        <dd>{line.competent_name || <Nothing />}</dd>
        {line.due_at && (
          <>
            <dt>{t('content.due')}</dt>
            <dd className="cl-inline">
              <DateText value={line.due_at} relative />
              {line.state !== 'closed' && line.state !== 'answered' && <LateTag due={line.due_at} />}
            </dd>
          </>
        )}
        {line.report_id && (
          <>
            <dt>{t('column.report')}</dt>
            <dd>
              {can(session, 'hotline.read') ? (
                <Link to={reportPath(line.report_id)}>{line.report_number || t('content.to_report')}</Link>
              ) : (
                line.report_number
              )}
            </dd>
          </>
        )}
        {line.notice_id && (
          <>
            <dt>{t('notice.one')}</dt>
            <dd>
              <Link to={noticePath(line.notice_id)}>{t('content.to_notice')}</Link>
            </dd>
          </>
        )}
        <dt>{t('column.added')}</dt>
        <dd>
          <DateText value={line.created_at} /> · {line.created_by}
        </dd>
      </dl>
    </Card>
  );
}
